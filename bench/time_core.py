"""The time core against its peers: `python -m bench.time_core` prints a table and writes JSON.

Every row asks both sides the same questions in one process, in turns, and gives the ratio. The
answers are compared first: a fast wrong answer is worth nothing.
"""

from __future__ import annotations

import gc
import json
import platform
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from whenever import Instant as WheneverInstant

from bench.peers import BusinessTimeDelta, Office, PlainLoop, WheneverLoop
from router.domain.clocks import pauses
from router.domain.time import batch, datetimes
from router.domain.time.calendar_definitions import DAYS
from router.domain.time.calendars import Calendar
from router.domain.time.instants import SECOND, from_datetime, parse_instant, to_datetime
from router.domain.time.window_tables import BASE, Compiled
from router.policy_files.holidays.holiday_sources import public_holidays

Side: TypeAlias = tuple[Callable[..., Any], Sequence[tuple[Any, ...]]]

RESULTS = Path(__file__).parent / "results"
FIRST, LAST = parse_instant("2016-01-01T00:00:00Z"), parse_instant("2030-12-31T00:00:00Z")
HOUR = 3600
ENGLAND = frozenset(day for year in range(2010, 2045) for day in public_holidays("GB", "ENG")(year))
ALL_DAY = [(0, 24 * HOUR)]
OFFICES = {
    "24x7": Office("UTC", dict.fromkeys(range(7), ALL_DAY)),
    "London 09-17": Office(
        "Europe/London", {day: [(9 * HOUR, 17 * HOUR)] for day in range(5)}, ENGLAND
    ),
    "Sao Paulo 09-24": Office(
        "America/Sao_Paulo", {day: [(9 * HOUR, 24 * HOUR)] for day in range(5)}
    ),
    "24x5": Office(
        "UTC",
        {6: [(22 * HOUR, 24 * HOUR)], **dict.fromkeys(range(4), ALL_DAY), 4: [(0, 23 * HOUR)]},
    ),
}
A_WORKING_DAY = {"24x7": 24, "London 09-17": 8, "Sao Paulo 09-24": 15, "24x5": 24}
# The package ends 24:00 a microsecond early and then cuts fractions, up to a second a question.
SLACK = timedelta(seconds=8)
COMPILED_YEARS = 16


@dataclass(frozen=True)
class Question:
    """A calendar by its place; a length of 30 minutes to 5 working days; an end up to 60 days on;
    six pauses of 5 minutes to 20 hours in the ten days after the start."""

    which: int
    start: datetime
    length: timedelta
    end: datetime
    pauses: tuple[tuple[datetime, datetime], ...]


def a_question(rng: random.Random) -> Question:
    """One at random, from 2016 to 2030."""
    which = rng.randrange(len(OFFICES))
    start = to_datetime(rng.randrange(FIRST, LAST - 90 * 86_400 * SECOND, SECOND))
    working = A_WORKING_DAY[list(OFFICES)[which]] * HOUR
    at, stretches = start, []
    for _ in range(6):
        at += timedelta(seconds=rng.randint(600, 20 * HOUR))
        stretches.append((at, at := at + timedelta(seconds=rng.randint(300, 20 * HOUR))))
    return Question(
        which,
        start,
        timedelta(seconds=rng.randint(1800, 5 * working)),
        start + timedelta(seconds=rng.randint(0, 60 * 86_400)),
        tuple(stretches),
    )


def calendar_of(name: str) -> Calendar:
    """Ours, of the same data, with the years of the questions compiled."""
    office = OFFICES[name]
    weekly = {DAYS[day]: windows for day, windows in office.week.items()}
    holidays = dict.fromkeys(office.holidays, "holiday")
    calendar = Calendar.build(name, office.zone, weekly, holidays)
    calendar.compiled_between(FIRST, LAST)
    return calendar


def seconds_each(ask: Callable[..., object], questions: Sequence[tuple[Any, ...]]) -> float:
    """CPU seconds for one question."""
    gc.collect()
    before = time.process_time()
    for question in questions:
        ask(*question)
    return (time.process_time() - before) / len(questions)


