"""Customers from a CSV file: all of it, or, with a mistake anywhere, none.

The whole file is checked before the first line is written, without keeping any writer waiting, and
is then written in small pieces: webhooks are answered meanwhile. What was written stays written
should we be stopped, and taking the file again writes the rest.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from router.domain.contracts.contract import Customer
from router.domain.errors import BadEvent, RouterError
from router.domain.time.instants import Instant
from router.usecases.customers.keep_customer import checked, write_customer
from router.usecases.duties.yearly_duties import raise_yearly_duties
from router.usecases.ports import Conflict, Core, UnitOfWork, Work
from router.usecases.records import CustomerRecord

COLUMNS = (
    "organisation",
    "country",
    "zone",
    "mail_domains",
    "contracts",
    "upgrades",
    "licence_start_on",
)
#: The most lines that one file may have, heading aside.
MOST_LINES = 20_000
#: So many bad lines are named one by one.
MOST_PROBLEMS = 1000
#: Lines in one transaction: on SQLite it keeps webhooks waiting for some hundredths of a second.
PIECE = 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file brought, or (with `problems`, which name each bad line) would have brought:
    then nothing of it was taken. Who is there as the file says is neither added nor changed."""

    added: int
    changed: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    values: Mapping[str, str]


def import_customers(
    core: Core, text: str, *, who: str = "system", dry_run: bool = False
) -> Imported:
    """Take a CSV with a heading of `COLUMNS` (organisation is needed, the others as they are
    there). Lists are separated by `;`, contracts are `vendor=contract`.

    A known organisation is changed, only in the columns that the file has; its open tickets are
    folded again. One bad line, and nothing is taken: `problems` names every one. `dry_run` only
    looks. Raises BadEvent for a heading that cannot be read, and for a file that is too long.
    """
    lines, problems = _read(text)
    wanted: list[_Line] = []
    added = 0
    check = _Check(core)
    for piece in _pieces(lines):
        with core.store.read() as work:
            for line in piece:
                try:
                    what = check.line(work, line)
                except RouterError as error:
                    problems.append((line.number, f"line {line.number}: {error}"))
                    continue
                added += what == "added"
                if what != "same":
                    wanted.append(line)
    if not problems and not dry_run:
        _write(core, wanted, who)
    changed = len(wanted) - added
    told = [words for _, words in sorted(problems)]
    if len(told) > MOST_PROBLEMS:
        told[MOST_PROBLEMS:] = [f"and {len(told) - MOST_PROBLEMS} more bad lines"]
    return Imported(added, changed, tuple(told))


