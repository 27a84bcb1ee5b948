"""The shapes of the API: what may be asked, and what is answered."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Party
from router.domain.tickets.ticket import TicketState
from router.usecases.records import Missed
from router.usecases.tickets.thread import LARGEST_PAGE, USUAL_PAGE
from router.usecases.vendors.vendor_deed import Deed

INSTANT = Field(
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


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Answered(BaseModel):
    model_config = ConfigDict(populate_by_name=True)


class Problem(Answered):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    problems: list[dict[str, str]] | None = None


class ClockModel(Answered):
    id: str
    obligation: str
    round: int
    owed_by: Party
    state: ClockState
    breached: bool
    started_at: Annotated[str, INSTANT]
    due_at: Annotated[str, INSTANT] | None
    breached_at: Annotated[str, INSTANT] | None
    stopped_at: Annotated[str, INSTANT] | None
    remaining_seconds: float | int = Field(description="on the clock's own calendar")
    source: str = Field(description="the clause")


class TicketModel(Answered):
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


class EventModel(Answered):
    type: str
    at: Annotated[str, INSTANT]
    received_at: Annotated[str, INSTANT]
    origin: str
    data: dict[str, str | None]
    author: str | None = None
    public: bool | None = None
    text: str | None = None


class ThreadQuery(Asked):
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=LARGEST_PAGE)] = USUAL_PAGE


EARLIER = Field(description="give it as `cursor` for the page before; null on the first")
TOTAL = Field(description="on all pages together")


class TicketWithEvents(TicketModel):
    """With the newest page of its events; fewer than `limit` where their texts are long."""

    events: list[EventModel]
    events_total: Annotated[int, TOTAL]
    earlier: Annotated[str | None, EARLIER]


class TicketList(Answered):
    tickets: list[TicketModel]
    next: str | None = Field(description="give it as `cursor` for the next page; null on the last")


class SegmentModel(Answered):
    from_: Annotated[str, INSTANT] = Field(alias="from")
    to: Annotated[str, INSTANT]
    seconds: float | int
    counted: bool
    why: str
    ahead: bool = Field(description="after now: the way on to the deadline")


class Ledger(Answered):
    segments: list[SegmentModel]


class TicketQuery(Asked):
    vendor: Name | None = None
    tier: Name | None = None
    state: TicketState | None = None
    external_id: Name | None = None
    source: Name | None = None
    breached: Missed | None = Field(
        None,
        description="only tickets with such a breach, by the verdict that holds now: `ever`; "
        "`running`, not answered yet; `answered_late`; `untold`, nobody was sent a notice of it",
    )
    q: Name | None = None
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VendorTicketQuery(Asked):
    state: TicketState | None = None
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class SetVendor(Asked):
    vendor: Name
    contract: Name | None = None
    tier: Name | None = None
    reason: Reason


class SetTier(Asked):
    tier: Name
    reason: Reason
    correction: bool = Field(
        False,
        description="true: we had classified wrongly, the tier holds from opening; "
        "false: it changed now",
    )


class AddNote(Asked):
    body: Words
    public: bool = Field(False, description="true: the vendor may read it too")


class RecordCall(Asked):
    spoke_to: Name = Field(description="whom of the vendor's people was spoken to")
    at: Annotated[str, INSTANT] | None = Field(None, description="when; now if not given")


class AcceptClaim(Asked):
    event: Name = Field(description="the key of the event that claims an earlier instant")


class PauseBody(Asked):
    reason: PauseReason


class ResumeBody(Asked):
    reason: PauseReason | None = None


class Reply(Asked):
    body: Words
    public: bool = True


class Resolve(Asked):
    body: Words | None = Field(None, description="a last public reply")


class VendorDeed(Asked):
    deed: Deed
    body: Words | None = Field(None, description="words that are a public reply as well")


class RecordDeed(Asked):
    deed: Deed
    body: Words | None = Field(None, description="a note of yours")


class StartDuty(Asked):
    vendor: Name
    duty: Name
    contract: Name | None = None
    ticket_id: Name | None = Field(None, description="a ticket of that vendor; else one is made")
    at: Annotated[str, INSTANT] | None = Field(None, description="when it began; now if not given")
    planned_for: Annotated[str, INSTANT] | None = Field(
        None, description="for duties that count back"
    )
    planned_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = Field(
        None, description="a bare date instead: its first moment in the customer's zone"
    )
    customer_id: Name | None = None
    organisation: Name | None = Field(None, description="the customer's name, instead of its id")
    subject: Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")] = ""
    instance: Name | None = Field(None, description="makes a repeat known: it changes nothing")


class StartedDuty(Answered):
    ticket_id: str
    instance: str


class FinishDuty(Asked):
    duty: Name
    instance: Name | None = Field(None, description="the oldest that runs, if not given")
    at: Annotated[str, INSTANT] | None = None


class PageQuery(Asked):
    cursor: Annotated[str, StringConstraints(max_length=500)] | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50


class VendorComment(Answered):
    at: Annotated[str, INSTANT]
    author: str
    text: str
    public: Annotated[bool, Field(description="false: a note of yours, which no customer sees")]


class VendorTicket(Answered):
    """What a vendor sees of a ticket: its own clocks, public words and its own notes."""

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
    """With the newest page of its comments; fewer than `limit` where they are long."""

    comments: list[VendorComment]
    comments_total: Annotated[int, TOTAL]
    earlier: Annotated[str | None, EARLIER]


class VendorTicketList(Answered):
    tickets: list[VendorTicket]
    next: str | None


def as_schema(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> Any:
    """JSON Schema 2020-12 of a model, its parts under `#/components/schemas/`."""
    return model.model_json_schema(
        mode=mode, by_alias=True, ref_template="#/components/schemas/{model}"
    )
