"""Random stories of a ticket, told to the fold and to the simulator."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from router.policy_files import Book, read_directory
from router.usecases.questions.explain import explain_json
from tests.simulator import simulate


@cache
def book() -> Book:
    """Two invented vendors with awkward weeks and odd hours."""
    return Book(read_directory(Path(__file__).parent / "policies"))


def iso(t):
    return datetime.fromtimestamp(t, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


BASE = simulate.ts(datetime(2026, 3, 20, tzinfo=UTC))
KINDS = (
    ["vendor_replied"] * 6
    + ["vendor_contacted", "agent_replied", "customer_replied"]
    + ["paused"] * 7
    + ["resumed"] * 6
    + ["resolved"] * 3
    + ["closed"]
    + ["reopened"] * 3
    + ["tier_changed"] * 5
    + ["tier_corrected"] * 2
    + ["vendor_changed"] * 2
    + ["handover_requested"] * 2
    + ["handed_over"] * 2
    + ["contract_moved"] * 3
    + ["duty_started"] * 4
    + ["duty_done"] * 3
    + ["merged", "marked_as_spam", "deleted", "undeleted", "undeleted"]
)


def story(rng):
    span = rng.choice([600, 6 * 3600, 3 * 86400, 12 * 86400])
    grid = rng.choice([1, 60, 1800, 3600])

    def at():
        return (
            BASE
            + rng.choice([0, 3 * 3600, 9 * 3600, 5 * 86400, 8 * 86400 + 7 * 3600, 11 * 86400])
            // grid
            * grid
            + rng.randrange(span) // grid * grid
        )

    n = rng.choice([2, 4, 6, 9, 14])
    base = at()
    ev = []

    def add(kind, t, **more):
        ev.append(
            dict(
                type=kind,
                at=t,
                received_at=t + rng.choice([0] * 6 + [60, 7200, 86400]),
                sequence=rng.choice([0] * 5 + [1, 2]),
                key=f"k{len(ev):03d}{rng.randrange(1000)}",
                **more,
            )
        )

    add("opened", base)
    if rng.random() < 0.03:
        add("opened", base + rng.randrange(-600, 600))
    kinds = rng.sample(KINDS, rng.randint(3, 12))
    for _ in range(n):
        k = rng.choice(kinds)
        t = base + (
            rng.randrange(span) // grid * grid if rng.random() > 0.04 else -rng.choice([60, 3600])
        )
        if ev and rng.random() < 0.25:
            t = rng.choice(ev)["at"]
        more = {}
        if k == "paused":
            more["reason"] = rng.choice([simulate.W, simulate.HO, "other"])
        if k == "resumed" and rng.random() < 0.6:
            more["reason"] = rng.choice([simulate.W, simulate.HO])
        if k in ("tier_changed", "tier_corrected"):
            more["tier"] = rng.choice(["p1", "p2", "p3", "p4", "p5"])
        if k == "vendor_changed":
            more.update(
                vendor=rng.choice(["alpha", "beta"]),
                tier=rng.choice(["p1", "p2", "p3", "p4", "p5"]),
            )
        if k in ("vendor_replied", "handed_over") and rng.random() < 0.15:
            more["vendor"] = rng.choice(["alpha", "beta"])
        if k == "contract_moved":
            more["contract"] = rng.choice(["standard", "other"])
        if k in ("duty_started", "duty_done"):
            known = ["notice", "notice", "lead"] if k == "duty_started" else list(simulate.DUTIES)
            more["duty"] = rng.choice(known)
            if rng.random() < 0.4:
                more["instance"] = rng.choice(["INC-1", "INC-2"])
            if k == "duty_started" and more["duty"] == "lead":
                more["planned_for"] = t + rng.choice([0, 3600, 2 * 86400, 9 * 86400])
        add(k, t, **more)
        if rng.random() < 0.04:  # told twice
            ev.append(dict(ev[-1], received_at=ev[-1]["received_at"] + rng.randrange(3600)))
    at_ = max(e["at"] for e in ev) + rng.choice([0, 0, 1, 60, 3600, 86400, 5 * 86400])
    if rng.random() < 0.3:
        at_ = rng.choice(ev)["at"] + rng.choice([0, 1, 3600])
    at_ = max(at_, base)
    rng.shuffle(ev)
    return {
        "vendor": rng.choice(["alpha", "beta"]),
        "tier": rng.choice(["p1", "p2", "p3", "p4", "p5"]),
        "events": [e for e in ev if True],
        "at": at_,
    }


def ask(s):
    # events that lie after `at` but are known count as well: none, for received_at >= at of event
    q = dict(
        s,
        at=iso(s["at"]),
        events=[{k: (iso(v) if k in _INSTANTS else v) for k, v in e.items()} for e in s["events"]],
    )
    got = explain_json(q, book())["clocks"]
    return q, got


_INSTANTS = ("at", "received_at", "planned_for")
FIELDS = [
    "obligation",
    "round",
    "started_at",
    "due_at",
    "state",
    "breached",
    "breached_at",
    "stopped_at",
]


def norm(c):
    return {k: c[k] for k in FIELDS}


def disagreement(seed: int) -> str | None:
    """What the two say differently of the story of this seed, in words; None where they agree."""
    told = story(random.Random(seed))
    opened = (e for e in told["events"] if e["type"] == "opened")
    if not any(e["received_at"] <= told["at"] for e in opened):
        return None
    question, got = ask(told)
    theirs = _in_order([norm(clock) for clock in got])
    ours = _in_order([_as_text(clock) for clock in simulate.clocks(told)])
    if ours == theirs:
        return None
    events = "\n".join(str(e) for e in sorted(question["events"], key=lambda e: e["at"]))
    return (
        f"seed {seed}: {told['vendor']} {told['tier']} asked at {question['at']}\n{events}\n"
        + "\n".join(f"simulator {c}" for c in ours if c not in theirs)
        + "\n"
        + "\n".join(f"fold      {c}" for c in theirs if c not in ours)
    )


def _in_order(clocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(clocks, key=lambda c: (c["obligation"], c["round"]))


def _as_text(clock: dict[str, Any]) -> dict[str, Any]:
    return {k: iso(v) if k.endswith("_at") and v is not None else v for k, v in clock.items()}
