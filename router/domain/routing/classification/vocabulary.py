"""A second opinion from the vocabulary: which words tickets of each tier are written with.

A softmax regression over pieces of words, pairs of neighbouring words, and what words mean in any
of five languages (`concepts.py`), learned from labelled tickets by `python -m
bench.train_vocabulary` beside the decision table: it says what the table does not know already. Its
numbers are kept as small integers in `vocabulary.json`; here they are only added up. What a word
weighs is the sum over its pieces, so that the decision can name the words that counted.
"""

from __future__ import annotations

import json
import math
import zlib
from array import array
from base64 import b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from router.domain.routing.classification.concepts import meanings_of
from router.domain.routing.classification.lexicon import small_words
from router.domain.routing.classification.newest import newest_message
from router.domain.routing.classification.schemes import Scheme
from router.domain.routing.classification.word_list import Word, words_of
from router.domain.tickets.ticket import TicketFacts

# What the regression tells apart. Every family of definitions has the first, second and fourth;
# a third degree and "no support case" only one of them knows.
CLASSES = ("top", "second", "third", "low", "none")
COLUMNS = {"aircall": (0, 1, 2, 3, 4), "aprimo": (0, 1, 3), "disruption": (0, 1, 3)}
FAMILIES = ("disruption", "aprimo", "aircall")  # each has numbers of its own beside the shared ones

BUCKETS = 1 << 15  # pieces are told apart by a checksum; two seldom share a place
_PIECE = 4  # letters
_STEM = 5  # letters of each word in a pair
_MOST_CHARACTERS = 6000  # of the newest message: what it is about stands at its beginning
_TOO_FEW, _ENOUGH = 16, 60  # words and pairs: about eight words say nothing by their vocabulary
_SHOWN = 4  # words that a decision names
_MEANINGS = 0.55  # what all meanings of a text count for beside all its pieces


@dataclass(frozen=True, slots=True)
class Token:
    """A word or pair as it was written, with the places of its pieces; or of what it means."""

    text: str
    places: tuple[int, ...]
    means: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """Shares by tier (or column for no tier), the words that weighed most, and how far a text of
    this length can be judged so (0 to 1)."""

    shares: tuple[float, ...]
    words: tuple[str, ...]
    trust: float


def text_of(facts: TicketFacts) -> str:
    """What is read: the subject and the newest message."""
    return f"{facts.subject[:400]} . {newest_message(facts.body).text[:_MOST_CHARACTERS]}"


def tokens_of(text: str, language: str | None = None) -> tuple[Token, ...]:
    """Every word once, every pair of neighbours within a clause once, and what they mean once;
    numbers by size. `language`: the helpdesk's word for it."""
    words = words_of(text)
    found: dict[str, Token] = {}
    for at, word in enumerate(words):
        name = _name(word)
        if name not in found:
            found[name] = Token(name, _pieces(name))
        if at + 1 < len(words) and not (word.ends_sentence or word.breaks):
            after = _name(words[at + 1])
            pair = f"{name[:_STEM]} {after[:_STEM]}"
            if pair not in found:
                found[pair] = Token(f"{name} {after}", (_place(pair),))
    for meaning, at_words in meanings_of(words, language):
        if f"@{meaning}" not in found:
            written = " ".join(_name(words[at]) for at in at_words)
            found[f"@{meaning}"] = Token(written, (_place(f"@{meaning}"),), means=True)
    return tuple(found.values())


def _name(word: Word) -> str:
    return word.size or word.text


def _place(piece: str) -> int:
    return zlib.crc32(piece.encode()) % BUCKETS


