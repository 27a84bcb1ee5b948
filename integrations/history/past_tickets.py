"""Tickets of the past from a CSV or JSON Lines file, by a mapping of columns.

Two shapes: one row a ticket, with a column for each instant (`moments`), or a log of several rows
a ticket, next to each other, with an instant and a state in each (`at`, `state`). Files are read
as a stream; a row that cannot be read is passed over with the reason, never the whole file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from integrations.helpdesks.base import OPEN, Finding
from integrations.history.history_mapping import FACTS, MEANINGS, MOMENTS, Columns
from integrations.transport.payloads import storable
from integrations.transport.unpacking import LONGEST_ROW, Lines, TooLong, unpacked
from router.domain.errors import BadEvent, BadInstant, BadSettings
from router.domain.text.strict_json import read_strictly
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Imported, Skipped, SourceSettings
from router.domain.time.instants import EARLIEST, LATEST, Instant, from_datetime, parse_instant

#: What one ticket may have: rows, and characters in all of them. Logs have some dozens.
_MOST_ROWS = 10_000
_MOST_IN_A_TICKET = 8 << 20
_MOST_COLUMNS = 10_000
#: Characters of a value that is worth remembering.
_REMEMBERED = 200


def read_history(
    path: Path,
    mapping: Columns,
    source: str,
    now: Instant,
    after_row: int = 0,
    *,
    most: int | None = None,
) -> Iterator[Imported | Skipped]:
    """The tickets of a file (.gz is unpacked), in its order; `after_row` to go on where it stopped.
    `most`: bytes that it may have unpacked.

    Raises BadSettings where a mapped column is not in the file and where the file is too long or
    cannot be unpacked, OSError where it cannot be read.
    """
    reader = _Reader(mapping, SourceSettings(source), now)
    group: list[tuple[int, Mapping[str, str]]] = []
    number, size = "", 0
    with (
        unpacked(path, most) as raw,
        io.TextIOWrapper(raw, "utf-8-sig", "replace", newline="") as file,
    ):
        for row, values in _rows(file, mapping):
            if row <= after_row:
                continue
            if isinstance(values, str):
                yield Skipped(row, values)
                continue
            ticket = values.get("ticket", "").strip()
            if not ticket or len(ticket) > 255:
                yield Skipped(row, f"{mapping.columns['ticket']}: is empty or over 255 characters")
                continue
            if ticket != number and group:
                yield from reader.ticket(number, group)
                group, size = [], 0
            number = ticket
            size += sum(map(len, values.values()))
            if len(group) >= _MOST_ROWS or size > _MOST_IN_A_TICKET:
                yield Skipped(row, f"ticket {ticket}: has more rows than any ticket")
                continue
            group.append((row, values))
    if group:
        yield from reader.ticket(number, group)


def count_lines(path: Path, most: int | None = None) -> int:
    """How many lines a file has, to show how far reading it is. Raises as `read_history`."""
    with unpacked(path, most) as raw:
        blocks: Iterator[bytes] = iter(lambda: raw.read(1 << 20), b"")
        return sum(block.count(b"\n") for block in blocks)


class _Reader:
    """Turns the rows of one ticket into what is imported."""

    def __init__(self, mapping: Columns, settings: SourceSettings, now: Instant) -> None:
        self._mapping = mapping
        self._settings = settings
        self._now = now
        self._at = lru_cache(maxsize=4096)(self._read_at)

    def ticket(
        self, number: str, rows: list[tuple[int, Mapping[str, str]]]
    ) -> Iterator[Imported | Skipped]:
        """The ticket, after a Skipped for each row of it that could not be read."""
        readable: list[tuple[Instant, int, int, Mapping[str, str]]] = []
        opened_at: Instant | None = None
        for row, values in rows:
            try:
                opened, at = self._instants(values)
                readable.append((at, self._order(values), row, values))
            except BadEvent as problem:
                yield Skipped(row, f"ticket {number}: {problem}")
                continue
            opened_at = opened if opened_at is None else min(opened, opened_at)
        if opened_at is None:
            return
        readable.sort(key=lambda r: r[:3])
        finding = Finding(self._settings, number, readable[-1][0], self._now)
        finding.opened(opened_at)
        tier: str | None = None
        before: str | None = None
        for position, (at, _, row, values) in enumerate(readable):
            finding.position = position
            self._facts(finding, values)
            try:
                self._moments(finding, values, row)
                before = self._state(finding, values, before, at, row)
            except BadEvent as problem:
                yield Skipped(row, f"ticket {number}: {problem}")
            named = self._mapping.tiers.get(values.get("priority", ""))
            if tier is not None and named is not None and named != tier:
                data = {"tier": named, "reason": f"priority became {values['priority']}"}
                finding.add(
                    Kind.TIER_CHANGED, f"{number}:row:{self._mark(values, row)}:tier", data, at
                )
            tier = named or tier
        first = next(
            (t for *_, v in readable if (t := self._mapping.tiers.get(v.get("priority", "")))), None
        )
        yield Imported(rows[-1][0], finding.sighting(), self._mapping.vendor, first)

    def _instants(self, values: Mapping[str, str]) -> tuple[Instant, Instant]:
        """When the ticket was opened, and the row's own instant; either stands for the other."""
        if "opened_at" not in values and "at" not in values:
            raise BadEvent(f"{self._mapping.columns['opened_at']}: is missing")
        at = self._at(values["at"], "at") if "at" in values else None
        opened = self._at(values["opened_at"], "opened_at") if "opened_at" in values else None
        first = opened if opened is not None else at
        last = at if at is not None else opened
        assert first is not None
        assert last is not None
        return first, last

    def _state(
        self, finding: Finding, values: Mapping[str, str], before: str | None, at: Instant, row: int
    ) -> str | None:
        word = values.get("state")
        if word is None or word == before:
            return before
        meaning = self._mapping.states.get(word)
        if meaning is None:
            raise BadEvent(f"{self._mapping.columns['state']}: {word[:40]!r} is not in `states`")
        status = MEANINGS[meaning]
        previous = OPEN if before is None else MEANINGS[self._mapping.states[before]]
        waited_for = self._mapping.answered_when_no_longer
        if waited_for and word != waited_for:
            fact = f"{finding.ticket}:first-answer"
            if not any(e.key.endswith(fact) for e in finding.events):
                finding.add(Kind.VENDOR_REPLIED, fact, {}, at)
        start = len(finding.events)
        finding.at = at
        finding.status(status, previous, at)
        # Within a minute, a state may come twice: the row tells the two apart.
        for index in range(start, len(finding.events)):
            event = finding.events[index]
            finding.events[index] = replace(event, key=f"{event.key}#{self._mark(values, row)}")
        return word

    def _moments(self, finding: Finding, values: Mapping[str, str], row: int) -> None:
        for kind in self._mapping.moments:
            value = values.get(f"moment:{kind}")
            if value is not None:
                at = self._at(value, f"moments.{kind}")
                finding.add(MOMENTS[kind], f"{finding.ticket}:{kind}:{row}", {}, at)

    def _facts(self, finding: Finding, values: Mapping[str, str]) -> None:
        for name in FACTS:
            if name in values:
                finding.changes[name] = values[name]
        if "priority" in values:
            finding.changes["priority"] = values["priority"].lower()
        if "tags" in values:
            finding.changes["tags"] = tuple(values["tags"].replace(",", " ").split())

    def _order(self, values: Mapping[str, str]) -> int:
        order = values.get("order", "0")
        if not order.isascii() or not order.isdigit() or len(order) > 12:
            raise BadEvent(f"{self._mapping.columns['order']}: {order[:40]!r} is not a number")
        return int(order)

    def _mark(self, values: Mapping[str, str], row: int) -> str:
        return values.get("order") or str(row)

    def _read_at(self, value: str, name: str) -> Instant:
        column = self._mapping.columns.get(name, name)
        if not self._mapping.dates:
            try:
                return parse_instant(value)
            except BadInstant as error:
                raise BadEvent(f"{column}: {error}") from None
        try:
            moment = datetime.strptime(value, self._mapping.dates)  # noqa: DTZ007  # the next line
        except ValueError:
            raise BadEvent(
                f"{column}: {value[:40]!r} is not a date like {self._mapping.dates}"
            ) from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(self._mapping.zone))
        at = from_datetime(moment.astimezone(UTC))
        if not EARLIEST <= at < LATEST:
            raise BadEvent(f"{column}: {value[:40]!r} is outside the years 1990 to 2100")
        return at


