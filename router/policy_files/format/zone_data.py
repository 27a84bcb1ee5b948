"""What the zone data says of one zone, as a short hash: a part of a contract's version.

The data's release number would change with every release, most of which touch no zone in use; so
the changes of offset themselves are hashed, and a version moves only when a deadline could.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

_HOUR = 3_600
_FIRST = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp()) // _HOUR
_LAST = int(datetime(2038, 1, 1, tzinfo=UTC).timestamp()) // _HOUR
_STEP = 24 * 7  # no zone leaves and comes back to an offset within a week


@lru_cache(maxsize=1_024)
def fingerprint(zone: str) -> str:
    """12 hexadecimal digits over the zone's offsets from 2015 to 2038."""
    info = ZoneInfo(zone)
    changes: list[str] = []
    before = _offset(info, _FIRST)
    changes.append(str(before))
    for hour in range(_FIRST, _LAST, _STEP):
        after = _offset(info, hour + _STEP)
        if after != before:
            changes.append(f"{_change(info, hour, hour + _STEP, before)}:{after}")
            before = after
    return hashlib.sha256(" ".join(changes).encode()).hexdigest()[:12]


@lru_cache(maxsize=1_024)
def data_of(zone: str) -> str:
    """The zone's data as installed here (TZif, packed, as text); empty where no file holds it."""
    parts = zone.split("/")
    for folder in TZPATH:
        path = Path(folder).joinpath(*parts)
        if path.is_file():
            return _packed(path.read_bytes())
    try:
        found = resources.files("tzdata").joinpath("zoneinfo", *parts)
        return _packed(found.read_bytes()) if found.is_file() else ""
    except ModuleNotFoundError:
        return ""


def zone_as_kept(zone: str, kept_fingerprint: str | None, data: str | None) -> ZoneInfo:
    """The zone as it was when a contract was kept: from the data kept with it where the installed
    ones say otherwise since, so that a newer package moves no deadline by itself."""
    if not data or kept_fingerprint is None or fingerprint(zone) == kept_fingerprint:
        return ZoneInfo(zone)
    return _unpacked(zone, data)


@lru_cache(maxsize=1_024)
def _unpacked(zone: str, data: str) -> ZoneInfo:
    return ZoneInfo.from_file(io.BytesIO(zlib.decompress(base64.b64decode(data))), key=zone)


def _packed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, 9)).decode()


def _change(info: ZoneInfo, low: int, high: int, before: int) -> int:
    """The first hour with another offset than `before`, between two hours."""
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(info, middle) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(info: ZoneInfo, hour: int) -> int:
    offset = datetime.fromtimestamp(hour * _HOUR, info).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
