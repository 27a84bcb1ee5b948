"""Who only looks keeps nobody from writing, and who writes much keeps nobody waiting long."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from router.domain.contracts.contract import Contract, ContractBook, Rule
from router.store.unit import SqlStore
from router.usecases.customers.import_customers import PIECE, import_customers
from router.usecases.customers.keep_customer import list_customers
from router.usecases.policies.apply_policies import apply_policies
from router.usecases.ports import Conflict, Core, UnitOfWork
from router.usecases.records import TicketFilter
from router.usecases.upkeep.periodic_work import do_periodic_work
from tests.builders import lutece
from tests.usecases.world import World

LINES = 4 * PIECE + 3


@pytest.fixture
def world(sqlite_store: SqlStore) -> World:
    return World(sqlite_store)


def a_file(lines: int = LINES) -> str:
    rows = (f"Customer {n},FR,c{n}.example,alwayson=standard" for n in range(lines))
    return "\n".join(["organisation,country,mail_domains,contracts", *rows]) + "\n"


@dataclass
class BookWithACaller:
    """A contract book that lets somebody else do something each time that it is asked."""

    book: ContractBook
    call: Callable[[], None]

    def find(self, *words: Any, **named: Any) -> Contract | None:
        self.call()
        return self.book.find(*words, **named)


@dataclass
class CountingStore:
    """Counts the tickets and customers that each transaction writes."""

    store: SqlStore
    rows: list[int] = field(default_factory=list)
    between: Callable[[], None] = lambda: None

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        self.between()
        with self.store.write() as work:
            count = _Counted(work)
            yield count  # type: ignore[misc]  # it passes everything on
        self.rows.append(count.rows)

    def read(self) -> Any:
        return self.store.read()


class _Counted:
    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self.rows = 0
        self.customers = _Writes(work.customers, self)
        self.tickets = _Writes(work.tickets, self)
        self.changes = _Writes(work.changes, self)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._work, name)


class _Writes:
    def __init__(self, inner: Any, counted: _Counted) -> None:
        self._inner = inner
        self._counted = counted

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name in ("add", "save"):
            self._counted.rows += 1
        return found

    def prune(self, *words: Any) -> int:
        done: int = self._inner.prune(*words)
        self._counted.rows += done
        return done


def counting(world: World, sqlite_store: SqlStore, **more: Any) -> tuple[Core, CountingStore]:
    store = CountingStore(sqlite_store, **more)
    return replace(world.core, store=store), store


def test_intake_is_answered_in_the_middle_of_a_dry_run(world: World) -> None:
    asked = 0

    def a_webhook_comes() -> None:
        nonlocal asked
        asked += 1
        if asked == LINES // 2:
            world.arrives(world.opening("4711"))

    core = replace(world.core, book=BookWithACaller(world.core.book, a_webhook_comes))
    got = import_customers(core, a_file(), dry_run=True)
    assert (got.added, got.problems) == (LINES, ())
    with world.core.store.read() as work:
        assert work.tickets.find("acme", "4711") is not None
        assert list_customers(world.core).items == (), "a dry run keeps nothing"


def test_a_dry_run_never_asks_to_write(world: World, sqlite_store: SqlStore) -> None:
    core, store = counting(world, sqlite_store)
    import_customers(core, a_file(), dry_run=True)
    assert store.rows == []


def test_a_file_of_customers_is_written_in_pieces_and_intake_comes_between(
    world: World, sqlite_store: SqlStore
) -> None:
    arrived: list[str] = []

    def a_webhook_comes() -> None:
        number = f"47{len(arrived)}"
        arrived.append(number)
        world.arrives(world.opening(number))

    core, store = counting(world, sqlite_store, between=a_webhook_comes)
    got = import_customers(core, a_file())
    assert (got.added, got.problems) == (LINES, ())
    assert max(store.rows) <= PIECE
    assert len(arrived) > LINES // PIECE
    with world.core.store.read() as work:
        assert all(work.tickets.find("acme", number) for number in arrived)


def test_an_import_that_was_cut_off_is_done_by_taking_the_file_again(
    world: World, sqlite_store: SqlStore
) -> None:
    begun = 0

    def the_machine_stops() -> None:
        nonlocal begun
        begun += 1
        if begun == 3:
            raise KeyboardInterrupt

    core, _ = counting(world, sqlite_store, between=the_machine_stops)
    with pytest.raises(KeyboardInterrupt):
        import_customers(core, a_file())
    again = import_customers(world.core, a_file())
    assert (again.added, again.changed) == (LINES - 2 * PIECE, 0)
    assert import_customers(world.core, a_file()).added == 0


def test_who_takes_a_name_during_an_import_is_named_with_what_was_taken(
    world: World, sqlite_store: SqlStore
) -> None:
    begun = 0

    def somebody_is_quicker() -> None:
        nonlocal begun
        begun += 1
        if begun == 2:
            quick = f"organisation,mail_domains\nQuick,c{PIECE + 1}.example\n"
            import_customers(world.core, quick)

    core, _ = counting(world, sqlite_store, between=somebody_is_quicker)
    first = PIECE + 2
    with pytest.raises(Conflict, match=rf"line {first + 1}: .*lines before {first} are taken"):
        import_customers(core, a_file())
    assert len(list_customers(world.core, limit=200).items) == PIECE + 1


def test_a_domain_may_pass_from_one_line_of_a_file_to_the_next(world: World) -> None:
    import_customers(world.core, "organisation,mail_domains\nAcme,acme.example\n")
    text = "organisation,mail_domains\nAcme,\nBeta,acme.example\nGamma,acme.example\n"
    got = import_customers(world.core, text)
    assert got.problems == (
        "line 4: mail domain 'acme.example' belongs to another customer already: Beta",
    )
    assert import_customers(world.core, text[: text.index("Gamma")]).problems == ()


def test_tickets_that_fitted_nothing_are_looked_at_again_in_pieces_however_many(
    world: World, sqlite_store: SqlStore
) -> None:
    for number in range(120):
        world.arrives(world.opening(f"n{number}", vendor="nobody"))
    world.run()
    apply_policies(world.core, who="user:maria@example.com")
    with world.core.store.read() as work:
        assert work.tickets.to_route(500) != ()
    world.run()
    world.contracts = (*world.contracts, replace(lutece(), vendor="n", id="n", rules=_nobody()))
    core, store = counting(world, sqlite_store)
    apply_policies(core, who="user:maria@example.com")
    assert max(store.rows) <= 50
    with world.core.store.read() as work:
        assert len(work.tickets.to_route(500)) == 120
        assert work.tickets.list(TicketFilter(needs="vendor"), limit=10).items == ()


def _nobody() -> tuple[Rule, ...]:
    return (Rule(tags=("nobody",)),)


def test_old_changes_are_dropped_in_pieces(world: World, sqlite_store: SqlStore) -> None:
    ticket_id = world.opened()
    with world.core.store.write() as work:
        for _ in range(1100):
            work.tickets.touch(ticket_id, world.now)
        work.commit()
    world.advance(days=2)
    core, store = counting(world, sqlite_store)
    do_periodic_work(core)
    assert max(store.rows) == 1000
    with world.core.store.read() as work:
        assert work.changes.since(0) == ()
