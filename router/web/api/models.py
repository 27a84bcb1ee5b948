"""The shapes of the API: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from router.domain.clocks import ClockState
from router.domain.contracts import Party
from router.domain.tickets import TicketState

_INSTANT = Field(
    json_schema_extra={"format": "date-time", "examples": ["2026-02-03T09:00:00Z"]},
    description="RFC 3339 in UTC, with as many fractional digits as it came with",
)

#: No control characters: they have no place in a name, and PostgreSQL refuses NUL anywhere.
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$"),
]
Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$"),
]

PauseReason = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$",
    ),
]

Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class _Answered(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class Problem(_Answered):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    problems: list[dict[str, str]] | None = None


class ClockModel(_Answered):
    id: str
    obligation: str
    round: int
    owed_by: Party
    state: ClockState
    breached: bool
    started_at: Annotated[str, _INSTANT]
    due_at: Annotated[str, _INSTANT] | None
    breached_at: Annotated[str, _INSTANT] | None
    stopped_at: Annotated[str, _INSTANT] | None
    remaining_seconds: float | int = Field(description="on the clock's own calendar")
    source: str = Field(description="the clause")


class TicketModel(_Answered):
    id: str
    source: str
    external_id: str
    subject: str
    vendor: str | None
    contract: str | None
    tier: str | None
    tier_reason: str
    customer: str | None
    state: TicketState
    clocks: list[ClockModel]


class EventModel(_Answered):
    type: str
    at: Annotated[str, _INSTANT]
    received_at: Annotated[str, _INSTANT]
    origin: str
    data: dict[str, str | None]
    author: str | None = None
    public: bool | None = None
    text: str | None = None


class TicketWithEvents(TicketModel):
    events: list[EventModel]


class TicketList(_Answered):
    tickets: list[TicketModel]
    next: str | None = Field(description="give it as `cursor` for the next page; null on the last")


class SegmentModel(_Answered):
    from_: Annotated[str, _INSTANT] = Field(alias="from")
    to: Annotated[str, _INSTANT]
    seconds: float | int
    counted: bool
    why: str
    ahead: bool = Field(description="after now: the way on to the deadline")


class Ledger(_Answered):
    segments: list[SegmentModel]


class TicketQuery(_Asked):
    vendor: Name | None = None
    tier: Name | None = None
    state: TicketState | None = None
    external_id: Name | None = None
    source: Name | None = None
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VendorTicketQuery(_Asked):
    state: TicketState | None = None
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class SetVendor(_Asked):
    vendor: Name
    contract: Name | None = None
    tier: Name | None = None
    reason: Reason


class SetTier(_Asked):
    tier: Name
    reason: Reason
    correction: bool = Field(
        False,
        description="true: we had classified wrongly, the tier holds from opening; "
        "false: it changed now",
    )


class AddNote(_Asked):
    body: Words
    public: bool = Field(False, description="true: the vendor may read it too")


class RecordCall(_Asked):
    spoke_to: Name = Field(description="whom of the vendor's people was spoken to")
    at: Annotated[str, _INSTANT] | None = Field(None, description="when; now if not given")


class PauseBody(_Asked):
    reason: PauseReason


class ResumeBody(_Asked):
    reason: PauseReason | None = None


class Reply(_Asked):
    body: Words
    public: bool = True


class Resolve(_Asked):
    body: Words | None = Field(None, description="a last public reply")


class StartDuty(_Asked):
    vendor: Name
    duty: Name
    contract: Name | None = None
    ticket_id: Name | None = Field(None, description="a ticket of that vendor; else one is made")
    at: Annotated[str, _INSTANT] | None = Field(None, description="when it began; now if not given")
    planned_for: Annotated[str, _INSTANT] | None = Field(
        None, description="for duties that count back"
    )
    planned_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = Field(
        None, description="a bare date instead: its first moment in the customer's zone"
    )
    customer_id: Name | None = None
    organisation: Name | None = Field(None, description="the customer's name, instead of its id")
    subject: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""
    instance: Name | None = Field(None, description="makes a repeat known: it changes nothing")


class StartedDuty(_Answered):
    ticket_id: str
    instance: str


class FinishDuty(_Asked):
    duty: Name
    instance: Name | None = Field(None, description="the oldest that runs, if not given")
    at: Annotated[str, _INSTANT] | None = None


class DutyQuery(_Asked):
    over: bool = Field(False, description="those that are done or fell away, instead")
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class DutyModel(_Answered):
    ticket_id: str
    on_ticket: str | None = Field(description="the helpdesk's number; null if it stands alone")
    subject: str
    customer: str | None
    vendor: str
    contract: str
    duty: str
    instance: str
    clock: str
    owed_by: Party
    state: ClockState
    breached: bool
    started_at: Annotated[str, _INSTANT]
    due_at: Annotated[str, _INSTANT] | None
    done_at: Annotated[str, _INSTANT] | None
    planned_for: Annotated[str, _INSTANT] | None
    source: str


class DutyList(_Answered):
    duties: list[DutyModel]


class CustomerBody(_Asked):
    organisation: Name
    country: Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$")] | None = None
    zone: Name | None = None
    mail_domains: Annotated[list[Name], Field(max_length=100)] = []
    contracts: dict[Name, Name] = Field({}, description="vendor to contract")
    upgrades: Annotated[list[Name], Field(max_length=100)] = []
    licence_start_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = (
        None
    )


class CustomerModel(_Answered):
    id: str
    organisation: str
    country: str | None
    zone: str | None
    mail_domains: list[str]
    contracts: dict[str, str]
    upgrades: list[str]
    licence_start_on: str | None
    updated_at: Annotated[str, _INSTANT]


class CustomerList(_Answered):
    customers: list[CustomerModel]
    next: str | None


class Removed(_Answered):
    removed: str


class DueChangeModel(_Answered):
    clock: str
    before: Annotated[str, _INSTANT] | None = Field(description="null: it did not run")
    after: Annotated[str, _INSTANT] | None = Field(description="null: it would not run")


class MoveModel(_Answered):
    """A running ticket; `deadlines` is empty where none moves."""

    ticket: str
    source: str
    external_id: str
    vendor: str | None
    contract: str | None
    version: str | None
    to_contract: str | None
    to_version: str | None
    refused: str = Field(description="why it cannot be moved; empty where it can")
    deadlines: list[DueChangeModel]


class PlannedCustomer(_Answered):
    organisation: str
    country: str | None
    zone: str | None
    mail_domains: list[str]
    contracts: dict[str, str]
    upgrades: list[str]
    licence_start_on: str | None


class CustomerPlanModel(_Answered):
    customer: PlannedCustomer
    deadlines_moved: int
    tickets: list[MoveModel]


class ImportBody(_Asked):
    csv: Annotated[str, StringConstraints(max_length=900_000, pattern=r"^[^\x00]*$")]
    dry_run: bool = False


class ImportedModel(_Answered):
    imported: bool
    added: int
    changed: int
    problems: list[str] = Field(description="each bad line; with any, nothing was taken")


class ApplicationModel(_Answered):
    number: int
    applied_at: Annotated[str, _INSTANT]
    by: str
    what: str


class HeldModel(_Answered):
    vendor: str
    contract: str
    version: str
    default: bool
    retired: bool


class InForceModel(ApplicationModel):
    contracts: list[HeldModel]
    earlier: list[ApplicationModel]


class FieldChangeModel(_Answered):
    field: str
    before: str | None
    after: str | None


class ContractChangeModel(_Answered):
    vendor: str
    contract: str
    what: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None
    by_data: bool = Field(description="by newer holidays or zone data alone, not by its file")
    fields: list[FieldChangeModel]


class PolicyPlanModel(_Answered):
    in_force: InForceModel | None
    differs: bool
    trouble: str = Field(description="why the files cannot be taken; empty where they can")
    mark: str = Field(description="give it to applyPolicies: what was shown is what is applied")
    changes: list[ContractChangeModel]
    tickets_behind: int
    deadlines_moved: int
    moves: list[MoveModel]


class ApplyPolicies(_Asked):
    mark: Name | None = None
    move: bool = False


class MoveTickets(_Asked):
    tickets: Annotated[list[Name], Field(max_length=1000)] | None = Field(
        None, description="null: every running one"
    )


class MovedTickets(_Answered):
    moved: list[MoveModel]
    refused: list[MoveModel]


class Applied(MovedTickets):
    in_force: InForceModel


class PageQuery(_Asked):
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VendorComment(_Answered):
    at: Annotated[str, _INSTANT]
    author: str
    text: str


class VendorTicket(_Answered):
    """What a vendor sees of a ticket: its own clocks, and of the words the public ones."""

    id: str
    external_id: str
    subject: str
    body: str
    tier: str | None
    customer: str | None
    state: TicketState
    reference: str | None
    clocks: list[ClockModel]


class VendorTicketWithComments(VendorTicket):
    comments: list[VendorComment]


class VendorTicketList(_Answered):
    tickets: list[VendorTicket]
    next: str | None


def as_schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> Any:
    """JSON Schema 2020-12 of a model, its parts under `#/components/schemas/`."""
    return model.model_json_schema(
        mode=mode, by_alias=True, ref_template="#/components/schemas/{model}"
    )
