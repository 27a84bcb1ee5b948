"""Holidays of a policy file by region (`GB/ENG`), as dates with names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

from router.policy_files.problems import Refused, quoted, suggestion

FIRST_YEAR, LAST_YEAR = 2000, 2060
_REGION = re.compile(r"([A-Za-z]{2})(?:[/-]([A-Za-z0-9]{1,6}))?")


@lru_cache(maxsize=256)
def dates_of(region: str) -> Mapping[date, str]:
    """The public holidays of a country or of a part of it from 2000 to 2060.

    Raises Refused for a region that is not known.
    """
    match = _REGION.fullmatch(region.strip())
    known = holidays.list_supported_countries()
    country = match[1].upper() if match else ""
    part = (match[2] or "").upper() if match else ""
    if country not in known:
        raise Refused(
            f"{quoted(region)} is not a region whose holidays are known",
            "write none, or a country such as FR, or a part of one such as GB/ENG",
        )
    if part and part not in known[country]:
        raise Refused(
            f"{country} has no part {quoted(part)} whose holidays are known",
            suggestion(part, known[country]) if known[country] else f"write {country}",
        )
    found = holidays.country_holidays(
        country, subdiv=part or None, years=range(FIRST_YEAR, LAST_YEAR + 1), language="en_US"
    )
    return dict(sorted(found.items()))
