"""Which receiver may be asked, and how often at once: none holds up another.

A receiver is where a parcel goes to: an endpoint, a channel, a source for what is written back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from router.domain.time.instants import MINUTE, SECOND, Instant
from router.usecases.records import Purpose

#: How many calls one process has under way at most.
SENDERS = 24
#: Of these, for one receiver.
SHARE = SENDERS // 4
#: Of these, for hand-overs and write-backs together, and for write-backs alone: a notice always
#: finds one that is free.
NOT_NOTICES = SENDERS * 3 // 4
WRITE_BACKS = SENDERS // 2
#: So many calls in a row without an answer, and a receiver is left alone for a while.
_UNANSWERED = 3
_PAUSE = 5 * SECOND
_LONGEST_PAUSE = MINUTE

#: Stands as the error of what was put off untried because its receiver does not answer.
NOT_ASKED = "not tried yet: its receiver does not answer"


def gone_note(receiver: str) -> str:
    """The name of the note that a receiver has said it is gone for good (HTTP 410)."""
    return f"gone:{receiver}"


@dataclass
class _Silence:
    """Calls in a row without an answer; until when the receiver is left alone."""

    calls: int = 0
    until: Instant = 0
    pause: int = 0


@dataclass
class Receivers:
    """What this process knows of its receivers. For one thread.

    Other workers learn from the database: what waits for a receiver that does not answer is put
    off there, for all of them.
    """

    _under_way: Counter[str] = field(default_factory=Counter)
    _purposes: Counter[Purpose] = field(default_factory=Counter)
    _silent: dict[str, _Silence] = field(default_factory=dict)

    def full(self, now: Instant) -> list[str]:
        """Those that may not be asked now, whatever is free."""
        known = self._under_way.keys() | self._silent.keys()
        return sorted(receiver for receiver in known if self._room(receiver, now) <= 0)

    def choose(
        self, due: Iterable[tuple[str, Purpose, str]], now: Instant, limit: int
    ) -> list[str]:
        """Of what is due (id, purpose, receiver), the ids that may be sent now: the gravest purpose
        first, one for each receiver, then the second of each."""
        turns: Counter[str] = Counter()
        ordered = []
        for place, (id_, purpose, receiver) in enumerate(due):
            turns[receiver] += 1
            if turns[receiver] <= self._room(receiver, now):
                ordered.append((_RANK[purpose], turns[receiver], place, id_, purpose))
        chosen: list[str] = []
        purposes = self._purposes.copy()
        for _, _, _, id_, purpose in sorted(ordered):
            if len(chosen) < limit and _is_free(purposes, purpose):
                purposes[purpose] += 1
                chosen.append(id_)
        return chosen

    def begun(self, purpose: Purpose, receiver: str) -> None:
        """A call is under way."""
        self._under_way[receiver] += 1
        self._purposes[purpose] += 1

    def ended(self, purpose: Purpose, receiver: str) -> None:
        """It has come back, however."""
        self._purposes[purpose] -= 1
        self._under_way[receiver] -= 1
        if not self._under_way[receiver]:
            del self._under_way[receiver]

    def answered(self, receiver: str) -> bool:
        """It said something. True where it had been left alone until now."""
        silence = self._silent.pop(receiver, None)
        return silence is not None and silence.calls >= _UNANSWERED

    def unanswered(self, receiver: str, now: Instant) -> Instant | None:
        """It said nothing. Until when it is left alone, None if it is not yet."""
        silence = self._silent.setdefault(receiver, _Silence())
        silence.calls += 1
        if silence.calls < _UNANSWERED:
            return None
        if now >= silence.until:  # those that were under way together count as one
            silence.pause = min(max(silence.pause * 2, _PAUSE), _LONGEST_PAUSE)
            silence.until = now + silence.pause
        return silence.until

    def opens_at(self, now: Instant) -> Instant | None:
        """When the next one that is left alone may be asked again."""
        return min((s.until for s in self._silent.values() if s.until > now), default=None)

    def _room(self, receiver: str, now: Instant) -> int:
        """How many more calls it may have; after a pause a single one, as a trial."""
        silence = self._silent.get(receiver)
        most = SHARE
        if silence is not None and silence.calls >= _UNANSWERED:
            most = 1 if now >= silence.until else 0
        return most - self._under_way[receiver]


_RANK = {Purpose.NOTICE: 0, Purpose.HAND_OVER: 1, Purpose.WRITE_BACK: 2}


def _is_free(purposes: Counter[Purpose], purpose: Purpose) -> bool:
    """Whether a sender is left for this purpose."""
    write_backs = purposes[Purpose.WRITE_BACK]
    others = write_backs + purposes[Purpose.HAND_OVER]
    if purpose is Purpose.NOTICE:
        return others + purposes[Purpose.NOTICE] < SENDERS
    if purpose is Purpose.WRITE_BACK and write_backs >= WRITE_BACKS:
        return False
    return others < NOT_NOTICES and others + purposes[Purpose.NOTICE] < SENDERS
