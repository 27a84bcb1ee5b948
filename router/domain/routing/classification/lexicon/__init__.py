"""The words of each language, one text a language, made into phrase books on first use.

A line that begins at the margin is a heading: `small words`, those that tell languages apart and
say nothing by themselves; `@people`, a class that phrases name so; else a signal. Under it stand
its words, or its phrases with commas between them. A line that begins with `#` is a remark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from router.domain.routing.classification.patterns import PhraseBook
from router.domain.routing.classification.word_list import Word, fold

LANGUAGES = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
}


@dataclass(slots=True)
class _Lexicon:
    """One language's text: phrases by class and by signal, and its function words."""

    small: frozenset[str] = frozenset()
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    signals: dict[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def phrase_book(language: str) -> PhraseBook:
    """The patterns of one of LANGUAGES."""
    lexicon = _lexicon(language)
    book = PhraseBook(german=language == "de")
    for signal, phrases in lexicon.signals.items():
        book.add(signal, phrases, lexicon.classes)
    return book


@cache
def _lexicon(language: str) -> _Lexicon:
    sections = sections_of(f"{LANGUAGES[language]}.txt")
    texts = {heading: "\n".join(lines) for heading, lines in sections.items()}
    read = _Lexicon(frozenset(fold(word) for word in texts.pop("small words").split()))
    for name, text in texts.items():
        if name.startswith("@"):
            read.classes[name[1:]] = _phrases(text)
        else:
            read.signals[name] = _phrases(text)
    return read


def _phrases(text: str) -> tuple[str, ...]:
    """A lexicon lists its phrases with commas between them; a line may break after a `|`."""
    text = re.sub(r"\s*\|\s*", "|", text)
    return tuple(phrase for piece in text.split(",") if (phrase := " ".join(piece.split())))


def sections_of(name: str) -> dict[str, list[str]]:
    """The lines of one of these texts by the heading that they stand under."""
    sections: dict[str, list[str]] = {}
    heading = ""
    for line in (resources.files(__package__) / name).read_text("utf-8").splitlines():
        if line.startswith(" "):
            sections[heading].append(line)
        elif line and not line.startswith("#"):
            heading = line
            sections[heading] = []
    return sections


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    return {language: _lexicon(language).small for language in LANGUAGES}


@cache
def small_words() -> frozenset[str]:
    """The function words of every language, folded: they say nothing by themselves."""
    return frozenset().union(*_function_words().values())


_SHARE = 0.15  # of the leading language's function words: a second language that is really spoken
_LEAST = 3  # and at least so many words that the leading one does not have
_TOLD = 2.0  # what the helpdesk's own word for the language is worth, in function words


def languages_of(words: Sequence[Word], told: str | None) -> tuple[str, ...]:
    """The language a text is written in, and a second one that it is mixed with, if any; English
    where nothing tells.

    `told` is the helpdesk's word (an ISO 639-1 code), which only tips the scales.
    """
    known = _function_words()
    counts = {
        language: float(sum(word.text in function_words for word in words))
        for language, function_words in known.items()
    }
    hint = (told or "").lower()[:2]
    if hint in counts:
        counts[hint] += _TOLD
    leading = max(counts, key=lambda one: counts[one])
    if counts[leading] == 0:
        return ("en",)
    least = max(_LEAST, _SHARE * counts[leading])
    others = [word.text for word in words if word.text not in known[leading]]
    left = {
        language: sum(one in function_words for one in others)
        for language, function_words in known.items()
        if language != leading
    }
    second = max(left, key=lambda one: left[one])
    return (leading, second) if left[second] >= least else (leading,)
