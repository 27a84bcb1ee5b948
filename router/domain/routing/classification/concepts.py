"""Which of a few dozen plain meanings each word has, whatever its language.

Few labelled tickets are in any one language. "Nobody" and "niemand" count as the same here, and so
do "nobody … missed" and "niemand … verpasst", so that what the tickets of one language teach holds
for the others. The words stand in `lexicon/concepts.txt`, for a person to read and add to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from router.domain.routing.classification.lexicon import LANGUAGES, languages_of, sections_of
from router.domain.routing.classification.word_list import Word

_REACH = 6  # two meanings within so many words of a sentence mean something together


@dataclass(slots=True)
class _Words:
    """One language's words, beginnings of words, and runs of words, with their meanings."""

    whole: dict[str, set[str]] = field(default_factory=dict)
    begun: dict[str, set[str]] = field(default_factory=dict)
    runs: dict[tuple[str, ...], set[str]] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)

    def add(self, text: str, meaning: str) -> None:
        if text.endswith("*"):
            self.begun.setdefault(text[:-1], set()).add(meaning)
            self.sizes.add(len(text) - 1)
        elif "_" in text:
            self.runs.setdefault(tuple(text.split("_")), set()).add(meaning)
        else:
            self.whole.setdefault(text, set()).add(meaning)

    def meanings(self, words: Sequence[Word], at: int) -> set[str]:
        text = words[at].text
        found = set(self.whole.get(text, ()))
        for size in self.sizes:
            if size <= len(text):
                found |= self.begun.get(text[:size], set())
        run: tuple[str, ...] = (text,)
        for word in words[at + 1 : at + 4]:
            run = (*run, word.text)
            found |= self.runs.get(run, set())
        return found


@cache
def _book() -> dict[str, _Words]:
    book = {language: _Words() for language in LANGUAGES}
    for meaning, lines in sections_of("concepts.txt").items():
        for line in lines:
            language, *words = line.split()
            for word in words:
                book[language].add(word, meaning)
    return book


def meanings_of(words: Sequence[Word], told: str | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each meaning, and each two of one sentence that stand close, with the places of their words.
    `told`: the helpdesk's word for the language."""
    book = _book()
    own = [book[language] for language in languages_of(words, told)]
    found = [
        sorted(set().union(*(one.meanings(words, at) for one in own))) for at in range(len(words))
    ]
    for at, word in enumerate(words):
        if word.size:
            found[at].append(word.size)
    for at, here in enumerate(found):
        for meaning in here:
            yield meaning, (at,)
        if not here:
            continue
        for after in range(at + 1, min(len(words), at + 1 + _REACH)):
            if words[after - 1].ends_sentence:
                break
            for first in here:
                for second in found[after]:
                    if first != second:
                        yield f"{first} {second}", (at, after)
