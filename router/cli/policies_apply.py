"""`policies` and `policies apply`: what is in force, what differs, and putting it in force."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import click

from router.cli.options import print_json, say, with_json, with_settings
from router.domain.time.instants import format_instant
from router.runtime.settings import Settings
from router.usecases.policies.in_force import InForce
from router.usecases.policies.plan_policies import ContractChange, PolicyPlan
from router.usecases.tickets.deadlines import Move

#: Who applied it, in the list of applications and in the events of moved tickets.
WHO = "user:command-line"
#: So many fields of one contract are listed for people; `--json` has all.
_MOST_FIELDS = 40


@click.command()
@with_json
@with_settings
def show(settings: Settings, as_json: bool) -> None:
    """Show what is in force, and what the files would change. Changes nothing.

    \b
    Example:   sla-router policies show --json
    """
    show_policies(settings, as_json)


def show_policies(settings: Settings, as_json: bool) -> None:
    """The same for `policies` without a command."""
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.policies.plan_policies import plan_policies
    from router.usecases.policies.policy_json import plan_json

    with bootstrap.core(settings) as core:
        plan = plan_policies(core)
    if as_json:
        print_json(plan_json(plan))
        return
    _show_in_force(plan.in_force)
    say()
    _show_plan(plan, settings)
    if plan.changes:
        say("\nTo put them in force:  sla-router policies apply")


@click.command()
@click.option("--move", is_flag=True, help="Move running tickets to the new versions too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_json
@with_settings
def apply(settings: Settings, move: bool, yes: bool, as_json: bool) -> None:
    """Put the policy files in force, after showing what changes.

    New tickets get the new versions; running ones keep theirs, unless they are moved. A file with
    a mistake changes nothing (exit 2). With --json and without --yes it only shows.

    \b
    Example:   sla-router policies apply --move
    """
    from router.runtime.bootstrap import core as bootstrap
    from router.usecases.policies.apply_policies import apply_policies
    from router.usecases.policies.move_tickets import Moved, move_tickets
    from router.usecases.policies.plan_policies import plan_policies
    from router.usecases.policies.policy_json import moves_json, plan_json

    with bootstrap.core(settings) as core:
        plan = plan_policies(core)
        if not as_json:
            _show_plan(plan, settings)
        if plan.trouble:
            if as_json:
                print_json({**plan_json(plan), "applied": False})
            sys.exit(2)
        anything = bool(plan.changes) or (move and bool(plan.moves))
        sure = anything and (yes or (not as_json and _is_sure(plan, move)))
        if not sure:
            if as_json:
                print_json({**plan_json(plan), "applied": False})
            elif anything:
                say("Nothing was changed.")
            return
        applied = apply_policies(core, who=WHO, mark=plan.mark)
        moved = move_tickets(core, who=WHO) if move else Moved()
    if as_json:
        result = {"applied": True, "number": applied.number}
        refused = moves_json(moved.refused)
        print_json(
            {**plan_json(plan), **result, "moved": moves_json(moved.moved), "refused": refused}
        )
        return
    say(f"In force: number {applied.number}. New tickets get these versions.")
    if move:
        _show_moved(moved.moved, moved.refused)
    elif plan.behind:
        say(
            f"{_tickets(plan.behind)} keep the version that they have; "
            "move them with: sla-router policies apply --move"
        )


def _is_sure(plan: PolicyPlan, move: bool) -> bool:
    what = "Put this in force" if plan.changes else "Move these tickets"
    if move and plan.changes:
        what += f" and move {_tickets(plan.behind)}"
    try:
        return click.confirm(f"\n{what}?", default=False)
    except click.Abort:
        say()
        return False


def _show_in_force(found: InForce | None) -> None:
    if found is None:
        say("Nothing is in force yet: the first start applies the files.")
        return
    last = found.last
    say(f"In force: number {last.number}, since {format_instant(last.at)}, by {last.by}")
    for held in found.contracts:
        marks = [word for word in ("default", "retired") if getattr(held, word)]
        shown = f"  ({', '.join(marks)})" if marks else ""
        say(f"  {held.vendor}/{held.contract}  {held.version}{shown}")


def _show_plan(plan: PolicyPlan, settings: Settings) -> None:
    if plan.trouble:
        say(f"The files in {settings.policies} cannot be taken; what is in force goes on:")
        say(plan.trouble)
        return
    if not plan.changes:
        say(f"The files in {settings.policies} are what is in force.")
    else:
        say(f"The files in {settings.policies} differ from what is in force:")
        for change in plan.changes:
            _show_change(change)
    if plan.behind:
        say(
            f"\n{_tickets(plan.behind)} run under another version; "
            f"moving them changes {_deadlines(plan.moved_deadlines)}"
            f"{':' if plan.moved_deadlines else '.'}"
        )
        _show_moves(plan.moves)


def _show_change(change: ContractChange) -> None:
    versions = " -> ".join(v for v in (change.before, change.after) if v)
    because = "  (newer holidays or zone data; no word of the file changed)"
    say(f"  {change.name} {change.what.value}  {versions}{because if change.by_data else ''}")
    for field in change.fields[:_MOST_FIELDS]:
        say(f"    {field}")
    if len(change.fields) > _MOST_FIELDS:
        say(f"    and {len(change.fields) - _MOST_FIELDS} more; --json lists them all")


def _show_moves(moves: Iterable[Move]) -> None:
    for move in moves:
        name = f"  {move.ticket.external_id} ({move.ticket.source}, {move.ticket.id})"
        if move.refused:
            say(f"{name}: stays: {move.refused}")
        for change in move.changes:
            say(f"{name}: {change}")


def _show_moved(moved: tuple[Move, ...], refused: tuple[Move, ...]) -> None:
    count = sum(len(move.changes) for move in moved)
    say(f"{_tickets(len(moved))} moved, {_deadlines(count)} changed.")
    if refused:
        say(f"{_tickets(len(refused))} could not be moved:")
        _show_moves(refused)


def _tickets(count: int) -> str:
    return f"{count} ticket{'' if count == 1 else 's'}"


def _deadlines(count: int) -> str:
    return f"{count} deadline{'' if count == 1 else 's'}"