def _rows(file: IO[str], mapping: Columns) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    """Rows by our names, without what is missing; or, in place of one, why it cannot be read."""
    wanted = dict(mapping.columns) | {f"moment:{k}": c for k, c in mapping.moments.items()}
    missing = mapping.missing
    # Most values of a log come again and again; long ones do not, and are not remembered.
    known = lru_cache(maxsize=4096)(storable)

    def clean(value: str) -> str:
        return known(value) if len(value) <= _REMEMBERED else storable(value)

    rows = _csv_rows(file, wanted) if mapping.format == "csv" else _jsonl_rows(file, wanted)
    for row, values in enumerate(rows, 1):
        if isinstance(values, str):
            yield row, values
            continue
        yield row, {name: clean(v) for name, v in values if v.strip() not in missing}


def _csv_rows(file: IO[str], wanted: Mapping[str, str]) -> Iterator[list[tuple[str, str]] | str]:
    csv.field_size_limit(LONGEST_ROW)
    lines = Lines(file)
    reader = csv.reader(lines)
    try:
        names = next(reader, [])
    except (csv.Error, TooLong) as error:
        raise BadSettings(f"the heading cannot be read: {error}") from None
    if len(names) > _MOST_COLUMNS:
        raise BadSettings(f"the file has {len(names)} columns; at most {_MOST_COLUMNS} are read")
    absent = sorted({column for column in wanted.values() if column not in names})
    if absent:
        raise BadSettings(
            f"the file has no column {', '.join(absent)}; it has {', '.join(names)[:500]}"
        )
    # Of two columns of one name the last counts.
    places = {column: place for place, column in enumerate(names)}
    taken = [(ours, places[theirs]) for ours, theirs in wanted.items()]
    while True:
        lines.row_began()
        try:
            values = next(reader)
        except StopIteration:
            return
        except TooLong as error:
            yield str(error)
            continue
        except csv.Error as error:
            yield f"not readable as CSV: {error}"
            continue
        if len(values) == len(names):
            yield [(ours, values[place]) for ours, place in taken]
        elif values:
            yield f"does not have as many columns as the heading ({len(names)})"


def _jsonl_rows(file: IO[str], wanted: Mapping[str, str]) -> Iterator[list[tuple[str, str]] | str]:
    lines = Lines(file)
    while True:
        lines.row_began()
        try:
            value = read_strictly(next(lines))
        except StopIteration:
            return
        except TooLong as error:
            yield str(error)
            continue
        except RecursionError:
            yield "is nested too deeply"
            continue
        except ValueError as error:
            yield f"is not JSON: {error}"
            continue
        if isinstance(value, dict):
            yield [(o, str(value[t])) for o, t in wanted.items() if value.get(t) is not None]
        else:
            yield "is not a JSON object"
