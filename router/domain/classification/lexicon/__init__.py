"""The words of each language, one module a language, made into phrase books on first use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from router.domain.classification.patterns import PhraseBook
from router.domain.classification.words import Word, fold

LANGUAGES = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
}


@cache
def phrase_book(language: str) -> PhraseBook:
    """The patterns of one of LANGUAGES."""
    module = import_module(f"{__name__}.{LANGUAGES[language]}")
    classes = {name: _phrases(text) for name, text in module.CLASSES.items()}
    book = PhraseBook(german=language == "de")
    for signal, text in module.SIGNALS.items():
        book.add(signal, _phrases(text), classes)
    return book


def _phrases(text: str) -> tuple[str, ...]:
    """A lexicon lists its phrases with commas between them; a line may break after a `|`."""
    text = re.sub(r"\s*\|\s*", "|", text)
    return tuple(phrase for piece in text.split(",") if (phrase := " ".join(piece.split())))


@cache
def _function_words() -> Mapping[str, frozenset[str]]:
    words: dict[str, frozenset[str]] = {}
    for language, name in LANGUAGES.items():
        module = import_module(f"{__name__}.{name}")
        words[language] = frozenset(fold(w) for w in module.FUNCTION_WORDS.split())
    return words


_SHARE = 0.22  # of the leading language's function words: a second language that is really spoken
_TOLD = 2.0  # what the helpdesk's own word for the language is worth, in function words


def languages_of(words: Sequence[Word], told: str | None) -> tuple[str, ...]:
    """The languages a text is written in, the leading one first; English where nothing tells.

    `told` is the helpdesk's word (an ISO 639-1 code), which only tips the scales.
    """
    counts: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
    known = _function_words()
    for word in words:
        for language, function_words in known.items():
            if word.text in function_words:
                counts[language] += 1
    hint = (told or "").lower()[:2]
    if hint in counts:
        counts[hint] += _TOLD
    ranked = sorted(counts, key=lambda one: -counts[one])
    best = counts[ranked[0]]
    if best == 0:
        return ("en",)
    return tuple(one for one in ranked if counts[one] >= max(2.0, best * _SHARE)) or (ranked[0],)
