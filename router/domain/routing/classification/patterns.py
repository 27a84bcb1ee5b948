"""A small language for phrases, matched on words rather than on characters.

A pattern is a few words: `no other way`, `can't log|sign in`, `take* .. minutes`, `all # @people`.

- `word*` any word that begins so; `a|b*` either; `a|b_c` the word a or the words b c;
- `.` up to one word between, `..` up to three, `...` up to six;
- `#` a number of at least two, `#10` of at least ten (digits or a number word);
- `^` first: only where a sentence or clause begins; `?` last: only in a sentence that asks;
- `@name` a class of the lexicon, which may hold phrases of several words.

Apostrophes and hyphens are spaces on both sides. A match never leaves its sentence. Gaps are
bounded and patterns are looked up by their first word, so the work grows with the text alone: no
text can make it slow, as it could a regular expression.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from router.domain.routing.classification.word_list import Word, fold, pattern_words

_GAPS = {".": 1, "..": 3, "...": 6}


@dataclass(frozen=True, slots=True)
class _OneOf:
    """One word: any of `exact`, or one that begins with any of `stems`, or a number."""

    exact: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    at_least: int | None = None

    def fits(self, word: Word) -> bool:
        if word.text in self.exact:
            return True
        if self.stems and word.text.startswith(self.stems):
            return True
        return self.at_least is not None and word.number is not None and self._is_enough(word)

    def _is_enough(self, word: Word) -> bool:
        return (word.number or 0) >= (self.at_least or 0)


@dataclass(frozen=True, slots=True)
class _Gap:
    """Up to `most` words of the same sentence."""

    most: int


@dataclass(frozen=True, slots=True)
class _Any:
    """Any of several phrases."""

    phrases: tuple[tuple[_Part, ...], ...]


_Part = _OneOf | _Gap | _Any
_Parts = tuple[_Part, ...]


def _end(parts: _Parts, k: int, words: Sequence[Word], at: int, limit: int) -> int:
    """Where `parts[k:]` that begin at word `at` end, before `limit`; -1 where they do not match."""
    while k < len(parts):
        part = parts[k]
        if isinstance(part, _OneOf):
            if at >= limit or not part.fits(words[at]):
                return -1
            at += 1
            k += 1
        elif isinstance(part, _Gap):
            for start in range(at, min(at + part.most, limit - 1) + 1):
                end = _end(parts, k + 1, words, start, limit)
                if end >= 0:
                    return end
            return -1
        else:
            for phrase in part.phrases:
                middle = _end(phrase, 0, words, at, limit)
                if middle >= 0:
                    end = _end(parts, k + 1, words, middle, limit)
                    if end >= 0:
                        return end
            return -1
    return at


def _firsts(part: _Part) -> Iterator[_OneOf]:
    if isinstance(part, _OneOf):
        yield part
    elif isinstance(part, _Any):
        for phrase in part.phrases:
            yield from _firsts(phrase[0])


def _holds_words(part: _Part) -> bool:
    return not isinstance(part, _Any) or all(part.phrases)


@dataclass(frozen=True, slots=True)
class Match:
    """Words `start` to `end` (exclusive) spoke for `signal`."""

    signal: str
    start: int
    end: int
    pattern: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pattern as it is kept. `needs` and `needs_stems`: the sentence must hold one of these
    words, or one that begins so, further on; a quick look that spares most attempts."""

    number: int
    signal: str
    pattern: str
    parts: _Parts
    needs: frozenset[str]
    needs_stems: frozenset[str]
    begins: bool
    asks: bool

    def may_match(self, words: Sequence[Word], at: int, sentence: _Sentence) -> bool:
        if self.asks and not words[sentence.end - 1].asks:
            return False
        if self.begins and at and not (words[at - 1].ends_sentence or words[at - 1].breaks):
            return False
        if not self.needs and not self.needs_stems:
            return True
        return not (
            self.needs.isdisjoint(sentence.texts) and self.needs_stems.isdisjoint(sentence.stems)
        )