@lru_cache(maxsize=20_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The places of a word's runs of letters, its ends marked, and of the whole word."""
    marked = f"<{word[:40]}>"
    runs = {marked[at : at + _PIECE] for at in range(len(marked) - _PIECE + 1)}
    return tuple(_place(run) for run in sorted(runs | {f"={word[:40]}"}))


def worths_of(tokens: Sequence[Token]) -> tuple[float, float]:
    """What one piece counts, and one meaning: less the more there are, so that a long text speaks
    no louder than a short one."""
    pieces = sum(len(token.places) for token in tokens if not token.means)
    meanings = sum(token.means for token in tokens)
    return 1.0 / math.sqrt(pieces or 1), _MEANINGS / math.sqrt(meanings or 1)


def _trust(tokens: Sequence[Token]) -> float:
    """How far a text is long enough to be judged by its vocabulary: 0 to 1."""
    written = sum(not token.means for token in tokens)
    return min(1.0, max(0.0, (written - _TOO_FEW) / (_ENOUGH - _TOO_FEW)))


@dataclass(frozen=True, slots=True)
class Model:
    """Numbers by family and place, a run of len(CLASSES) for each; `bias` by family."""

    scale: float
    shared: array[int]
    own: dict[str, array[int]]
    bias: dict[str, tuple[float, ...]]

    def opinion(
        self, family: str, tokens: Sequence[Token]
    ) -> tuple[list[float], list[tuple[str, list[float]]]]:
        """Scores by class, and what each token added to them."""
        size = len(CLASSES)
        own = self.own.get(family)
        scores = list(self.bias.get(family, (0.0,) * size))
        told: list[tuple[str, list[float]]] = []
        worths = worths_of(tokens)
        for token in tokens:
            sums = [0] * size
            for place in token.places:
                start = place * size
                for at in range(size):
                    sums[at] += self.shared[start + at]
                if own is not None:
                    for at in range(size):
                        sums[at] += own[start + at]
            if any(sums):
                share = self.scale * worths[token.means]
                added = [one * share for one in sums]
                told.append((token.text, added))
                for at in range(size):
                    scores[at] += added[at]
        return scores, told


_in_use: list[Model] = []


def use(model: Model | None) -> None:
    """Take another model's numbers from now on; None: the shipped ones again. For measurements."""
    _in_use[:] = [] if model is None else [model]


@cache
def shipped() -> Model | None:
    """The numbers that come with the package; None where none were shipped."""
    file = resources.files(__package__) / "vocabulary.json"
    return read_model(file.read_text("utf-8")) if file.is_file() else None


def read_model(text: str) -> Model:
    """A model as `bench.train_vocabulary` writes it. Raises ValueError for another form."""
    kept = json.loads(text)
    if kept["classes"] != list(CLASSES) or kept["buckets"] != BUCKETS:
        raise ValueError("vocabulary.json was made for other classes or buckets: train it again")
    tables = {
        name: array("b", zlib.decompress(b64decode(numbers)))
        for name, numbers in kept["weights"].items()
    }
    if any(len(table) != BUCKETS * len(CLASSES) for table in tables.values()):
        raise ValueError("vocabulary.json is incomplete: train it again")
    shared = tables.pop("shared")
    bias = {family: tuple(numbers) for family, numbers in kept["bias"].items()}
    return Model(float(kept["scale"]), shared, tables, bias)


def opinion_on(scheme: Scheme, facts: TicketFacts) -> Opinion | None:
    """What the vocabulary says about a ticket: shares for the scheme's tiers in their order, and
    one more for "no tier" where its table has that. None where no model is at hand."""
    model = _in_use[0] if _in_use else shipped()
    if model is None:
        return None
    family = scheme.table.name
    tokens = tokens_of(text_of(facts), facts.language)
    scores, told = model.opinion(family, tokens)
    columns = COLUMNS.get(family, (0, 1, 3))
    shares = _softmax([scores[column] for column in columns])
    mixed = [sum(s * shares[at] for at, s in enumerate(mix)) for mix in scheme.ranks]
    if scheme.table.has_no_tier:
        mixed.append(shares[-1])
    whole = sum(mixed) or 1.0
    best = columns[max(range(len(columns)), key=lambda at: shares[at])]
    rest = [column for column in columns if column != best]
    words = tuple(_weightiest(told, best, rest))
    return Opinion(tuple(share / whole for share in mixed), words, _trust(tokens))


def _weightiest(
    told: Sequence[tuple[str, list[float]]], best: int, rest: list[int]
) -> Iterator[str]:
    """The words and pairs that spoke most for the likeliest class, each word once; small words,
    which mean nothing to a reader, are weighed but not named."""

    def pull(sums: list[float]) -> float:
        return sums[best] - sum(sums[column] for column in rest) / len(rest)

    dull = small_words()
    shown: set[str] = set()
    named = 0
    for text, sums in sorted(told, key=lambda one: (-pull(one[1]), one[0])):
        if pull(sums) <= 0 or named == _SHOWN:
            return
        parts = text.split()
        if any(one in dull or len(one) < 3 or not one.isalpha() for one in parts):
            continue
        if not shown.isdisjoint(parts):
            continue
        shown.update((text, *parts))
        named += 1
        yield text


def _softmax(scores: Sequence[float]) -> list[float]:
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]
