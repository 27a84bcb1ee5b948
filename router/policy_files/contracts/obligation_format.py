"""Obligations that a contract file defines, or defines otherwise than the product does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from router.domain.contracts.obligations import (
    HAND_OVER,
    OBLIGATIONS,
    Obligation,
    OnReopen,
    Signal,
)
from router.policy_files.format.scalars import OBLIGATION, PROSE, YES_OR_NO
from router.policy_files.format.shapes import Choice, Fields, Got, Key, Keyed, Many, Record
from router.policy_files.yaml.problems import Findings, quoted, suggestion

_STARTS = Choice(
    {
        each.value: each
        for each in (
            Signal.RECEIVED,
            Signal.VENDOR_ACKNOWLEDGED,
            Signal.VENDOR_REPLIED,
            Signal.CUSTOMER_REPLIED,
        )
    }
)
_STOPS = Choice(
    {
        each.value: each
        for each in (
            Signal.VENDOR_ACKNOWLEDGED,
            Signal.VENDOR_REPLIED,
            Signal.ACTION_PLAN_GIVEN,
            Signal.WORKAROUND_GIVEN,
        )
    }
)

OBLIGATIONS_KEY = Keyed(
    OBLIGATION,
    Fields(
        {
            "starts": Key(
                Many(_STARTS, or_one=True),
                "what starts its clock; `received`: the vendor has the ticket, from its opening or "
                "from its hand-over",
            ),
            "only_after": Key(_STARTS, "it starts only once this has happened"),
            "stops": Key(
                Many(_STOPS, or_one=True),
                "what stops it, besides the resolution, which stops every clock",
            ),
            "repeats": Key(YES_OR_NO, "whether it starts again after it was stopped"),
            "on_reopen": Key(
                Choice({each.value: each for each in OnReopen}),
                "after a reopening: a new round, or the one that the resolution stopped goes on",
            ),
            "deed": Key(PROSE, 'what is to be done, after "the vendor must"'),
        },
        example="{starts: received, stops: workaround_given, deed: give a workaround}",
    ),
    example="names with what starts and stops them",
)


def obligations_of(written: Mapping[str, Got], findings: Findings) -> dict[str, Obligation]:
    """What the file says of obligations, by name; one that the product knows keeps what the file
    does not say. Notes one that nothing starts, and our own, which no contract defines."""
    found = {}
    for name, got in written.items():
        record: Record = got.value
        if name == HAND_OVER:
            findings.error(
                got.node.at,
                f"{quoted(HAND_OVER)} is our own obligation",
                "write its limit under `handover:`",
            )
            continue
        known = OBLIGATIONS.get(name)
        if known is None and not record.wrote("starts"):
            findings.error(
                got.node.at,
                f"nothing starts the obligation {quoted(name)}",
                f"add `starts:`, or name one that is known: {', '.join(promised())}",
            )
            continue
        base = known or Obligation(
            name, frozenset(), frozenset(), f"see to the {name.replace('-', ' ').replace('_', ' ')}"
        )
        found[name] = replace(
            base,
            starts=_signals(record, "starts") or base.starts,
            stops=_signals(record, "stops") if record.wrote("stops") else base.stops,
            deed=record.get("deed", base.deed),
            repeats=record.get("repeats", base.repeats),
            only_after=record.get("only_after", base.only_after),
            on_reopen=record.get("on_reopen", base.on_reopen),
        )
    return found


def _signals(record: Record, key: str) -> frozenset[Signal]:
    return frozenset(got.value for got in record.get(key, ()))


def promised() -> tuple[str, ...]:
    """The names that a target may have without being defined."""
    return tuple(name for name in OBLIGATIONS if name != HAND_OVER)


def meant(name: str, own: Mapping[str, Obligation]) -> Obligation | None:
    """What a target's obligation is, by the file's own definitions and the product's."""
    return own.get(name) or (OBLIGATIONS.get(name) if name != HAND_OVER else None)


def unknown_advice(name: str, own: Mapping[str, Obligation]) -> str:
    """What to write instead of a name that nothing defines."""
    return f"{suggestion(name, (*promised(), *own))}, or define it under `obligations:`"


def as_data(obligations: Mapping[str, Obligation]) -> dict[str, object]:
    """JSON data of a contract's own obligations; `from_data` gives equal ones."""
    return {
        name: {
            "starts": sorted(each.starts),
            "stops": sorted(each.stops),
            "deed": each.deed,
            "repeats": each.repeats,
            "only_after": each.only_after,
            "on_reopen": each.on_reopen.value,
        }
        for name, each in obligations.items()
    }


def from_data(data: Mapping[str, Mapping[str, object]]) -> dict[str, Obligation]:
    """Raises KeyError or ValueError for what `as_data` did not write."""
    return {name: _one(name, each) for name, each in data.items()}


def _one(name: str, data: Mapping[str, object]) -> Obligation:
    def signals(key: str) -> frozenset[Signal]:
        found = data[key]
        assert isinstance(found, list)
        return frozenset(Signal(each) for each in found)

    after = data["only_after"]
    return Obligation(
        name,
        starts=signals("starts"),
        stops=signals("stops"),
        deed=str(data["deed"]),
        repeats=bool(data["repeats"]),
        only_after=None if after is None else Signal(str(after)),
        on_reopen=OnReopen(str(data["on_reopen"])),
    )