@dataclass
class Row:
    """One line of the table; `agree` is the share of equal answers."""

    what: str
    peer: str
    ours_us: float
    peer_us: float
    at_least: float
    agree: float

    @property
    def ratio(self) -> float:
        """How many of ours fit into one of theirs."""
        return self.peer_us / self.ours_us


class Bench:
    """The calendars of all sides, the questions, and the rows measured so far."""

    def __init__(self, count: int) -> None:
        self.calendars = [calendar_of(name) for name in OFFICES]
        self.packages = [BusinessTimeDelta(office) for office in OFFICES.values()]
        self.loops = [PlainLoop(office) for office in OFFICES.values()]
        self.whenevers = [WheneverLoop(office) for office in OFFICES.values()]
        rng = random.Random(7)
        self.questions = [a_question(rng) for _ in range(count)]
        self.rows: list[Row] = []

    def compare(
        self, what: str, peer: str, at_least: float, ours: Side, theirs: Side, unit: Any = None
    ) -> None:
        """Measure both in turns, three times, and keep the better of each.

        A side is a function and the arguments of each question. `unit` turns the peer's answer
        into a timedelta where it is something else.
        """
        same = 0
        for own, other in zip(ours[1], theirs[1], strict=True):
            answer = theirs[0](*other)
            same += abs(ours[0](*own) - (unit(answer) if unit else answer)) <= SLACK
        turns = [(seconds_each(*ours), seconds_each(*theirs)) for _ in range(3)]
        own_us, peer_us = (min(side) * 1e6 for side in zip(*turns, strict=True))
        self.rows.append(Row(what, peer, own_us, peer_us, at_least, same / len(self.questions)))

    def one_by_one(self) -> None:
        """The scalar questions, aware datetimes in and out."""
        package, qs = "businesstimedelta", self.questions
        due = datetimes.due, [(self.calendars[q.which], q.start, q.length) for q in qs]
        due_package = [(self.packages[q.which], q.start, q.length) for q in qs]
        due_loop = [(self.loops[q.which], q.start, q.length) for q in qs]
        self.compare("due, one", package, 45, due, (BusinessTimeDelta.due, due_package))
        self.compare("due, one", "datetime loop", 3, due, (PlainLoop.due, due_loop))
        spent = datetimes.elapsed, [(self.calendars[q.which], q.start, q.end) for q in qs]
        spent_package = [(self.packages[q.which], q.start, q.end) for q in qs]
        spent_whenever = [
            (self.whenevers[q.which], WheneverInstant(q.start), WheneverInstant(q.end)) for q in qs
        ]
        self.compare(
            "elapsed, one", package, 450, spent, (BusinessTimeDelta.elapsed, spent_package)
        )
        self.compare(
            *("elapsed, one", "whenever loop", 10, spent, (WheneverLoop.elapsed, spent_whenever)),
            unit=lambda delta: timedelta(microseconds=delta.total("microseconds")),
        )
        each = [(q,) for q in qs]
        self.compare(
            "clock, 6 pauses", package, 35, (self.clock, each), (self.clock_of_package, each)
        )

    def clock(self, q: Question) -> datetime:
        """What remains at the end of the last pause, and the deadline then."""
        reading = pauses.read(
            self.calendars[q.which],
            from_datetime(q.start),
            LONG_NS,
            [(from_datetime(a), from_datetime(b)) for a, b in q.pauses],
            from_datetime(q.pauses[-1][1]),
        )
        return to_datetime(reading.due_at or 0)

    def clock_of_package(self, q: Question) -> datetime:
        """The same: open time outside the pauses is taken off, the rest counted from the last."""
        rules, at, left = self.packages[q.which], q.start, LONG
        for since, to in q.pauses:
            left -= rules.elapsed(at, since)
            at = to
        return rules.due(at, left)

    def in_batches(self, count: int) -> None:
        """A million at once, against the package's time for one."""
        for what, at_least in (("due", 600), ("elapsed", 6000)):
            one = next(r for r in self.rows if r.what == f"{what}, one" and "delta" in r.peer)
            which, starts, lengths, ends = self.arrays(count)
            ask = getattr(batch, what)
            taken = []
            for _ in range(4):
                before = time.process_time()
                answers = ask(self.calendars, which, starts, lengths if what == "due" else ends)
                taken.append(time.process_time() - before)
            same = 0
            for n in range(1000):
                calendar, start = self.calendars[which[n]], int(starts[n]) * SECOND
                scalar = (
                    calendar.due(start, int(lengths[n]) * SECOND)
                    if what == "due"
                    else calendar.elapsed(start, int(ends[n]) * SECOND)
                )
                same += scalar == answers[n] * SECOND
            ours = min(taken) / count * 1e6
            self.rows.append(
                Row(f"{what}, {count:,}", one.peer, ours, one.peer_us, at_least, same / 1000)
            )

    def arrays(self, count: int) -> tuple[Any, Any, Any, Any]:
        """The questions as arrays, as many as wanted, drawn as the single ones are."""
        rng = np.random.default_rng(7)
        which = rng.integers(0, len(self.calendars), count)
        starts = rng.integers(FIRST // SECOND, LAST // SECOND - 90 * 86_400, count)
        longest = np.array([5 * HOUR * A_WORKING_DAY[name] for name in OFFICES])[which]
        lengths = 1800 + (rng.random(count) * (longest - 1800)).astype(np.int64)
        return which, starts, lengths, starts + rng.integers(0, 60 * 86_400, count)


LONG = timedelta(hours=400)  # of the clock with pauses: longer than all before the last pause
LONG_NS = 400 * HOUR * SECOND


def compile_milliseconds() -> float:
    """16 years of London's hours with England's holidays, from the rules to the table."""
    taken = []
    rules = calendar_of("London 09-17").rules
    for _ in range(5):
        compiled, before = Compiled(rules), time.process_time()
        for year in range(2015, 2015 + COMPILED_YEARS):
            compiled.reach(parse_instant(f"{year}-07-01T00:00:00Z") // SECOND - BASE)
        taken.append(time.process_time() - before)
    return min(taken) * 1000


def memory_of_calendars(count: int = 40) -> dict[str, float]:
    """Megabytes of 1,000 calendars, from that many: as built, with 4 years compiled, with 16."""
    tracemalloc.start()
    before, found = tracemalloc.get_traced_memory()[0], {}
    holidays = {day: "bank holiday" for day in ENGLAND if 2016 <= day.year <= 2030}
    hours = [(9 * HOUR, 17 * HOUR)]
    calendars = [
        Calendar.build(
            f"c{n}",
            "Europe/London",
            {day: [(hours[0][0] + n, hours[0][1])] for day in DAYS[:5]},
            holidays,
        )
        for n in range(count)
    ]
    for what, years in (("built", []), ("4 years", [2026]), ("16 years", [2016, 2030])):
        for calendar in calendars:
            for year in years:
                calendar.is_open(parse_instant(f"{year}-07-01T00:00:00Z"))
        found[what] = (tracemalloc.get_traced_memory()[0] - before) / 1e6 * 1000 / count
    tracemalloc.stop()
    return found


def main(count: int = 500, many: int = 1_000_000) -> None:
    """Measure everything, print the table, keep it as JSON; half a minute."""
    bench = Bench(count)
    bench.one_by_one()
    bench.in_batches(many)
    say = sys.stdout.write
    say(f"{'question':20}{'peer':20}{'ours us':>10}{'peer us':>10}")
    say(f"{'ratio':>9}{'least':>7}{'agree':>8}\n")
    for r in bench.rows:
        say(
            f"{r.what:20}{r.peer:20}{r.ours_us:>10.3f}{r.peer_us:>10.1f}{r.ratio:>9.1f}"
            f"{r.at_least:>7}{r.agree:>8.1%}\n"
        )
    milliseconds, memory = compile_milliseconds(), memory_of_calendars()
    say(f"compile {COMPILED_YEARS} years with holidays: {milliseconds:.1f} ms (at most 30)\n")
    for what, megabytes in memory.items():
        say(f"memory of 1,000 calendars, {what}: {megabytes:.1f} MB\n")
    RESULTS.mkdir(exist_ok=True)
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "rows": [asdict(row) | {"ratio": row.ratio} for row in bench.rows],
        "batch_per_second": {r.what: 1e6 / r.ours_us for r in bench.rows if r.ours_us < 1},
        "compile_ms": milliseconds,
        "memory_mb": memory,
    }
    (RESULTS / "time_core.json").write_text(json.dumps(result, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
