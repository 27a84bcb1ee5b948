"""The one shape of every helpdesk adapter, and what they all share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import (
    CLOCK_SKEW,
    Comment,
    FactValue,
    Sighting,
    SourceSettings,
    Verified,
)
from router.domain.time.instants import MINUTE, SECOND, Instant

WAITING_FOR_CUSTOMER = "waiting_for_customer"
ON_HOLD = "on_hold"
AHEAD = 5 * MINUTE
OPENING_TEXT_WITHIN = MINUTE


class Helpdesk(Protocol):
    """Turns one kind of helpdesk's deliveries into sightings; pure, and asks no clock.

    Header names arrive lower case. `secrets` are the texts valid now: one, or two while a secret
    is being rotated. `options`: the names that `SourceSettings.options` may have for this kind.
    """

    kind: str
    options: frozenset[str]

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        """Who sent it and as which delivery; raises BadSignature, which never says why."""

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        """What it says; raises BadEvent naming the field and what would be right."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """What a delivery says of who wrote something. `staff`: the helpdesk calls them an agent.

    `guessed`: it does not say, and they are taken for staff because they are not the requester.
    """

    user: str | None = None
    email: str | None = None
    group: str | None = None
    organisation: str | None = None
    staff: bool = False
    guessed: bool = False  # `staff` follows from what the delivery leaves out
    automatic: bool = False  # a bot, a trigger, an automatic answer
    unproven: bool = False  # only a mail's From says who it is, and nobody vouches for that


def what_was_said(
    settings: SourceSettings, speaker: Speaker, public: bool | None
) -> tuple[Kind, Mapping[str, str | None]]:
    """Whether words are an answer, and whose (rule 11).

    Private and automatic words are notes. Public words are the vendor's where the settings name
    the speaker for a vendor, ours where they name them as ours or the helpdesk calls them staff,
    and the customer's otherwise. With no vendor staff named at all and `staff_are_vendor` set, the
    helpdesk's staff speak for the ticket's vendor: `data` then names none, and nobody who is
    only guessed to be staff does. `public` None: the delivery does not say who may read it.
    """
    known = (speaker.user, speaker.email, speaker.group, speaker.organisation)
    if public is None:
        return Kind.NOTED, {"why": "unknown_audience"}
    if not public:
        return Kind.NOTED, {"why": "private"}
    if speaker.automatic or settings.bots.has(*known):
        return Kind.NOTED, {"why": "automatic"}
    for vendor, staff in settings.vendors.items():
        if staff.has(*known):
            if speaker.unproven:
                return Kind.NOTED, {"why": "unproven_sender"}
            return Kind.VENDOR_REPLIED, {"vendor": vendor}
    if settings.agents.has(*known):
        if speaker.unproven:
            return Kind.NOTED, {"why": "unproven_sender"}
        return Kind.AGENT_REPLIED, {}
    if not speaker.staff:
        return Kind.CUSTOMER_REPLIED, {}
    if speaker.unproven:
        return Kind.NOTED, {"why": "unproven_sender"}
    if settings.staff_are_vendor and not any(settings.vendors.values()):
        return (
            (Kind.NOTED, {"why": "unknown_speaker"})
            if speaker.guessed
            else (
                Kind.VENDOR_REPLIED,
                {},
            )
        )
    return Kind.AGENT_REPLIED, {}


@dataclass
class Finding:
    """Collects what one delivery says of one ticket; `sighting()` gives the finished value.

    `at`: the instant that events count at unless told otherwise. `position`: the source's own
    order within one action. Natural keys are made here, so that every adapter's look alike:
    `<source>:<ticket>:<fact>` or `<source>:comment:<id>`.
    """

    settings: SourceSettings
    ticket: str
    at: Instant
    now: Instant
    position: int = 0
    changes: dict[str, FactValue] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    echoes: list[str] = field(default_factory=list)
    thread: tuple[str, ...] = ()
    flags: set[str] = field(default_factory=set)

    def add(
        self,
        kind: Kind,
        fact: str,
        data: Mapping[str, str | None] | None = None,
        at: Instant | None = None,
    ) -> str:
        """Note an event; `fact` makes its natural key. Gives the key.

        What is said to happen more than five minutes from now happens now, and is flagged.
        """
        key = f"{self.settings.source}:{fact}"
        at = self.at if at is None else at
        if at > self.now + AHEAD:
            at = self.now
            self.flags.add(CLOCK_SKEW)
        event = Event(
            kind=kind,
            at=at,
            key=key,
            received_at=self.now,
            sequence=min(self.position, 10**6) * 10 + len(self.events),
            origin=f"source:{self.settings.source}",
            data=dict(data or {}),
        )
        self.events.append(event)
        return key

    def opened(self, at: Instant) -> None:
        """Every delivery that knows when the ticket was opened says so: one may have been lost."""
        self.add(Kind.OPENED, f"{self.ticket}:opened", at=at)

    def moment(self, kind: Kind, at: Instant, data: Mapping[str, str | None] | None = None) -> None:
        """A change of state, known by ticket, kind and second: the same by webhook and export."""
        reason = (data or {}).get("reason")
        what = f"{kind}.{reason}" if reason else str(kind)
        self.add(kind, f"{self.ticket}:{what}@{at // SECOND}", data)

    def said(
        self,
        comment_id: str,
        speaker: Speaker,
        *,
        public: bool | None,
        body: str,
        author: str,
        at: Instant | None = None,
    ) -> None:
        """A comment: an event for what it means, and its words apart. Our own are dropped.

        `public` None: the delivery does not say who may read it, so it is kept as private.
        """
        if comment_id in self.settings.written:
            self.echoes.append(comment_id)
            return
        kind, data = what_was_said(self.settings, speaker, public)
        key = self.add(kind, f"comment:{comment_id}", data, at)
        at = self.at if at is None else at
        self.comments.append(Comment(comment_id, key, at, author, public is True, body))

    def withdrawn(self, comment_id: str) -> None:
        """A comment was made private, restricted, redacted or deleted: what it answered stays
        answered, and its words are shown to no vendor any more."""
        key = f"comment:{comment_id}:made_private"
        self.add(Kind.NOTED, key, {"why": "made_private"})

    def status(self, status: Status, before: Status | None, stamp: Instant) -> None:
        """What a change of the helpdesk's status means; `before` None where it does not say.

        Then every state that the new one ends is ended: ending what did not hold changes nothing.
        """
        for reason in (WAITING_FOR_CUSTOMER, ON_HOLD):
            if reason != status.pause and (before is None or before.pause == reason):
                self.moment(Kind.RESUMED, stamp, {"reason": reason})
        if not status.done and (before is None or before.done):
            self.moment(Kind.REOPENED, stamp)
        if status.pause and (before is None or before.pause != status.pause):
            self.moment(Kind.PAUSED, stamp, {"reason": status.pause})
        if status.closed:
            self.moment(Kind.CLOSED, stamp)
        elif status.done and (before is None or not before.done):
            self.moment(Kind.RESOLVED, stamp)

    def sighting(self) -> Sighting:
        return Sighting(
            external_id=self.ticket,
            facts_at=min(self.at, self.now),
            changes=self.changes,
            events=tuple(self.events),
            comments=tuple(self.comments),
            echoes=tuple(self.echoes),
            flags=frozenset(self.flags),
            thread=self.thread,
        )


@dataclass(frozen=True, slots=True)
class Status:
    """What a helpdesk's status means here. `done`: resolved or closed."""

    pause: str | None = None
    done: bool = False
    closed: bool = False