def _needs(parts: _Parts) -> tuple[frozenset[str], frozenset[str]]:
    """What the last part after the first asks for; nothing where that may be a number."""
    if len(parts) < 2 or isinstance(parts[-1], _Gap):
        return frozenset(), frozenset()
    firsts = list(_firsts(parts[-1]))
    if any(one.at_least is not None for one in firsts):
        return frozenset(), frozenset()
    exact = frozenset(text for one in firsts for text in one.exact)
    return exact, frozenset(stem for one in firsts for stem in one.stems)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Where a sentence ends, its words, and all their beginnings."""

    end: int
    texts: frozenset[str]
    stems: frozenset[str]


_LONGEST_STEM = 16


@dataclass(slots=True)
class PhraseBook:
    """All patterns of one language, found by their first word."""

    german: bool = False
    _by_word: dict[str, list[_Entry]] = field(default_factory=dict)
    _by_stem: dict[str, list[_Entry]] = field(default_factory=dict)
    _by_number: list[_Entry] = field(default_factory=list)
    _stem_sizes: set[int] = field(default_factory=set)
    _size: int = 0

    def add(
        self, signal: str, patterns: Iterable[str], classes: Mapping[str, Sequence[str]]
    ) -> None:
        """Take in a signal's patterns. Raises ValueError for a pattern that begins with a gap or
        names a class that does not exist: a mistake in the lexicon."""
        for pattern in patterns:
            core = pattern.removeprefix("^ ").removesuffix(" ?").removesuffix(" ..")
            parts = self._parts(core, classes)
            if not parts or isinstance(parts[0], _Gap) or not all(map(_holds_words, parts)):
                raise ValueError(
                    f"pattern {pattern!r} of {signal}: must begin with a word, and hold one"
                )
            self._size += 1
            begins, asks = pattern.startswith("^ "), pattern.endswith(" ?")
            entry = _Entry(self._size, signal, pattern, parts, *_needs(parts), begins, asks)
            for first in _firsts(parts[0]):
                self._index(first, entry)

    def _index(self, first: _OneOf, entry: _Entry) -> None:
        for text in first.exact:
            self._by_word.setdefault(text, []).append(entry)
        for stem in first.stems:
            self._by_stem.setdefault(stem, []).append(entry)
            self._stem_sizes.add(len(stem))
        if first.at_least is not None:
            self._by_number.append(entry)

    def _parts(self, pattern: str, classes: Mapping[str, Sequence[str]]) -> _Parts:
        parts: list[_Part] = []
        for piece in pattern.split():
            if piece in _GAPS:
                parts.append(_Gap(_GAPS[piece]))
            elif re.fullmatch(r"#\d*", piece):
                parts.append(_OneOf(at_least=int(piece[1:] or 2)))
            elif "@" in piece or "_" in piece:
                parts.append(self._class(piece, pattern, classes))
            else:
                parts.extend(self._words(piece))
        return tuple(parts)

    def _class(self, piece: str, pattern: str, classes: Mapping[str, Sequence[str]]) -> _Any:
        phrases: list[_Parts] = []
        for choice in piece.split("|"):
            if not choice.startswith("@"):
                phrases.append(tuple(w for one in choice.split("_") for w in self._words(one)))
            elif choice[1:] in classes:
                phrases.extend(self._parts(one, classes) for one in classes[choice[1:]])
            else:
                raise ValueError(f"pattern {pattern!r}: no class is named {choice!r}")
        return _Any(_merged(phrases))

    def _words(self, piece: str) -> Iterator[_OneOf]:
        if "|" not in piece and "*" not in piece and piece != "#":
            for text in pattern_words(piece, german=self.german):
                yield _OneOf(frozenset({text}))
            return
        exact, stems, at_least = set(), [], None
        for choice in piece.split("|"):
            if choice == "#":
                at_least = 2
                continue
            folded = fold(choice.rstrip("*"), german=self.german)
            if choice.endswith("*"):
                folded = folded[:_LONGEST_STEM]
            if not folded:
                raise ValueError(f"pattern {piece!r}: nothing stands beside a |")
            if choice.endswith("*"):
                stems.append(folded)
            else:
                exact.add(folded)
        yield _OneOf(frozenset(exact), tuple(stems), at_least)

    def matches(self, words: Sequence[Word]) -> Iterator[Match]:
        """Every pattern that matches, once for each word that it matches from."""
        sentences = _sentences(words)
        for at, word in enumerate(words):
            sentence = sentences[at]
            tried: set[int] = set()
            for entry in self._candidates(word):
                if entry.number in tried or not entry.may_match(words, at, sentence):
                    continue
                tried.add(entry.number)
                end = _end(entry.parts, 0, words, at, sentence.end)
                if end > at:
                    yield Match(entry.signal, at, end, entry.pattern)

    def _candidates(self, word: Word) -> Iterator[_Entry]:
        text = word.text
        yield from self._by_word.get(text, ())
        for size in self._stem_sizes:
            if size <= len(text):
                yield from self._by_stem.get(text[:size], ())
        if word.number is not None:
            yield from self._by_number


def _merged(phrases: Sequence[_Parts]) -> tuple[_Parts, ...]:
    """The same choice with all its single words as one part, which is tried at once."""
    single = [p[0] for p in phrases if len(p) == 1 and isinstance(p[0], _OneOf)]
    plain = [one for one in single if one.at_least is None]
    others = tuple(p for p in phrases if len(p) != 1 or p[0] not in plain)
    if not plain:
        return others
    exact = frozenset().union(*(one.exact for one in plain))
    stems = tuple(stem for one in plain for stem in one.stems)
    return (*others, (_OneOf(exact, stems),))


def _sentences(words: Sequence[Word]) -> list[_Sentence]:
    """For each word the sentence that it stands in."""
    found: list[_Sentence] = []
    start = 0
    for at, word in enumerate(words):
        if not word.ends_sentence and at + 1 < len(words):
            continue
        texts = frozenset(one.text for one in words[start : at + 1])
        stems = frozenset(
            text[:size] for text in texts for size in range(1, min(len(text), _LONGEST_STEM) + 1)
        )
        found.extend([_Sentence(at + 1, texts, stems)] * (at + 1 - start))
        start = at + 1
    return found
