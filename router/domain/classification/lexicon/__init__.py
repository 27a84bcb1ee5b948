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
