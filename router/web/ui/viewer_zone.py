"""In whose zone times are shown."""

from __future__ import annotations

from urllib.parse import unquote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import request


def viewer_zone() -> ZoneInfo:
    """The zone that the browser told us in a cookie (times.js); UTC where it did not."""
    return zone_named(unquote(request.cookies.get("tz", ""))) or ZoneInfo("UTC")


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name; None where there is none."""
    if not name or len(name) > 64 or name in ("localtime", "posixrules"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
