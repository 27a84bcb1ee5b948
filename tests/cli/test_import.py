"""`sla-router import`: what comes in, what is folded from it, what a kill leaves behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from integrations.history.history_mapping import load_mapping
from integrations.history.past_tickets import read_history
from router.cli import main
from router.domain.clocks.fold import clocks_of
from router.domain.tickets.sightings import Imported, Sighting, Skipped
from router.policy_files import read_directory
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load, shipped_policies
from router.usecases.intake.import_history import (
    CHUNK,
    Terms,
    import_history,
    kept_report,
)
from router.usecases.intake.take_in import take_in
from router.usecases.notices.sweep import sweep
from router.usecases.ports import Core
from router.usecases.records import Arrival, ClockRow, Mode, TicketFilter, TicketRecord
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
# Beside the project where it is present; it is too big to be a part of it.
REAL = ROOT.parent / "shared" / "data" / "uci-incident-log" / "incident_event_log.csv.gz"
HEAD = "number,incident_state,sys_mod_count,opened_at,sys_updated_at,priority,category"
HEAD += ",subcategory,location,caller_id,resolved_at"
# Invented, in the shape of the real log: answered in time and late, waiting, reopened, raised.
LOG = f"""{HEAD}
INC1,New,0,1/3/2016 09:10,1/3/2016 09:12,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC1,Active,1,1/3/2016 09:10,1/3/2016 09:40,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC1,Awaiting User Info,2,1/3/2016 09:10,1/3/2016 11:00,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC1,Active,3,1/3/2016 09:10,2/3/2016 08:00,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC1,Resolved,4,1/3/2016 09:10,2/3/2016 12:00,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC1,Closed,5,1/3/2016 09:10,7/3/2016 12:00,3 - Moderate,C 1,S 1,L 1,P 1,9/9/2016 09:09
INC2,New,0,4/3/2016 17:30,4/3/2016 17:30,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC2,-100,1,4/3/2016 17:30,4/3/2016 18:00,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC2,Active,2,4/3/2016 17:30,4/3/2016 20:00,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC2,Resolved,3,4/3/2016 17:30,4/3/2016 21:30,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC2,Active,4,4/3/2016 17:30,5/3/2016 10:00,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC2,Resolved,5,4/3/2016 17:30,5/3/2016 10:20,1 - Critical,C 2,S 1,L 2,P 2,9/9/2016 09:09
INC3,New,0,24/3/2016 16:00,24/3/2016 16:00,4 - Low,C 3,?,?,P 3,9/9/2016 09:09
INC3,Active,1,24/3/2016 16:00,29/3/2016 16:30,4 - Low,C 3,?,?,P 3,9/9/2016 09:09
INC3,Active,2,24/3/2016 16:00,30/3/2016 09:00,2 - High,C 3,?,?,P 3,9/9/2016 09:09
INC3,Closed,3,24/3/2016 16:00,31/3/2016 09:00,2 - High,C 3,?,?,P 3,9/9/2016 09:09
INC4,New,0,nonsense,24/3/2016 16:00,4 - Low,C 3,?,?,P 3,9/9/2016 09:09
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(LOG, "utf-8")
    return path


@pytest.fixture
def core(tmp_path: Path, database_url: str) -> Iterator[Core]:
    """The core over the database that `bring` writes to."""
    with bootstrap.core(load({}, data=tmp_path / "data", database_url=database_url)) as built:
        yield built


@pytest.fixture
def bring(tmp_path: Path, database_url: str) -> Callable[..., Any]:
    """The command on each kind of database; gives its report, or its error."""

    def run(path: Path, *more: str, mapping: str = "uci-incident-log") -> Any:
        arguments = ["import", str(path), "--mapping", mapping, "--json", *more]
        where = ["--data", str(tmp_path / "data"), "--database", database_url]
        result = CliRunner().invoke(main, [*arguments, *where], catch_exceptions=False)
        return json.loads(result.stdout) if result.exit_code == 0 else result.output

    return run


def tickets_of(core: Core) -> dict[str, TicketRecord]:
    with core.store.read() as work:
        page = work.tickets.list(TicketFilter(), limit=10_000)
    return {ticket.external_id: ticket for ticket in page.items}


def clocks_in(core: Core) -> dict[str, tuple[ClockRow, ...]]:
    named = {ticket.id: number for number, ticket in tickets_of(core).items()}
    with core.store.read() as work:
        found = work.clocks.of(list(named))
    return {named[ticket_id]: rows for ticket_id, rows in found.items()}


