"""A small language for phrases, matched on words rather than on characters.

A pattern is a few words: `no other way`, `can't log|sign in`, `take* .. minutes`, `all # @people`.

- `word*` any word that begins so; `a|b*` either; `.` up to one word between, `..` up to three, `...` up to six;
- `#` a number of at least two, `#10` of at least ten (digits or a number word);
- `@name` a class of the lexicon, which may hold phrases of several words.

Apostrophes and hyphens are spaces on both sides. A match never leaves its sentence. Gaps are
bounded and words are looked up by their beginning, so the work grows with the text alone: no text
can make it slow, as it could a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from router.domain.classification.words import Word, fold, pattern_words

_GAPS = {".": 1, "..": 3, "...": 6}
_KEY = 3  # words are indexed by this many first letters


@dataclass(frozen=True, slots=True)
class _OneOf:
    """One word: any of `exact`, or one that begins with any of `stems`, or a number."""

    exact: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    at_least: int | None = None

    def ends(self, words: Sequence[Word], at: int) -> Iterator[int]:
        if at < len(words) and self.fits(words[at]):
            yield at + 1

    def fits(self, word: Word) -> bool:
        if self.at_least is not None:
            return word.number is not None and word.number >= self.at_least
        return word.text in self.exact or (bool(self.stems) and word.text.startswith(self.stems))

    def firsts(self) -> Iterator[str]:
        if self.at_least is not None:
            yield "#"
        for text in (*self.exact, *self.stems):
            yield text[:_KEY]


@dataclass(frozen=True, slots=True)
class _Gap:
    """Up to `most` words of the same sentence."""

    most: int

    def ends(self, words: Sequence[Word], at: int) -> Iterator[int]:
        for end in range(at, min(at + self.most, len(words)) + 1):
            yield end
            if end < len(words) and words[end].ends_sentence:
                return

    def firsts(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True, slots=True)
class _Any:
    """Any of several phrases."""

    phrases: tuple[tuple[_Part, ...], ...]

    def ends(self, words: Sequence[Word], at: int) -> Iterator[int]:
        for phrase in self.phrases:
            yield from _ends(phrase, words, at)

    def firsts(self) -> Iterator[str]:
        for phrase in self.phrases:
            yield from phrase[0].firsts()


_Part = _OneOf | _Gap | _Any


def _ends(parts: tuple[_Part, ...], words: Sequence[Word], at: int) -> Iterator[int]:
    if not parts:
        yield at
        return
    for end in parts[0].ends(words, at):
        if len(parts) == 1:
            yield end
        else:
            yield from _ends(parts[1:], words, end)


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (exclusive) spoke for `signal`."""

    signal: str
    start: int
    end: int
    pattern: str


@dataclass(slots=True)
class PhraseBook:
    """All patterns of one language, found by the first letters of their first word."""

    german: bool = False
    _by_key: dict[str, list[tuple[str, str, tuple[_Part, ...]]]] = field(default_factory=dict)

    def add(
        self, signal: str, patterns: Iterable[str], classes: Mapping[str, Sequence[str]]
    ) -> None:
        """Take in a signal's patterns. Raises ValueError for a pattern that begins with a gap or
        names a class that does not exist: a mistake in the lexicon."""
        for pattern in patterns:
            parts = self._parts(pattern, classes)
            if not parts or isinstance(parts[0], _Gap):
                raise ValueError(f"pattern {pattern!r} of {signal}: must begin with a word")
            for key in set(parts[0].firsts()):
                self._by_key.setdefault(key, []).append((signal, pattern, parts))

    def _parts(self, pattern: str, classes: Mapping[str, Sequence[str]]) -> tuple[_Part, ...]:
        parts: list[_Part] = []
        for piece in pattern.split():
            if piece in _GAPS:
                parts.append(_Gap(_GAPS[piece]))
            elif re.fullmatch(r"#\d*", piece):
                parts.append(_OneOf(at_least=int(piece[1:] or 2)))
            elif "@" in piece:
                parts.append(self._class(piece, pattern, classes))
            else:
                parts.extend(self._words(piece))
        return tuple(parts)

    def _class(self, piece: str, pattern: str, classes: Mapping[str, Sequence[str]]) -> _Any:
        phrases: list[tuple[_Part, ...]] = []
        for choice in piece.split("|"):
            if not choice.startswith("@"):
                phrases.append(tuple(self._words(choice)))
            elif choice[1:] in classes:
                phrases.extend(self._parts(one, classes) for one in classes[choice[1:]])
            else:
                raise ValueError(f"pattern {pattern!r}: no class is named {choice!r}")
        return _Any(tuple(phrases))

    def _words(self, piece: str) -> Iterator[_OneOf]:
        if "|" not in piece and "*" not in piece:
            for text in pattern_words(piece, german=self.german):
                yield _OneOf(frozenset({text}))
            return
        exact, stems = set(), []
        for choice in piece.split("|"):
            folded = fold(choice.rstrip("*"), german=self.german)
            if choice.endswith("*"):
                stems.append(folded)
            else:
                exact.add(folded)
        yield _OneOf(frozenset(exact), tuple(stems))

    def matches(self, words: Sequence[Word]) -> Iterator[Match]:
        """Every match, the longest end first for one pattern and start."""
        for at, word in enumerate(words):
            keys = [word.text[:size] for size in range(1, _KEY + 1) if len(word.text) >= size]
            if word.number is not None:
                keys.append("#")
            seen = set(keys)
            for key in seen:
                for signal, pattern, parts in self._by_key.get(key, ()):
                    end = next((e for e in _ends(parts, words, at) if _within(words, at, e)), None)
                    if end is not None:
                        yield Match(signal, at, end, pattern)


def _within(words: Sequence[Word], start: int, end: int) -> bool:
    return end > start and not any(w.ends_sentence for w in words[start : end - 1])
