"""What an adapter makes of one delivery of a helpdesk: who sent it, and what it says happened."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, TypeAlias

from router.domain.errors import BadSettings
from router.domain.tickets.events import Event
from router.domain.tickets.ticket import TicketFacts
from router.domain.time.instants import Instant

FactValue: TypeAlias = str | tuple[str, ...] | None

#: The stamp was more than five minutes off, and the signature right: taken, and shown.
CLOCK_SKEW = "clock_skew"
#: The stamp was more than thirty seconds off: taken; the doctor warns of it.
CLOCK_DRIFT = "clock_drift"
#: The sender can only show a shared secret: nothing vouches for the body itself.
UNSIGNED_BODY = "unsigned_body"


@dataclass(frozen=True, slots=True)
class Verified:
    """A delivery whose sender proved to know a secret.

    `delivery_id`: the same for a repeat of the same delivery; from what is signed where the kind
    has that, else a hash of the content. `signed_at`: the stamp that was signed, if any. `flags`:
    CLOCK_SKEW, CLOCK_DRIFT, UNSIGNED_BODY.
    """

    delivery_id: str
    signed_at: Instant | None = None
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comment:
    """The text of one comment; events never carry it. `key`: of the event that it belongs to."""

    id: str
    key: str
    at: Instant
    author: str
    public: bool
    body: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What one delivery says of one ticket.

    `changes`: new values of fields of TicketFacts; what is absent is not known here. `facts_at`:
    the instant that they describe, so that a late delivery does not undo a newer one. `unknown`:
    the sender's name of an event type that means nothing to us: kept and counted, never an error.
    `echoes`: ids of what we wrote ourselves, dropped. `external_id` is empty for what
    belongs to no ticket: something unknown, or a mail of our own that came back. `thread`: the
    mail ids by which a later mail finds this ticket; `ticket:…` among them is one of ours that
    the mail names. `otherwise`: what it says where no ticket is known by its thread. `bounced`:
    deliveries of ours that came back, and why.
    """

    external_id: str
    facts_at: Instant
    changes: Mapping[str, FactValue] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    comments: tuple[Comment, ...] = ()
    unknown: str | None = None
    echoes: tuple[str, ...] = ()
    flags: frozenset[str] = frozenset()
    thread: tuple[str, ...] = ()
    otherwise: Sighting | None = None
    bounced: tuple[tuple[str, str], ...] = ()

    def facts(self, source: str, known: TicketFacts | None = None) -> TicketFacts:
        """The ticket's facts after this sighting: what was known, with the changes."""
        if known is None:
            known = TicketFacts(source=source, external_id=self.external_id, subject="", body="")
        changes: dict[str, Any] = {
            k: _bounded(k, v) for k, v in self.changes.items() if k in _CHANGEABLE
        }
        return replace(known, **changes) if changes else known


@dataclass(frozen=True, slots=True)
class Found:
    """One delivery that was fetched instead of sent; fields as of a verified one. `body`: the raw
    bytes, empty for a page of an export."""

    delivery_id: str
    sightings: tuple[Sighting, ...]
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What fetching brought. `bookmark`: where to go on; `problems`: what could not be read, with
    the reason; `more`: there is more to fetch at once. `unreadable`: raw bytes and the reason, of
    what is to be kept although nobody can read it."""

    found: tuple[Found, ...]
    bookmark: str
    problems: tuple[str, ...] = ()
    more: bool = False
    unreadable: tuple[tuple[bytes, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """One ticket of the past; `row`: the last row of the file that it took, to go on after.

    `tier`: by the first priority, None where the mapping names none for it; later ones are
    `tier_changed` events of the sighting.
    """

    row: int
    sighting: Sighting
    vendor: str | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was passed over; rows count from 1, without the heading."""

    row: int
    reason: str


_CHANGEABLE = {f.name for f in fields(TicketFacts)} - {"source", "external_id"}
#: What stands in every list and notice stays short: characters of a fact, and of tags their
#: number. The raw delivery is kept whole; so is the body, which only the ticket itself shows.
_LONGEST_FACT = 1000
_MOST_TAGS = 500


def _bounded(name: str, value: FactValue) -> FactValue:
    if name == "body":
        return value
    if isinstance(value, tuple):
        return tuple(_cut(each) for each in value[:_MOST_TAGS])
    return _cut(value) if isinstance(value, str) else value


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_FACT else text[: _LONGEST_FACT - 2] + " …"


