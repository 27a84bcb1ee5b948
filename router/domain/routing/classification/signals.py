"""Which signals a ticket gives, and with which words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from router.domain.routing.classification.lexicon import languages_of, phrase_book
from router.domain.routing.classification.newest import newest_message
from router.domain.routing.classification.patterns import Match
from router.domain.routing.classification.word_list import Word, german, words_of
from router.domain.tickets.ticket import TicketFacts

_WORD = re.compile(r"\w+")

# Signals that a "not" before them takes back. The others hold their own "not" ("no other way"), or
# mean the same with it.
_NEGATABLE = frozenset(
    {
        "production",
        "non_production",
        "outage",
        "lost",
        "stopped",
        "degraded",
        "cosmetic",
        "way_out",
        "easy",
        "exposed",
        "falsified",
        "billing",
        "porting",
        "resolved",
        "urgent",
        "effort",
        "feature_request",
        "third_party",
    }
)
_NEGATORS: Mapping[str, frozenset[str]] = {
    language: frozenset(text.split())
    for language, text in {
        "en": "not no never without nor neither t hardly cannot nothing none",
        "fr": "pas non jamais sans ni aucun aucune n ne plus rien",
        "de": "nicht kein keine keinen keiner keinem keines nie niemals ohne weder",
        "es": "no nunca sin ni ningun ninguna ninguno jamas tampoco",
        "pt": "nao nunca sem nem nenhum nenhuma jamais tampouco",
    }.items()
}
_REACH = 3  # a "not" reaches so many words on, within its clause


@dataclass(frozen=True, slots=True)
class Finding:
    """A signal with the words of the ticket that gave it. `strength`: 1 for one clear mention in
    the newest message; more mentions add little, words in a quotation or below count half."""

    signal: str
    words: tuple[str, ...]
    strength: float


@dataclass(slots=True)
class _Tally:
    words: list[str] = field(default_factory=list)
    strengths: list[float] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    @property
    def strength(self) -> float:
        ranked = sorted(self.strengths, reverse=True)[:4]
        return min(1.75, sum(value * 0.5**at for at, value in enumerate(ranked)))


def findings(facts: TicketFacts) -> dict[str, Finding]:
    """What the subject and the newest message say, by signal. What the newest message quotes counts
    only where it leans on it, and less."""
    newest = newest_message(facts.body)
    tallies: dict[str, _Tally] = {}
    told = facts.language
    subject = _subject_itself(facts.subject[:400])
    body = newest.text
    whole = words_of(f"{subject}. {body}")
    languages = languages_of(whole, told)
    short = len(whole) < 40
    _read(tallies, subject, languages, 0.9 if short else 0.6)
    _read(tallies, body, languages, 1.0)
    if newest.quoted and not _MATTERS.intersection(tallies):
        quoted = words_of(newest.quoted)
        _read(tallies, newest.quoted, languages_of(quoted, told), 0.5)
    return {
        name: Finding(name, tuple(tally.words[:5]), round(tally.strength, 3))
        for name, tally in tallies.items()
    }


# What a ticket can be about: a newest message that says any of it needs no quotation.
_MATTERS = frozenset(
    {
        "outage",
        "lost",
        "stopped",
        "degraded",
        "cosmetic",
        "exposed",
        "falsified",
        "question",
        "feature_request",
        "billing",
        "porting",
        "resolved",
        "paperwork",
    }
)


def _subject_itself(subject: str) -> str:
    for _ in range(6):
        head, colon, rest = subject.partition(":")
        if not colon or head.strip().lower() not in _SUBJECT_MARKS:
            return subject
        subject = rest.strip()
    return subject


_SUBJECT_MARKS = frozenset(
    {
        "re",
        "fw",
        "fwd",
        "tr",
        "aw",
        "wg",
        "rv",
        "enc",
        "res",
        "antw",
        "sv",
        "ref",
    }
)


def _read(tallies: dict[str, _Tally], text: str, languages: Sequence[str], worth: float) -> None:
    plain = words_of(text)
    for language in languages:
        words = german(plain) if language == "de" else plain
        negators = _NEGATORS[language]
        found = phrase_book(language).matches(words)
        matches = _longest(found)
        softening = [one for one in matches if one.signal in _SOFTENING][:_MOST_SOFTENING]
        for match in matches:
            if match.signal in _NEGATABLE and _is_negated(words, match, negators):
                continue
            if any(_softens(other, match) for other in softening):
                continue
            tally = tallies.setdefault(match.signal, _Tally())
            place = range(match.start, match.end)
            if tally.taken.intersection(place):
                continue
            tally.taken.update(place)
            quoted = all(words[at].quoted for at in place)
            tally.strengths.append(worth * (0.5 if quoted else 1.0))
            snippet = text[words[match.start].start : words[match.end - 1].end]
            tally.words.append(" ".join(snippet.split())[:90])
        for tally in tallies.values():
            tally.taken.clear()


def _longest(matches: Iterable[Match]) -> list[Match]:
    return sorted(matches, key=lambda m: (m.start - m.end, m.start))


# Phrases that take the edge off the words inside them: "everyone else works", "no other way".
_SOFTENING = frozenset(
    {
        "rest_works",
        "one_person",
        "production_fine",
        "not_urgent",
        "resolved",
        "no_way_out",
        "third_party",
        "paperwork",
        "own_mistake",
        "feature_request",
        "question",
        "relapse",
    }
)


_MOST_SOFTENING = 60


def _softens(longer: Match, match: Match) -> bool:
    return (
        longer.signal != match.signal
        and longer.start <= match.start
        and match.end <= longer.end
        and longer.end - longer.start > match.end - match.start
    )


def _speaks_of_not(pattern: str, negators: frozenset[str]) -> bool:
    return (
        "@neg" in pattern or "@cannot" in pattern or not negators.isdisjoint(_WORD.findall(pattern))
    )


def _is_negated(words: Sequence[Word], match: Match, negators: frozenset[str]) -> bool:
    """A "not" shortly before the match, or in one of its gaps where the phrase itself has none."""
    if not _speaks_of_not(match.pattern, negators) and any(
        words[at].text in negators for at in range(match.start + 1, match.end)
    ):
        return True
    at = match.start - 1
    while at >= 0 and at >= match.start - _REACH:
        word = words[at]
        if word.ends_sentence or word.breaks or word.text in _TURNS:
            return False
        if word.text in negators:
            return True
        at -= 1
    return False


_TURNS = frozenset(
    {
        "but",
        "mais",
        "aber",
        "sondern",
        "pero",
        "sino",
        "mas",
        "only",
        "seulement",
        "nur",
        "solo",
        "so",
        "just",
    }
)
