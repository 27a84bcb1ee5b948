"""The policy files as they stand come into force: for new tickets, in every process at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from router.usecases.policies.in_force import InForce, mark_of, read_in_force, write_in_force
from router.usecases.policies.plan_policies import ContractChange, compare, files_of
from router.usecases.ports import Conflict, Core, Work
from router.usecases.records import TicketFilter
from router.usecases.routing.route import keep_version

#: Tickets in one transaction: on SQLite it keeps webhooks waiting for some hundredths of a second.
_PIECE = 50


def apply_policies(core: Core, *, who: str, mark: str | None = None) -> InForce:
    """Put what the files say in force; running tickets keep the version they have.

    `mark` of a `PolicyPlan`: apply only if the files still are as they were shown. Raises
    PolicyProblems for a bad file, and Conflict for files that changed since: then nothing changes
    and what was in force goes on. Tickets that nobody could be found for are looked at again,
    afterwards and in small pieces; where that was cut off, applying again does the rest.
    """
    files = files_of(core)
    if mark is not None and mark != mark_of(files):
        raise Conflict("the policy files changed since they were shown; look at them again")
    now = core.now()
    with core.store.write() as work:
        before = read_in_force(work)
        changes = compare(core.contracts() if before is not None else (), files)
        applied = before
        if before is None or changes:
            for contract in files:
                keep_version(core, work, contract, now)
            applied = write_in_force(work, files, by=who, what=in_words(changes), at=now)
            work.commit()
    core.reread()
    _look_again(core)
    assert applied is not None
    return applied


def apply_first(core: Core) -> InForce:
    """What is in force; before anything ever was, the files are applied, once. Raises
    PolicyProblems then."""
    with core.store.read() as work:
        found = read_in_force(work)
    if found is not None:
        return found
    files = files_of(core)
    with core.store.write() as work:
        found = read_in_force(work)
        if found is not None:  # another process was quicker
            return found
        now = core.now()
        for contract in files:
            keep_version(core, work, contract, now)
        found = write_in_force(work, files, by="system", what="the first start", at=now)
        work.commit()
    core.reread()
    return found


def in_words(changes: Sequence[ContractChange]) -> str:
    """A few words for the list of applications: `zuper/standard changed, acme/gold added`."""
    words = [f"{change.name} {change.what.value}" for change in changes]
    return ", ".join(words[:8]) + (f" and {len(words) - 8} more" if len(words) > 8 else "")


def _look_again(core: Core) -> None:
    """A new contract may fit tickets that fitted none before."""
    cursor = None
    while True:
        with core.store.read() as work:
            page = work.tickets.list(TicketFilter(needs="vendor"), cursor=cursor, limit=_PIECE)
        if page.items:
            with core.store.write() as work:
                for ticket in page.items:
                    locked = work.tickets.lock(ticket.id)
                    if locked.needs == "vendor":
                        work.tickets.save(replace(locked, needs="routing"), locked.opened_at)
                work.commit()
            core.doorbell.ring(Work.ROUTE, [ticket.id for ticket in page.items])
        cursor = page.next
        if cursor is None:
            return
