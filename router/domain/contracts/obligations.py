"""What may be owed on a ticket: what starts its clock, what stops it, and what people call it.

One table says it all. A contract may define more in the same terms, or start one of these
elsewhere (`obligations:` in its file); `docs/time.md` has the rules in full.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Party(StrEnum):
    """Who owes an obligation."""

    VENDOR = "vendor"
    US = "us"
    CUSTOMER = "customer"


class Signal(StrEnum):
    """What happens on a ticket that may start or stop a clock. The resolution, which stops every
    one, is none of them."""

    RECEIVED = "received"  # the vendor has it: from the opening, or the hand-over (rule 15)
    VENDOR_ACKNOWLEDGED = "vendor_acknowledged"
    VENDOR_REPLIED = "vendor_replied"  # or was called (rule 11)
    CUSTOMER_REPLIED = "customer_replied"
    ACTION_PLAN_GIVEN = "action_plan_given"
    WORKAROUND_GIVEN = "workaround_given"
    HANDOVER_REQUESTED = "handover_requested"
    HANDED_OVER = "handed_over"


class OnReopen(StrEnum):
    """What a reopening does to an obligation whose round the resolution had stopped."""

    RESTART = "restart"  # what is owed gets a new round (rule 13)
    CONTINUE = "continue"  # the round goes on; the time while it was resolved does not count


@dataclass(frozen=True, slots=True)
class Obligation:
    """`starts`: the signals that begin a round where none runs; `only_after`: not before that one
    came. `stops`: those that end it, besides the resolution, which ends all. One that a signal both
    stops and starts goes from round to round. `repeats`: whether a signal begins a further round
    after one has ended. `deed`: completes "Zuper must …"."""

    id: str
    starts: frozenset[Signal]
    stops: frozenset[Signal]
    deed: str
    repeats: bool = False
    only_after: Signal | None = None
    on_reopen: OnReopen = OnReopen.RESTART
    owed_by: Party = Party.VENDOR

    def in_words(self) -> str:
        """What starts and stops it, as a person says it."""
        starts = ", ".join(sorted(plain.value.replace("_", " ") for plain in self.starts))
        stops = ", ".join(sorted(plain.value.replace("_", " ") for plain in self.stops))
        after = f", once {self.only_after.value.replace('_', ' ')}" if self.only_after else ""
        again = ", again each time" if self.repeats else ""
        return (
            f"{self.deed}: from {starts}{after}{again}, until {stops or 'resolved'}; "
            f"after a reopening {'it goes on' if self.on_reopen is OnReopen.CONTINUE else 'anew'}"
        )

    @property
    def goes_round(self) -> bool:
        """Whether it is promised "every …" and not "within …"."""
        return bool(self.starts & self.stops)


HAND_OVER = "hand-over"
RESPONSE = "response"
UPDATE = "update"


def _table(*obligations: Obligation) -> dict[str, Obligation]:
    return {each.id: each for each in obligations}


_S = Signal

#: In the order in which they stand on a page. What only a solution ends continues after a
#: reopening: one that did not hold was none, and must not buy the whole time again.
OBLIGATIONS = _table(
    Obligation(
        HAND_OVER,
        starts=frozenset({_S.HANDOVER_REQUESTED}),
        stops=frozenset({_S.HANDED_OVER}),
        deed="hand it over",
        repeats=True,
        owed_by=Party.US,
    ),
    Obligation(
        "acknowledgement",
        starts=frozenset({_S.RECEIVED}),
        stops=frozenset({_S.VENDOR_ACKNOWLEDGED, _S.VENDOR_REPLIED}),
        deed="acknowledge it",
    ),
    Obligation(
        RESPONSE,
        starts=frozenset({_S.RECEIVED}),
        stops=frozenset({_S.VENDOR_REPLIED}),
        deed="answer",
    ),
    Obligation(
        "next_response",
        starts=frozenset({_S.CUSTOMER_REPLIED}),
        stops=frozenset({_S.VENDOR_REPLIED}),
        deed="answer the customer's new message",
        repeats=True,
        only_after=_S.VENDOR_REPLIED,
    ),
    Obligation(
        UPDATE,
        starts=frozenset({_S.VENDOR_REPLIED}),
        stops=frozenset({_S.VENDOR_REPLIED}),
        deed="send an update",
        repeats=True,
    ),
    Obligation(
        "action-plan",
        starts=frozenset({_S.RECEIVED}),
        stops=frozenset({_S.ACTION_PLAN_GIVEN, _S.WORKAROUND_GIVEN}),
        deed="give a fix, a workaround or an action plan",
        on_reopen=OnReopen.CONTINUE,
    ),
    Obligation(
        "workaround",
        starts=frozenset({_S.RECEIVED}),
        stops=frozenset({_S.WORKAROUND_GIVEN}),
        deed="give a workaround or a fix",
        on_reopen=OnReopen.CONTINUE,
    ),
    Obligation(
        "resolution",
        starts=frozenset({_S.RECEIVED}),
        stops=frozenset(),
        deed="resolve it",
        on_reopen=OnReopen.CONTINUE,
    ),
)


def find_obligation(name: str, own: Mapping[str, Obligation]) -> Obligation | None:
    """What it means, by a contract's own definitions and the table; None for a duty."""
    return own.get(name) or OBLIGATIONS.get(name)


def place_of(obligation: str) -> int:
    """Where it stands on a page; those that a contract defines come after all others."""
    return list(OBLIGATIONS).index(obligation) if obligation in OBLIGATIONS else len(OBLIGATIONS)
