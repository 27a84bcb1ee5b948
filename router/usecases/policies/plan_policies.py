"""What applying the policy files as they stand on disk would change, before anything does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from router.domain.contracts.changes import FieldChange, changes_between
from router.domain.contracts.contract import Contract
from router.domain.errors import RouterError
from router.domain.time.instants import utc_day
from router.usecases.policies.in_force import Held, InForce, mark_of, read_in_force
from router.usecases.ports import Core
from router.usecases.records import TicketFilter, TicketRecord
from router.usecases.tickets.deadlines import Move, open_tickets, preview


class What(StrEnum):
    """What becomes of a contract."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ContractChange:
    """One contract that differs between the files and what is in force.

    `fields` names what differs, for a contract that is changed; an added or removed one differs
    in everything. `by_data`: no word of the file changed, but the holidays or zone data that it
    takes from packages did.
    """

    what: What
    vendor: str
    contract: str
    before: str | None
    after: str | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.vendor}/{self.contract}"

    @property
    def by_data(self) -> bool:
        return bool(self.fields) and all(
            each.field.startswith("zone data.") or ".holidays." in each.field
            for each in self.fields
        )


@dataclass(frozen=True, slots=True)
class PolicyPlan:
    """`mark` names the state of the files that was looked at: give it to `apply_policies`, and
    what was shown is what is applied. `trouble` says why the files cannot be taken at all."""

    in_force: InForce | None
    changes: tuple[ContractChange, ...]
    mark: str
    moves: tuple[Move, ...] = ()
    behind: int = 0
    trouble: str = ""

    @property
    def differs(self) -> bool:
        return bool(self.changes or self.trouble)

    @property
    def moved_deadlines(self) -> int:
        return sum(len(move.changes) for move in self.moves)


def plan_policies(core: Core, *, most: int | None = None, moves: bool = True) -> PolicyPlan:
    """Compare the policy files with what is in force; reads, and changes nothing.

    `moves`: also which deadlines of running tickets would move with them, for at most `most`
    tickets (None: all). `behind` counts the running tickets that would be under an older version.
    Never raises for a file with a mistake: `trouble` has every problem in words.
    """
    with core.store.read() as work:
        in_force = read_in_force(work)
    try:
        files = files_of(core)
    except RouterError as error:
        return PolicyPlan(in_force, (), "", trouble=str(error))
    current = core.contracts() if in_force is not None else ()
    changes = compare(current, files)
    plan = PolicyPlan(in_force, changes, mark_of(files))
    if not moves:
        return plan
    previewed, behind = plan_moves(core, files, most=most)
    return PolicyPlan(in_force, changes, plan.mark, previewed, behind)


def compare(current: Sequence[Contract], files: Sequence[Contract]) -> tuple[ContractChange, ...]:
    """The contracts that differ, in the order of the files, removed ones last."""
    gone = list(current)
    found = []
    for after in files:
        before = _same(after, gone, files)
        if before is None:
            found.append(ContractChange(What.ADDED, after.vendor, after.id, None, after.version))
            continue
        gone.remove(before)
        if Held.of(before) != Held.of(after):
            fields = changes_between(before, after)
            versions = (before.version, after.version)
            found.append(ContractChange(What.CHANGED, after.vendor, after.id, *versions, fields))
    removed = (ContractChange(What.REMOVED, c.vendor, c.id, c.version, None) for c in gone)
    return (*found, *removed)


def _same(after: Contract, gone: Iterable[Contract], files: Sequence[Contract]) -> Contract | None:
    """What a file was before: the contract of its name. Where several follow each other under one
    name, the one that began on the same day; else one that no other file goes on with."""
    alike = [c for c in gone if (c.vendor, c.id) == (after.vendor, after.id)]
    if (found := next((c for c in alike if c.valid_from == after.valid_from), None)) is not None:
        return found
    begun = {c.valid_from for c in files if (c.vendor, c.id) == (after.vendor, after.id)}
    return next((c for c in alike if c.valid_from not in begun), None)


def plan_moves(
    core: Core, targets: Iterable[Contract], *, most: int | None = None
) -> tuple[tuple[Move, ...], int]:
    """For each running ticket under another version of one of the targets, what moving it would
    do; and how many such tickets there are, previewed or not."""
    now = core.now()
    wanted: dict[tuple[str | None, str | None], list[Contract]] = {}
    for target in targets:
        wanted.setdefault((target.vendor, target.id), []).append(target)
    found: list[Move] = []
    behind = 0
    for ticket in open_tickets(core, TicketFilter()):
        to = target_of(wanted.get((ticket.vendor, ticket.contract), ()), ticket)
        if to is None or ticket.version == to.version:
            continue
        behind += 1
        if most is None or len(found) < most:
            with core.store.read() as work:
                found.append(preview(core, work, ticket, now, to=to))
    return tuple(found), behind


def files_of(core: Core) -> tuple[Contract, ...]:
    """What the policy files say now; raises PolicyProblems with every problem."""
    return tuple(core.contracts() if core.files is None else core.files())


def target_of(alike: Sequence[Contract], ticket: TicketRecord) -> Contract | None:
    """Which of the contracts of its name a ticket would be under: where several follow each
    other, the one in force on the day when the ticket was opened."""
    day = utc_day(ticket.opened_at)
    return next((c for c in alike if c.holds_on(day)), alike[0] if len(alike) == 1 else None)