def test_the_report_says_what_came_in_and_which_rows_were_passed_over(
    bring: Callable[..., Any], core: Core, log: Path
) -> None:
    report = bring(log)
    assert (report["tickets"], report["rows"], report["contract"]) == (3, 17, "aprimo/uk-terms")
    assert report["skipped"]["rows"] == 2
    assert report["skipped"]["reasons"] == {
        "incident_state: '-100' is not in `states`": 1,
        "opened_at: 'nonsense' is not a date like %d/%m/%Y %H:%M": 1,
    }
    assert [each["row"] for each in report["skipped"]["listed"]] == [8, 17]
    tickets = tickets_of(core)
    assert {t.mode for t in tickets.values()} == {Mode.IMPORTED}
    assert {number: t.tier for number, t in tickets.items()} == {
        "INC1": "priority-3",
        "INC2": "priority-1",
        "INC3": "priority-2",
    }
    late = {n: [c.id for c in rows if c.breached] for n, rows in clocks_in(core).items()}
    # INC1 is answered the same day, INC2 after two and a half hours of two, its update in 90
    # minutes of 60; INC3 a day late, Easter not counted.
    assert late == {"INC1": [], "INC2": ["response-1", "update-1"], "INC3": ["response-1"]}


def seen(clock: Any) -> tuple[object, ...]:
    names = ["id", "tier", "state", "breached", "started_at", "due_at", "breached_at"]
    # What still runs was folded at another now, and the time left is another.
    names += ["stopped_at", "version"] + ([] if clock.state == "running" else ["remaining_ns"])
    return tuple(getattr(clock, name) for name in names)


def in_order(clocks: Iterable[Any]) -> list[Any]:
    return sorted(clocks, key=lambda clock: str(clock.id))


def cut(path: Path, tickets: int, target: Path) -> Path:
    """The first so many tickets of the real log, as a file of their own."""
    import gzip

    numbers: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as file, target.open("w", encoding="utf-8") as to:
        to.write(file.readline())
        for line in file:
            numbers.add(line.partition(",")[0])
            if len(numbers) > tickets:
                break
            to.write(line)
    return target


@pytest.mark.parametrize("which", ["made up", "real"])
def test_the_clocks_of_imported_tickets_are_what_folding_gives(
    bring: Callable[..., Any], core: Core, log: Path, tmp_path: Path, which: str
) -> None:
    if which == "real":
        if not REAL.exists():
            pytest.skip("the real log is not beside the project")
        log = cut(REAL, 600, tmp_path / "real.csv")
    bring(log)
    now = core.now()
    contract = next(c for c in read_directory(shipped_policies()) if c.vendor == "aprimo")
    read = read_history(log, load_mapping("uci-incident-log"), "uci-incident-log", now)
    folded = {
        one.sighting.external_id: clocks_of(
            one.sighting.events, now, contract=contract, tier=one.tier
        )
        for one in read
        if isinstance(one, Imported)
    }
    written = clocks_in(core)
    assert len(folded) == (600 if which == "real" else 3)
    assert folded.keys() == written.keys()
    for number, clocks in folded.items():
        assert [seen(c) for c in in_order(written[number])] == [seen(c) for c in in_order(clocks)]


def test_the_same_file_again_changes_nothing(
    bring: Callable[..., Any], core: Core, log: Path
) -> None:
    first = bring(log)
    before = clocks_in(core)
    again = bring(log)
    assert not first["repeat"]
    assert again["repeat"]
    assert again["skipped"] == first["skipped"]
    assert clocks_in(core) == before
    anew = bring(log, "--again")
    assert (anew["repeat"], anew["tickets"], anew["known"], anew["extended"]) == (False, 0, 3, 0)
    assert clocks_in(core) == before


def test_a_newer_export_brings_its_news_and_nothing_twice(
    bring: Callable[..., Any], core: Core, log: Path, tmp_path: Path
) -> None:
    earlier = tmp_path / "earlier.csv"
    earlier.write_text("\n".join(LOG.splitlines()[:4]) + "\n", "utf-8")
    assert bring(earlier)["tickets"] == 1
    assert tickets_of(core)["INC1"].state == "waiting_for_customer"
    report = bring(log)
    assert (report["tickets"], report["known"], report["extended"]) == (2, 1, 1)
    assert tickets_of(core)["INC1"].state == "closed"


def test_nobody_is_told_of_an_imported_ticket_however_late_it_is(
    bring: Callable[..., Any], core: Core, tmp_path: Path
) -> None:
    still_open = tmp_path / "open.csv"
    still_open.write_text("\n".join(LOG.splitlines()[:3]) + "\n", "utf-8")
    assert bring(still_open)["breached"] == 1
    sweep(core)
    ticket = tickets_of(core)["INC1"]
    with core.store.read() as work:
        assert work.notices.of(ticket.id) == ()
        assert work.deliveries.of(ticket.id) == ()


