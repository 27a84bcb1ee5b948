"""The shapes of the API of duties, customers and policies."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from router.domain.clocks.clock import ClockState
from router.domain.contracts.contract import Party
from router.web.api.request_models import INSTANT, Answered, Asked, Name


class DutyQuery(Asked):
    over: bool = Field(False, description="those that are done or fell away, instead")
    limit: Annotated[int, Field(ge=1, le=500)] = 200


class DutyModel(Answered):
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
    started_at: Annotated[str, INSTANT]
    due_at: Annotated[str, INSTANT] | None
    done_at: Annotated[str, INSTANT] | None
    planned_for: Annotated[str, INSTANT] | None
    source: str


class DutyList(Answered):
    duties: list[DutyModel]


class CustomerBody(Asked):
    organisation: Name
    country: Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$")] | None = None
    zone: Name | None = None
    mail_domains: list[Name] = Field([], max_length=100)
    contracts: dict[Name, Name] = Field({}, description="vendor to contract")
    upgrades: list[Name] = Field([], max_length=100)
    licence_start_on: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = (
        None
    )


class CustomerModel(Answered):
    id: str
    organisation: str
    country: str | None
    zone: str | None
    mail_domains: list[str]
    contracts: dict[str, str]
    upgrades: list[str]
    licence_start_on: str | None
    updated_at: Annotated[str, INSTANT]


class CustomerList(Answered):
    customers: list[CustomerModel]
    next: str | None


class Removed(Answered):
    removed: str


class DueChangeModel(Answered):
    clock: str
    before: Annotated[str, INSTANT] | None = Field(description="null: it did not run")
    after: Annotated[str, INSTANT] | None = Field(description="null: it would not run")


class MoveModel(Answered):
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


class PlannedCustomer(Answered):
    organisation: str
    country: str | None
    zone: str | None
    mail_domains: list[str]
    contracts: dict[str, str]
    upgrades: list[str]
    licence_start_on: str | None


class CustomerPlanModel(Answered):
    customer: PlannedCustomer
    deadlines_moved: int
    tickets: list[MoveModel]


class ImportBody(Asked):
    csv: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")] = Field(
        description="as in a file; for more than the 1 MiB of a body use the command line"
    )
    dry_run: bool = False


class ImportedModel(Answered):
    imported: bool
    added: int
    changed: int
    problems: list[str] = Field(description="each bad line; with any, nothing was taken")


class ApplicationModel(Answered):
    number: int
    applied_at: Annotated[str, INSTANT]
    by: str
    what: str


class HeldModel(Answered):
    vendor: str
    contract: str
    version: str
    default: bool
    retired: bool


class InForceModel(ApplicationModel):
    contracts: list[HeldModel]
    earlier: list[ApplicationModel]


class FieldChangeModel(Answered):
    field: str
    before: str | None
    after: str | None


class ContractChangeModel(Answered):
    vendor: str
    contract: str
    what: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None
    by_data: bool = Field(description="by newer holidays or zone data alone, not by its file")
    fields: list[FieldChangeModel]


class PolicyPlanModel(Answered):
    in_force: InForceModel | None
    differs: bool
    trouble: str = Field(description="why the files cannot be taken; empty where they can")
    mark: str = Field(description="give it to applyPolicies: what was shown is what is applied")
    changes: list[ContractChangeModel]
    tickets_behind: int
    deadlines_moved: int
    moves: list[MoveModel]


class SourceModel(Answered):
    """A helpdesk; never its secrets. `fetch_…`: of those that we fetch from."""

    name: str
    kind: str
    mode: str
    last_seen_at: Annotated[str | None, INSTANT]
    fetched_at: Annotated[str | None, INSTANT]
    fetch_error: str | None
    fetch_failed_at: Annotated[str | None, INSTANT]
    fetch_failures: int


class SourceList(Answered):
    sources: list[SourceModel]


class ApplyPolicies(Asked):
    mark: Name | None = None
    move: bool = False


class MoveTickets(Asked):
    tickets: Annotated[list[Name], Field(max_length=1000)] | None = Field(
        None, description="null: every running one"
    )


class MovedTickets(Answered):
    moved: list[MoveModel]
    refused: list[MoveModel]


class Applied(MovedTickets):
    in_force: InForceModel