@dataclass(frozen=True, slots=True)
class Staff:
    """How one company's people are known in a helpdesk; everything lower case.

    `domains` of mail addresses; `users`: ids or mail addresses; `groups`, `organisations`: ids or
    names.
    """

    domains: frozenset[str] = frozenset()
    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.domains or self.users or self.groups or self.organisations)

    def has(
        self,
        user: str | None = None,
        email: str | None = None,
        group: str | None = None,
        organisation: str | None = None,
    ) -> bool:
        """True when any of what is known of a person is named here."""
        mail = (email or "").strip().lower()
        domain = mail.rpartition("@")[2]
        return (
            (user or "").lower() in self.users
            or (mail != "" and mail in self.users)
            or (domain != "" and domain in self.domains)
            or (group or "").lower() in self.groups
            or (organisation or "").lower() in self.organisations
        )


@dataclass(frozen=True, slots=True)
class SourceSettings:
    """What an adapter must be told of one source.

    `vendors`: per vendor whose staff somebody is. `agents`: our own. `bots`: whose words are
    never an answer. `staff_are_vendor`: with no vendor staff named, the helpdesk's own staff are
    the vendor of the ticket. `written`: ids of comments that we wrote there ourselves.
    `options`: what the kind alone understands.
    """

    source: str
    vendors: Mapping[str, Staff] = field(default_factory=dict)
    agents: Staff = Staff()
    bots: Staff = Staff()
    staff_are_vendor: bool = False
    written: Container[str] = frozenset()
    options: Mapping[str, str] = field(default_factory=dict)


_STAFF_KEYS = ("domains", "users", "groups", "organisations")
_KEYS = ("vendors", "agents", "bots", "staff_are_vendor", "options")


def settings_of(
    source: str, raw: Mapping[str, Any], written: Container[str] = frozenset()
) -> SourceSettings:
    """Read a source's settings as they stand in the database or a file.

    Raises BadSettings that names every problem at once.
    """
    problems: list[str] = []
    _refuse_unknown(raw, _KEYS, "", problems)
    vendors = _mapping(raw.get("vendors"), "vendors", problems)
    staff = {str(v): _staff(s, f"vendors.{v}", problems) for v, s in vendors.items()}
    are_vendor = raw.get("staff_are_vendor", False)
    if not isinstance(are_vendor, bool):
        problems.append(f"staff_are_vendor: {are_vendor!r} is not true or false")
    options: dict[str, str] = {}
    for name, value in _mapping(raw.get("options"), "options", problems).items():
        if isinstance(value, str):
            options[str(name)] = value
        else:
            problems.append(f"options.{name}: {value!r} is not a text")
    settings = SourceSettings(
        source=source,
        vendors=staff,
        agents=_staff(raw.get("agents"), "agents", problems),
        bots=_staff(raw.get("bots"), "bots", problems),
        staff_are_vendor=are_vendor is True,
        written=written,
        options=options,
    )
    if problems:
        raise BadSettings(f"settings of source {source!r}: " + "; ".join(problems))
    return settings


def _staff(raw: object, path: str, problems: list[str]) -> Staff:
    given = _mapping(raw, path, problems)
    _refuse_unknown(given, _STAFF_KEYS, path + ".", problems)
    lists: dict[str, frozenset[str]] = {}
    for key in _STAFF_KEYS:
        value = given.get(key, ())
        if isinstance(value, list | tuple) and all(isinstance(v, str) and v for v in value):
            lists[key] = frozenset(v.strip().lower().removeprefix("@") for v in value)
        else:
            problems.append(f"{path}.{key}: {value!r} is not a list of texts")
    return Staff(**lists)


def _mapping(raw: object, path: str, problems: list[str]) -> Mapping[str, Any]:
    if raw is None:
        return {}
    if isinstance(raw, Mapping):
        return raw
    problems.append(f"{path}: {raw!r} is not a mapping")
    return {}


def _refuse_unknown(
    raw: Mapping[str, Any], known: tuple[str, ...], path: str, problems: list[str]
) -> None:
    problems.extend(
        f"{path}{key}: not a setting; there are {', '.join(known)}"
        for key in raw
        if key not in known
    )
