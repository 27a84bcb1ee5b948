"""The scalars of policy files: identifiers, dates, zones, domains, countries and yes or no."""

from __future__ import annotations

import re
from datetime import date
from zoneinfo import available_timezones

from router.domain.errors import BadCalendar
from router.domain.time.civil import zone_named
from router.policy_files.format.lengths import parse_limit, parse_seconds
from router.policy_files.format.shapes import Choice, Scalar
from router.policy_files.yaml.problems import Refused, nearest, quoted

_IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_REASON = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*%?")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}\.yaml")


def obligation(text: str) -> str:
    """A name as in `next_response`: lower case letters, digits, `_` and hyphens. Raises Refused."""
    if _REASON.fullmatch(text) is None:
        fixed = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")[:63]
        raise Refused(
            f"{quoted(text)} is not a name",
            f"write {fixed or 'a name'}: lower case letters, digits, _ and hyphens",
        )
    return text


def identifier(text: str) -> str:
    """A name as in `priority-1`: lower case letters, digits and hyphens. Raises Refused."""
    if _IDENTIFIER.fullmatch(text) is None:
        fixed = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:63]
        raise Refused(
            f"{quoted(text)} is not a name",
            f"write {fixed or 'a name'}: lower case letters, digits and hyphens",
        )
    return text


def reason(text: str) -> str:
    """What a pause is for, as the sources write it: `waiting_for_customer`. Raises Refused."""
    if _REASON.fullmatch(text) is None:
        fixed = re.sub(r"[^a-z0-9-]+", "_", text.lower()).strip("_-")[:63]
        raise Refused(
            f"{quoted(text)} is not a reason",
            f"write {fixed or 'a reason'}: lower case letters, digits, hyphens and underscores",
        )
    return text


def calendar_date(text: str) -> str:
    """A date as 2026-12-31, given back as that text. Raises Refused."""
    word = text.strip()
    try:
        if len(word) == 10:
            return date.fromisoformat(word).isoformat()
    except ValueError:
        pass
    raise Refused(f"{quoted(text)} is not a date", "write year-month-day, such as 2026-12-31")


def zone(text: str) -> str:
    """A zone of the time zone database, as Europe/Paris. Raises Refused, naming the nearest."""
    word = text.strip()
    try:
        return zone_named(word).key
    except BadCalendar:
        proper = _zone_near(word)
        raise Refused(
            f"{quoted(text)} is not a time zone",
            f"write {proper}" if proper else "write a name such as Europe/Paris or UTC",
        ) from None


def _zone_near(word: str) -> str | None:
    """The zone that was probably meant: by its whole name, or by its city alone."""
    zones = sorted(each for each in available_timezones() if "/" in each)
    by_name = {each.lower(): each for each in zones}
    by_city = {each.rpartition("/")[2].lower(): each for each in zones}
    names = by_name if "/" in word else by_city
    near = nearest(word.lower().replace(" ", "_"), names)
    # A short word is an abbreviation such as CEST, which is near to many a city.
    return names[near] if near is not None and len(word) > 4 else None


def percent(text: str) -> str:
    """A share of a hundred, as `99.95 %`, given back without the sign. Raises Refused."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None or float(match[1]) > 100:
        raise Refused(f"{quoted(text)} is not a percentage", "write 99.9 % or 99.95 %")
    return match[1]


def domain(text: str) -> str:
    """A mail domain in lower case. Raises Refused."""
    word = text.strip().lower().removeprefix("@")
    if _DOMAIN.fullmatch(word) is None:
        raise Refused(f"{quoted(text)} is not a mail domain", "write it as acme.example")
    return word


def country(text: str) -> str:
    """An ISO 3166 alpha-2 code in upper case, or `otherwise`. Raises Refused."""
    word = text.strip()
    if word == "otherwise":
        return word
    if re.fullmatch(r"[A-Za-z]{2}", word) is None:
        raise Refused(
            f"{quoted(text)} is not a country code",
            "write two letters such as US or FR, or otherwise",
        )
    return word.upper()


def language(text: str) -> str:
    """An ISO 639-1 code in lower case. Raises Refused."""
    if re.fullmatch(r"[A-Za-z]{2}", text.strip()) is None:
        raise Refused(f"{quoted(text)} is not a language code", "write two letters such as en")
    return text.strip().lower()


def shared_file(text: str) -> str:
    """The name of a file in the same folder. Raises Refused."""
    if _FILE.fullmatch(text) is None:
        raise Refused(
            f"{quoted(text)} is not the name of a file in this folder",
            "write a name such as _shared.yaml",
        )
    return text


def clause_ref(text: str) -> str:
    """A reference to a clause: any short text. Raises Refused for a long one."""
    word = " ".join(text.split())
    if len(word) > 80:
        raise Refused(
            f"{quoted(text)} is long for the name of a clause",
            "write {ref: section 4.2, words: …} and put what it says under words",
        )
    return word


def prose(text: str) -> str:
    """Any text, with runs of white space made one space."""
    return " ".join(text.split())


def lower_prose(text: str) -> str:
    """Any text in lower case: what is compared ignoring case."""
    return prose(text).casefold()


PROSE = Scalar(prose, "a text")
WORD = Scalar(prose, "a word")
IDENTIFIER = Scalar(
    identifier, "a name such as priority-1", {"pattern": "^[a-z0-9][a-z0-9-]{0,62}$"}
)
OBLIGATION = Scalar(
    obligation, "a name such as response", {"pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"}
)
REASON = Scalar(
    reason, "a reason such as waiting_for_customer", {"pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"}
)
DATE = Scalar(calendar_date, "a date such as 2026-12-31", {"format": "date"})
ZONE = Scalar(zone, "a zone such as Europe/Paris")
PERCENT = Scalar(percent, "a percentage such as 99.9 %")
DOMAIN = Scalar(domain, "a domain such as acme.example")
COUNTRY = Scalar(country, "a country code such as FR")
LANGUAGE = Scalar(language, "a language code such as en")
LIMIT = Scalar(parse_limit, "a length such as 4h, 30m, 2d or next business day by 17:00")
LENGTH = Scalar(parse_seconds, "a length such as 4h, 30m or 2d")
FILE = Scalar(shared_file, "a file name such as _shared.yaml")
YES_OR_NO = Choice(
    {"yes": True, "no": False, "true": True, "false": False},
    also={"enum": ["yes", "no", "true", "false", True, False]},
)
