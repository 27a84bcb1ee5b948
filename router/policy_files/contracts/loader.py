"""Reads policy files: a folder or a text to contracts, with every problem at once."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from router.domain.contracts.contract import Contract
from router.policy_files.contracts.assemble import contract_of
from router.policy_files.contracts.calendar_tables import CalendarReader
from router.policy_files.contracts.together import check_together
from router.policy_files.contracts.warnings import advise
from router.policy_files.format.takes import Sources
from router.policy_files.holidays.holiday_dates import HolidayDates, dates_of, of_file
from router.policy_files.yaml.nodes import MAX_BYTES, Table, read_yaml, too_long
from router.policy_files.yaml.problems import (
    Findings,
    Place,
    PolicyProblems,
    Problem,
    Refused,
    Severity,
    quoted,
)

_MOST_ICS_BYTES = 2_000_000
_ICS = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}\.ics", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LoadedPolicies:
    """What a load gave: the contracts of the files without an error, and all problems."""

    contracts: tuple[Contract, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(p for p in self.problems if p.severity is Severity.WARNING)

    def require(self) -> tuple[Contract, ...]:
        """The contracts; raises PolicyProblems where there is an error."""
        if self.errors:
            raise PolicyProblems(self.problems)
        return self.contracts


def contracts_folder(path: Path) -> Path:
    """The folder of contract files: `contracts` inside `path` where there is one, else `path`."""
    inner = path / "contracts"
    return inner if inner.is_dir() else path


def load_directory(path: Path | str, today: date | None = None) -> LoadedPolicies:
    """Load every contract of a folder (`policies`, or `policies/contracts` itself).

    Files whose name begins with `_` are shared: they are read where others take them. `today`
    turns on the warnings about dates. Raises nothing for what the files hold; a folder that is
    not there is one problem.
    """
    folder = contracts_folder(Path(path))
    findings = Findings()
    shown = _shown(folder)
    if folder.is_file():
        findings.error(
            Place(shown, 1, 1, ""), "this is a file", "name the folder that holds contracts/"
        )
        return LoadedPolicies((), findings.in_order())
    if not folder.is_dir():
        findings.error(Place(shown, 1, 1, ""), "there is no such folder", "name one with contracts")
        return LoadedPolicies((), findings.in_order())
    names = sorted(each.name for each in folder.iterdir() if each.suffix == ".yaml")
    if not any(not name.startswith("_") for name in names):
        findings.error(
            Place(shown, 1, 1, ""),
            "the folder holds no contract",
            "put contract files there, such as acme.yaml",
        )
    for each in sorted(folder.glob("*.yml")):
        findings.error(
            Place(f"{shown}/{each.name}", 1, 1, ""), "the file ends in .yml", "name it .yaml"
        )

    def read(name: str, found: Findings) -> Table | None:
        return _read_file(folder / name, f"{shown}/{name}", found)

    def ics(name: str) -> bytes | None:
        path = folder / name
        is_fit = path.is_file() and path.stat().st_size <= _MOST_ICS_BYTES
        return path.read_bytes() if is_fit else None

    return _load(names, read, shown, findings, today, ics)


def read_directory(path: Path | str) -> tuple[Contract, ...]:
    """The contracts of a folder; raises PolicyProblems, with everything, where one has an error."""
    return load_directory(path).require()


def load_text(
    name: str,
    text: str | bytes,
    shared: Mapping[str, str | bytes] | None = None,
    today: date | None = None,
) -> LoadedPolicies:
    """Load one contract from a text.

    `name` stands in messages, `shared` is what it may take, `today` as in `load_directory`.
    """
    findings = Findings()
    texts = {**(shared or {}), name: text}

    def read(each: str, found: Findings) -> Table | None:
        return read_yaml(each, texts[each], found)

    def ics(each: str) -> bytes | None:
        found = texts.get(each)
        return found.encode() if isinstance(found, str) else found

    return _load([name], read, "", findings, today, ics, list(texts))


def _load(
    names: list[str],
    read: Callable[[str, Findings], Table | None],
    shown: str,
    findings: Findings,
    today: date | None,
    ics: Callable[[str], bytes | None],
    known: list[str] | None = None,
) -> LoadedPolicies:
    def holidays_of(word: str, zone: str) -> HolidayDates:
        if not word.lower().endswith(".ics"):
            return dates_of(word)
        data = ics(word) if _ICS.fullmatch(word) else None
        if data is None:
            raise Refused(
                f"there is no file {quoted(word)} in this folder",
                "put it beside the contract, with at most 2 MB, or write a region such as FR",
            )
        return of_file(word, data, zone)

    with _no_collections():
        return _load_all(
            names, read, shown, findings, today, CalendarReader(holidays_of), known or names
        )


@contextmanager
def _no_collections() -> Iterator[None]:
    """Python's collector of cycles rests: all that a load makes stays, and looking through it over
    and over again took a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load_all(
    names: list[str],
    read: Callable[[str, Findings], Table | None],
    shown: str,
    findings: Findings,
    today: date | None,
    calendars: CalendarReader,
    known: list[str],
) -> LoadedPolicies:
    sources = Sources(read, known)
    loaded: list[tuple[Contract, Table]] = []
    for name in names:
        whole = sources.whole(name)
        if (name.startswith("_") and len(names) > 1) or whole is None:
            continue
        own = Findings()
        file = f"{shown}/{name}" if shown else name
        contract = contract_of(file, whole.table, calendars, own)
        findings.problems.extend(own.problems)
        if contract is not None and not own.has_errors and not whole.is_broken:
            loaded.append((contract, whole.table))
    findings.problems.extend(sources.findings.problems)
    contracts = check_together(loaded, findings)
    advise(loaded, today, findings)
    return LoadedPolicies(contracts, findings.in_order())


def _read_file(path: Path, shown: str, findings: Findings) -> Table | None:
    start = Place(shown, 1, 1, "")
    try:
        if not path.is_file():
            findings.error(start, "this is not a file", "remove it, or write a contract")
            return None
        size = path.stat().st_size
        if size > MAX_BYTES:
            too_long(start, size, findings)
            return None
        data = path.read_bytes()
    except OSError as error:
        findings.error(start, f"the file cannot be read: {error.strerror}", "check its permissions")
        return None
    return read_yaml(shown, data, findings)


def _shown(folder: Path) -> str:
    try:
        return str(folder.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(folder)
