"""How the columns of a file of past tickets are read (`docs/sources/history.md`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from integrations.helpdesks.base import CLOSED, HOLD, OPEN, PENDING, SOLVED, Status
from router.domain.errors import BadSettings
from router.domain.tickets.events import Kind

MEANINGS: Mapping[str, Status] = {
    "new": OPEN,
    "open": OPEN,
    "pending": PENDING,
    "hold": HOLD,
    "solved": SOLVED,
    "closed": CLOSED,
}
FACTS = (
    "subject",
    "body",
    "product",
    "organisation",
    "requester",
    "requester_name",
    "language",
    "country",
    "url",
)
_COLUMNS = frozenset({"ticket", "at", "order", "opened_at", "state", "priority", "tags", *FACTS})
MOMENTS: Mapping[str, Kind] = {
    str(kind): kind
    for kind in (
        Kind.VENDOR_REPLIED,
        Kind.AGENT_REPLIED,
        Kind.CUSTOMER_REPLIED,
        Kind.RESOLVED,
        Kind.CLOSED,
        Kind.REOPENED,
        Kind.DELETED,
    )
}


@dataclass(frozen=True)
class Columns:
    """How a file's columns are read.

    `columns`: our name to theirs; `moments`: kind of event to the column with its instant;
    `states`: their word to new, open, pending, hold, solved or closed; `tiers`: their priority to
    a tier of `vendor`'s contract. `dates`: a strptime pattern, or empty for RFC 3339; `zone`:
    where the pattern has none. `answered_when_no_longer`: the state whose end counts as the first
    answer, where the log has no other. `missing`: values that mean nothing.
    """

    columns: Mapping[str, str]
    format: str = "csv"
    dates: str = ""
    zone: str = "UTC"
    missing: frozenset[str] = frozenset({""})
    moments: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    answered_when_no_longer: str = ""
    vendor: str | None = None
    tiers: Mapping[str, str] = field(default_factory=dict)


_LARGEST = 256 << 10


def shipped_mappings() -> list[str]:
    """Names of the mappings that come with the product."""
    return sorted(path.stem for path in (Path(__file__).parent / "mappings").glob("*.yaml"))


def load_mapping(name: str) -> Columns:
    """A mapping by the path of its YAML file, or the name of one that ships.

    Raises BadSettings naming every problem.
    """
    path = Path(name)
    if not path.suffix:
        path = Path(__file__).parent / "mappings" / f"{path.name}.yaml"
    try:
        # Texts only: YAML would read `no` and 09:30 as something else.
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
        if len(text) > _LARGEST:
            raise BadSettings(f"mapping {name!r} is larger than 256 KiB; that is not a mapping")
        raw = yaml.load(text.decode(), Loader=yaml.BaseLoader)  # noqa: S506  # safe: makes only texts
    except OSError as error:
        raise BadSettings(
            f"mapping {name!r} cannot be read ({error.strerror}); shipped ones are "
            f"{', '.join(shipped_mappings())}"
        ) from None
    except RecursionError:
        raise BadSettings(f"mapping {name!r} is nested too deeply") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BadSettings(f"mapping {name!r} is not YAML: {str(error)[:200]}") from None
    return mapping_of(raw, name)


def mapping_of(raw: object, name: str = "mapping") -> Columns:
    """Check what a mapping says; raises BadSettings naming every problem."""
    if not isinstance(raw, Mapping):
        raise BadSettings(f"{name}: is not a mapping of settings")
    known = set(Columns.__dataclass_fields__)
    problems = _strangers("", raw, known)
    texts = {
        key: {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
        for key in ("columns", "moments", "states", "tiers")
        for value in [raw.get(key)]
    }
    columns = texts["columns"]
    problems += _strangers("columns.", columns, _COLUMNS)
    problems += _strangers("moments.", texts["moments"], MOMENTS)
    problems += [f"columns.{c}: is missing" for c in ("ticket", "opened_at") if c not in columns]
    problems += [
        f"states.{word}: {meaning!r} is not one of {', '.join(MEANINGS)}"
        for word, meaning in texts["states"].items()
        if meaning not in MEANINGS
    ]
    if raw.get("format", "csv") not in ("csv", "jsonl"):
        problems.append(f"format: {raw['format']!r} is not csv or jsonl")
    zone = str(raw.get("zone", "UTC"))
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        problems.append(f"zone: {zone!r} is not a zone such as Europe/Paris")
    if texts["tiers"] and not raw.get("vendor"):
        problems.append("vendor: is missing; tiers are those of a vendor's contract")
    missing = raw.get("missing", [""])
    if not isinstance(missing, list):
        problems.append(f"missing: {missing!r} is not a list of values, such as ['', '?']")
    if problems:
        raise BadSettings(f"{name}: " + "; ".join(problems))
    return Columns(
        columns=columns,
        format=str(raw.get("format", "csv")),
        dates=str(raw.get("dates", "")),
        zone=zone,
        missing=frozenset({"", *(str(value).strip() for value in missing)}),
        moments=texts["moments"],
        states=texts["states"],
        answered_when_no_longer=str(raw.get("answered_when_no_longer", "")),
        vendor=str(raw["vendor"]) if raw.get("vendor") else None,
        tiers=texts["tiers"],
    )


def _strangers(path: str, given: Iterable[object], known: Collection[str]) -> list[str]:
    return [
        f"{path}{key}: means nothing here; there are {', '.join(sorted(known))}"
        for key in given
        if key not in known
    ]