class _Check:
    """Whether each line can be taken, once those before it are."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._seen: dict[str, int] = {}
        # Who has a mail domain, once the lines before are written; None: nobody any more.
        self._owners: dict[str, str | None] = {}

    def line(self, work: UnitOfWork, line: _Line) -> str:
        """Whether its customer is `added`, `changed` or the `same`. Raises RouterError."""
        name = " ".join(line.values["organisation"].split()).casefold()
        if name and name in self._seen:
            raise BadEvent(
                f"organisation {line.values['organisation']!r} stands in line "
                f"{self._seen[name]} already"
            )
        self._seen[name] = line.number
        known, customer = _meant(self._core, work, line.values)
        for domain in customer.mail_domains:
            owner = self._owner(work, domain)
            if owner is not None and owner.casefold() != name:
                raise Conflict(
                    f"mail domain {domain!r} belongs to another customer already: {owner}"
                )
        if known is not None:
            self._owners |= dict.fromkeys(known.customer.mail_domains)
        self._owners |= dict.fromkeys(customer.mail_domains, customer.organisation)
        if known is None:
            return "added"
        return "same" if customer == known.customer else "changed"

    def _owner(self, work: UnitOfWork, domain: str) -> str | None:
        if domain in self._owners:
            return self._owners[domain]
        found = work.customers.find(mail_domain=domain)
        return None if found is None else found.customer.organisation


def _write(core: Core, lines: Sequence[_Line], who: str) -> None:
    """Write checked lines, piece by piece. Raises Conflict where somebody else took a name or a
    domain since they were checked; what was written until then stays."""
    now = core.now()
    for piece in _pieces(lines):
        with core.store.write() as work:
            for line in piece:
                try:
                    _take(core, work, line.values, now, who)
                except RouterError as error:
                    raise Conflict(
                        f"line {line.number}: {error}; somebody changed it meanwhile. The lines "
                        f"before {piece[0].number} are taken; take the file again for the rest"
                    ) from error
            work.commit()
    if lines:
        core.doorbell.ring(Work.DELIVER)
    raise_yearly_duties(core)


def _pieces(lines: Sequence[_Line]) -> Iterator[Sequence[_Line]]:
    return (lines[start : start + PIECE] for start in range(0, len(lines), PIECE))


def _read(text: str) -> tuple[list[_Line], list[tuple[int, str]]]:
    given = text.removeprefix("\ufeff")
    rows = csv.reader(io.StringIO(given), delimiter=_delimiter(given), strict=True)
    lines: list[_Line] = []
    problems: list[tuple[int, str]] = []
    try:
        heading = [name.strip().lower() for name in next(rows, [])]
        _check_heading(heading)
        for row in rows:
            number = rows.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(lines) + len(problems) == MOST_LINES:
                raise BadEvent(f"more than {MOST_LINES} lines; split the file")
            if len(row) != len(heading):
                what = f"{len(row)} columns; the heading has {len(heading)}"
                problems.append((number, f"line {number}: {what}"))
                continue
            values = {name: cell.strip() for name, cell in zip(heading, row, strict=True)}
            lines.append(_Line(number, values))
    except csv.Error as error:
        problems.append((rows.line_num, f"line {rows.line_num}: {error}; the rest was not read"))
    return lines, problems


def _delimiter(text: str) -> str:
    """Spreadsheets of half of Europe write semicolons; then lists are separated by commas."""
    heading = text.partition("\n")[0]
    return ";" if heading.count(";") > heading.count(",") else ","


def _check_heading(heading: list[str]) -> None:
    unknown = [name for name in heading if name not in COLUMNS]
    twice = [name for name, count in Counter(heading).items() if count > 1]
    if unknown:
        what = f"unknown column {unknown[0]!r}"
    elif twice:
        what = f"column {twice[0]!r} twice"
    elif "organisation" not in heading:
        what = "no column organisation"
    else:
        return
    raise BadEvent(f"the heading has {what}; there are {', '.join(COLUMNS)}")


def _meant(
    core: Core, work: UnitOfWork, values: Mapping[str, str]
) -> tuple[CustomerRecord | None, Customer]:
    """The customer as it is kept, and as the line wants it. Raises BadEvent."""
    known = work.customers.find(organisation=" ".join(values["organisation"].split()))
    before = Customer() if known is None else known.customer
    return known, checked(core, _with(before, values))


def _take(core: Core, work: UnitOfWork, values: Mapping[str, str], now: Instant, who: str) -> None:
    known, customer = _meant(core, work, values)
    if known is None or customer != known.customer:
        customer_id = None if known is None else known.id
        write_customer(core, work, customer, now, customer_id=customer_id, who=who)


def _with(before: Customer, values: Mapping[str, str]) -> Customer:
    found = replace(before, organisation=values["organisation"])
    if "country" in values:
        found = replace(found, country=values["country"] or None)
    if "zone" in values:
        found = replace(found, zone=values["zone"] or None)
    if "licence_start_on" in values:
        found = replace(found, licence_start_on=values["licence_start_on"] or None)
    if "mail_domains" in values:
        found = replace(found, mail_domains=several(values["mail_domains"]))
    if "upgrades" in values:
        found = replace(found, upgrades=several(values["upgrades"]))
    if "contracts" in values:
        found = replace(found, contracts=contracts_from(values["contracts"]))
    return found


def contracts_from(text: str) -> dict[str, str]:
    """`zuper=field-service; aircall=end-customer-agreement` as a mapping; raises BadEvent."""
    pairs = [part.partition("=") for part in several(text)]
    wrong = next((vendor for vendor, sign, _ in pairs if not sign), None)
    if wrong is not None:
        raise BadEvent(f"contracts: {wrong!r} is not vendor=contract")
    return {vendor.strip(): contract.strip() for vendor, _, contract in pairs}


def several(text: str) -> tuple[str, ...]:
    """The parts of a list that is separated by semicolons, commas or lines."""
    parts = text.replace(",", ";").replace("\n", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())