def test_a_ticket_that_came_by_webhook_is_left_alone(
    bring: Callable[..., Any], core: Core, log: Path
) -> None:
    now = core.now()
    take_in(core, Arrival("uci-incident-log", "d1", now, b"{}", (Sighting("INC1", now),)))
    before = tickets_of(core)["INC1"]
    report = bring(log)
    assert report["tickets"] == 2
    assert "is here as a ticket that is not imported" in str(report["skipped"]["reasons"])
    assert tickets_of(core)["INC1"] == before


def test_without_a_vendor_each_ticket_is_routed_and_classified_as_ever(
    bring: Callable[..., Any], core: Core, tmp_path: Path
) -> None:
    mapping = tmp_path / "desk.yaml"
    mapping.write_text(
        "format: jsonl\ncolumns: {ticket: id, opened_at: at, subject: title, body: text}\n"
    )
    path = tmp_path / "desk.jsonl"
    tickets = [
        {"id": 1, "at": "2026-01-05T10:00:00Z", "title": "Aprimo production is not accessible"},
        {"id": 2, "at": "2026-01-05T10:00:00Z", "title": "The printer prints blank pages"},
        {"id": 3, "at": "yesterday", "title": "?"},
    ]
    path.write_text("".join(json.dumps(t) + "\n" for t in tickets))
    report = bring(path, mapping=str(mapping))
    assert (report["tickets"], report["unassigned"], report["skipped"]["rows"]) == (2, 1, 1)
    found = tickets_of(core)
    assert (found["1"].vendor, found["1"].tier) == ("aprimo", "priority-1")
    assert (found["2"].vendor, found["2"].needs) == (None, "vendor")
    assert found["1"].source == "desk"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--contract", "zuper"), "copy the mapping and write `tiers` for that contract"),
        (("--contract", "aprimo/nope"), "there is no contract 'aprimo/nope'; there are"),
        (("--source", "a b"), "is not a name"),
        (("--mapping", "nope"), "shipped ones are uci-incident-log"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(
    sqlite_template: Path, tmp_path: Path, log: Path, more: tuple[str, ...], words: str
) -> None:
    data = ["--data", str(tmp_path / "data")]
    arguments = ["import", str(log), "--mapping", "uci-incident-log", *more, *data]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 2
    assert words in " ".join(result.output.split())


def many(path: Path, tickets: int) -> Path:
    """So many invented tickets, one row each but for one in a hundred that cannot be read."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD + "\n")
        for n in range(tickets):
            state = "-100" if n % 100 == 50 else "Resolved"
            file.write(
                f"INC{n},{state},0,1/3/2016 09:10,1/3/2016 10:{n % 60:02d},3 - Moderate,C,S,L,P,\n"
            )
    return path


def test_a_reader_that_fails_on_the_way_loses_no_chunk_and_counts_nothing_twice(
    core: Core, tmp_path: Path
) -> None:
    path = many(tmp_path / "many.csv", 2 * CHUNK + 100)
    mapping, now = load_mapping("uci-incident-log"), core.now()
    terms = Terms("past", core.book.find("aprimo"), by_priority=True)

    def found(after: int) -> Iterator[Imported | Skipped]:
        return read_history(path, mapping, "past", now, after)

    def failing() -> Iterator[Imported | Skipped]:
        yield from islice(found(0), 2 * CHUNK)
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="gone"):
        import_history(core, failing(), terms, mark="m", report=kept_report(core, "m"), now=now)
    kept = kept_report(core, "m")
    assert kept.tickets == CHUNK
    assert not kept.done
    done = import_history(core, found(kept.row), terms, mark="m", report=kept, now=now)
    assert (done.tickets, done.skipped, done.row) == (2 * CHUNK + 100, 6, 2 * CHUNK + 100)
    assert done.known == 0
    assert kept_report(core, "m") == done
    assert len(tickets_of(core)) == 2 * CHUNK + 100


def test_an_import_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    path = many(tmp_path / "many.csv", 6000)
    data = tmp_path / "data"
    command = [sys.executable, "-m", "router", "import", str(path), "--json", "--data", str(data)]
    command += ["--mapping", "uci-incident-log"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    first = subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.DEVNULL)
    try:
        _wait_for_a_chunk(data)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=PATIENCE)
    second = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, check=True)
    report = json.loads(second.stdout)
    assert 0 < report["resumed_after_row"] < 6000
    assert (report["tickets"], report["known"], report["skipped"]["rows"]) == (6000, 0, 60)
    with bootstrap.core(load({}, data=data)) as core, core.store.read() as work:
        assert sum(work.tickets.counts(TicketFilter()).values()) >= 6000
        assert work.events.counts()["routed"] == 6000


def _wait_for_a_chunk(data: Path, seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.1)
        if (data / "sla-router.db").exists():
            with bootstrap.core(load({}, data=data)) as core, core.store.read() as work:
                if work.tickets.list(TicketFilter(), limit=1).items:
                    return
    raise AssertionError("no chunk was written")
