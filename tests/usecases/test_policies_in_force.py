"""Changed policy files serve nobody until they are applied, and then every process at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.contracts.contract import Rule
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.time.instants import MINUTE
from router.policy_files import load_text
from router.store.unit import SqlStore
from router.usecases.policies.apply_policies import apply_first, apply_policies
from router.usecases.policies.in_force import read_in_force
from router.usecases.policies.move_tickets import move_tickets, plan_ticket
from router.usecases.policies.plan_policies import What, plan_policies
from router.usecases.ports import Conflict
from tests.builders import alwayson, at
from tests.usecases.applying import (
    ApplyingWorld,
    Folder,
    first_files,
    later_nightline,
    quicker_alwayson,
    versioned,
)
from tests.usecases.world import MORNING

WHO = "user:maria@example.com"


@pytest.fixture
def world(sqlite_store: SqlStore) -> ApplyingWorld:
    return ApplyingWorld(sqlite_store)


def test_the_first_start_applies_the_files_once(world: ApplyingWorld) -> None:
    with world.core.store.read() as work:
        found = read_in_force(work)
    assert found is not None
    assert (found.number, found.last.by, found.last.what) == (1, "system", "the first start")
    world.folder.contracts = (quicker_alwayson(),)
    assert apply_first(world.core).number == 1
    assert not plan_policies(replace(world.core, files=lambda: first_files())).differs


def test_a_changed_file_is_shown_and_serves_nobody_until_it_is_applied(
    world: ApplyingWorld,
) -> None:
    before = world.opened("1")
    world.folder.contracts = (first_files()[0], quicker_alwayson())
    (change,) = plan_policies(world.core).changes
    assert (change.what, change.name) == (What.CHANGED, "alwayson/standard")
    assert [str(field) for field in change.fields] == [
        "tiers.high.response: within 30 minutes, on main -> within 20 minutes, on main"
    ]
    shown = world.opened("2")
    assert world.view(shown).clocks[0].due_at == MORNING + 30 * MINUTE

    other = world.another_process()
    assert apply_policies(other, who=WHO).number == 2
    after = world.opened("3")
    assert world.view(after).clocks[0].due_at == MORNING + 20 * MINUTE
    for ticket_id in (before, shown):
        assert world.view(ticket_id).clocks[0].due_at == MORNING + 30 * MINUTE
    assert not plan_policies(world.core).differs


def test_a_restart_goes_on_with_what_was_applied_and_not_with_the_files(
    world: ApplyingWorld,
) -> None:
    changed = Folder(first_files()[0], quicker_alwayson())
    core = world.another_process(changed)
    apply_first(core)
    found = core.book.find("alwayson")
    assert found is not None
    assert found.version == first_files()[1].version
    assert core.contracts() is core.contracts(), "the routing is filed once"


def test_a_bad_file_changes_nothing_and_the_old_version_goes_on(world: ApplyingWorld) -> None:
    problems = load_text("acme.yaml", "vendor: acme\n").require
    with pytest.raises(Exception, match=r"acme\.yaml:1:1") as raised:
        problems()
    world.folder.broken = raised.value
    plan = plan_policies(world.core)
    assert plan.differs
    assert "acme.yaml:1:1" in plan.trouble
    with pytest.raises(type(raised.value)):
        apply_policies(world.core, who=WHO)
    with world.core.store.read() as work:
        found = read_in_force(work)
    assert found is not None
    assert found.number == 1
    ticket_id = world.opened()
    assert world.view(ticket_id).ticket.vendor == "alwayson"


def test_what_was_shown_is_what_is_applied(world: ApplyingWorld) -> None:
    world.folder.contracts = (quicker_alwayson(),)
    mark = plan_policies(world.core).mark
    world.folder.contracts = first_files()
    with pytest.raises(Conflict, match="changed since they were shown"):
        apply_policies(world.core, who=WHO, mark=mark)


def test_the_preview_names_every_running_deadline_that_would_move(world: ApplyingWorld) -> None:
    late = world.opened("1", tier="low")
    soon = world.opened("2")
    world.folder.contracts = (first_files()[0], quicker_alwayson())
    plan = plan_policies(world.core)
    assert plan.behind == 2
    changes = {move.ticket.id: [str(c) for c in move.changes] for move in plan.moves}
    assert changes == {
        soon: ["response-1: 2026-03-02T10:30:00Z -> 2026-03-02T10:20:00Z"],
        late: [],
    }
    assert plan.moved_deadlines == 1
    few = plan_policies(world.core, most=1)
    assert (len(few.moves), few.behind) == (1, 2)


def test_moving_is_an_event_with_the_deadlines_before_and_after(world: ApplyingWorld) -> None:
    ticket_id = world.opened()
    world.folder.contracts = (first_files()[0], quicker_alwayson())
    apply_policies(world.core, who=WHO)
    assert plan_ticket(world.core, ticket_id) is not None
    (move,) = move_tickets(world.core, who=WHO).moved
    assert move.ticket.id == ticket_id
    view = world.view(ticket_id)
    assert view.clocks[0].due_at == MORNING + 20 * MINUTE
    assert view.ticket.version == quicker_alwayson().version
    (event,) = [s.event for s in view.events if s.event.kind is Kind.CONTRACT_MOVED]
    assert event.origin == WHO
    assert event.data["before"] == "response-1 2026-03-02T10:30:00Z"
    assert event.data["after"] == "response-1 2026-03-02T10:20:00Z"
    assert move_tickets(world.core, who=WHO, ticket_ids=[ticket_id]).moved == ()
    assert plan_ticket(world.core, ticket_id) is None


def test_a_ticket_moves_alone_where_it_is_named(world: ApplyingWorld) -> None:
    first, second = world.opened("1"), world.opened("2")
    world.folder.contracts = (quicker_alwayson(),)
    apply_policies(world.core, who=WHO)
    move_tickets(world.core, who=WHO, ticket_ids=[first])
    assert world.view(first).clocks[0].due_at == MORNING + 20 * MINUTE
    assert world.view(second).clocks[0].due_at == MORNING + 30 * MINUTE


def test_a_ticket_whose_tier_is_gone_stays_and_says_why(world: ApplyingWorld) -> None:
    ticket_id = world.opened(tier="strict")
    before = alwayson(rules=(Rule(tags=("alwayson",)),))
    world.folder.contracts = (versioned(replace(before, tiers=before.tiers[:2])),)
    (move,) = plan_policies(world.core).moves
    assert "has no tier 'strict'" in move.refused
    apply_policies(world.core, who=WHO)
    moved = move_tickets(world.core, who=WHO)
    assert (moved.moved, len(moved.refused)) == ((), 1)
    assert world.view(ticket_id).clocks[0].due_at == MORNING + 30 * MINUTE
    with pytest.raises(BadEvent, match="set the ticket's tier first"):
        move_tickets(world.core, who=WHO, ticket_ids=[ticket_id])


def test_a_new_vendor_takes_the_tickets_that_waited_for_one(world: ApplyingWorld) -> None:
    ticket_id = world.opened(vendor="nightline")
    assert world.view(ticket_id).ticket.needs == "vendor"
    world.folder.contracts = (*first_files(), later_nightline())
    plan = plan_policies(world.core)
    assert [(c.what, c.name) for c in plan.changes] == [(What.ADDED, "nightline/standard")]
    apply_policies(world.core, who=WHO)
    world.route()
    assert world.view(ticket_id).ticket.vendor == "nightline"


def test_a_vendor_that_is_removed_keeps_its_running_tickets(world: ApplyingWorld) -> None:
    ticket_id = world.opened()
    world.folder.contracts = first_files()[:1]
    plan = plan_policies(world.core)
    assert [(c.what, c.name) for c in plan.changes] == [(What.REMOVED, "alwayson/standard")]
    apply_policies(world.core, who=WHO)
    world.advance(minutes=5)
    assert world.view(ticket_id).clocks[0].due_at == MORNING + 30 * MINUTE
    assert world.view(world.opened("2")).ticket.needs == "vendor"
    with world.core.store.read() as work:
        found = read_in_force(work)
    assert found is not None
    assert [a.what for a in (found.last, *found.earlier)] == [
        "alwayson/standard removed",
        "the first start",
    ]


def test_another_default_is_a_change_though_no_deadline_moves(world: ApplyingWorld) -> None:
    ticket_id = world.opened()
    world.folder.contracts = (
        replace(first_files()[0], default=True),
        replace(first_files()[1], retired=True),
    )
    plan = plan_policies(world.core)
    assert [str(f) for c in plan.changes for f in c.fields] == [
        "default: new: yes",
        "retired: new: yes",
    ]
    assert (plan.behind, plan.moves) == (0, ())
    apply_policies(world.core, who=WHO)
    assert [(c.default, c.retired) for c in world.core.contracts()] == [
        (True, False),
        (False, True),
    ]
    assert world.view(ticket_id).ticket.version == first_files()[1].version


def test_moving_a_breached_clock_keeps_its_breach(world: ApplyingWorld) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.run()
    world.folder.contracts = (quicker_alwayson(),)
    apply_policies(world.core, who=WHO)
    (move,) = move_tickets(world.core, who=WHO).moved
    assert move.changes == ()
    view = world.view(ticket_id)
    assert view.clocks[0].breached_at == at("2026-03-02 10:30")


def test_what_follows_a_contract_is_added_and_takes_no_ticket_of_before(
    world: ApplyingWorld,
) -> None:
    ticket_id = world.opened()
    now = first_files()[1]
    until = versioned(replace(now, valid_to="2026-03-02"))
    following = versioned(replace(quicker_alwayson(), valid_from="2026-03-03"))
    world.folder.contracts = (first_files()[0], until, following)
    plan = plan_policies(world.core)
    assert [(c.what, c.name) for c in plan.changes] == [
        (What.CHANGED, "alwayson/standard"),
        (What.ADDED, "alwayson/standard"),
    ]
    assert [move.to for move in plan.moves] == [until]
    apply_policies(world.core, who=WHO)
    move_tickets(world.core, who=WHO)
    assert world.view(ticket_id).ticket.version == until.version
    world.advance(days=1)
    assert world.view(world.opened("2")).ticket.version == following.version
    world.folder.contracts = (first_files()[0], following)
    assert [(c.what, c.before) for c in plan_policies(world.core).changes] == [
        (What.REMOVED, until.version)
    ]