OPEN = Status()
PENDING = Status(pause=WAITING_FOR_CUSTOMER)
HOLD = Status(pause=ON_HOLD)
SOLVED = Status(done=True)
CLOSED = Status(done=True, closed=True)


_MEANINGS: Mapping[str, Status] = {
    "open": OPEN,
    "pending": PENDING,
    "hold": HOLD,
    "solved": SOLVED,
    "closed": CLOSED,
}


def status_of(settings: SourceSettings, word: str, usual: Mapping[str, Status]) -> Status | None:
    """What a status means: by the option `statuses` first, then by the kind's usual words.

    `statuses` reads `Waiting on parts = hold, Done = solved`; meanings are open, pending (for the
    customer), hold, solved and closed. None for a word that neither knows.
    """
    word = word.strip().lower()
    for pair in settings.options.get("statuses", "").split(","):
        name, _, meaning = pair.rpartition("=")
        if name.strip().lower() == word and meaning.strip().lower() in _MEANINGS:
            return _MEANINGS[meaning.strip().lower()]
    return usual.get(word)


def status_problems(settings: SourceSettings) -> list[str]:
    """What cannot be read in the option `statuses`."""
    pairs = [pair for pair in settings.options.get("statuses", "").split(",") if pair.strip()]
    return [
        f"options.statuses: {pair.strip()!r} is not a status = one of {', '.join(_MEANINGS)}"
        for pair in pairs
        if pair.rpartition("=")[2].strip().lower() not in _MEANINGS or not pair.rpartition("=")[0]
    ]


def unknown(name: str, now: Instant) -> list[Sighting]:
    """Something of a type that means nothing to us: kept and counted; it makes no ticket."""
    return [Sighting(external_id="", facts_at=now, unknown=name[:200])]
