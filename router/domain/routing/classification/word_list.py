"""From a text to folded words, each knowing where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

MOST_WORDS = 800  # beyond this a ticket says nothing new about its severity

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘`´ʼ′", "'") | {"ß": "ss", "œ": "oe", "æ": "ae"})
_PIECE = re.compile(
    r"(?P<time>\d{1,2}(?::\d\d|h\d\d)(?::\d\d)?)"
    r"|(?P<number>\d{1,3}(?:[.,\u00a0\u202f ]\d{3}){1,3}(?!\d)|\d{1,18})"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<end>[.!?…;]+|\n[ \t]*\n\s*|\n(?=[ \t]*[-*•·–]))"
    r"|(?P<comma>[,:()–—])"
    r"|(?P<sign>%)"
    r"|(?P<quote>[\"«»“”„])"
)
_UMLAUTS = re.compile(r"(?<![aeoq])(?:ae|oe|ue)")
_SOME_TIME = "0:00"  # every time of day is this word
_ABBREVIATIONS = frozenset({"z", "b", "d", "h", "ca", "e", "g", "i", "bzw", "usw", "etc", "inkl"})

NUMBER_WORDS = {
    text: value
    for value, texts in {
        2: "two zwei deux dos dois duas both couple",
        3: "three drei trois tres",
        4: "four vier quatre cuatro quatro",
        5: "five funf fuenf cinq cinco",
        6: "six sechs seis",
        7: "seven sieben sept siete sete",
        8: "eight acht huit ocho oito",
        9: "nine neun neuf nueve nove",
        10: "ten zehn dix diez dez",
        11: "eleven elf onze",
        12: "twelve zwolf douze doce doze dozen dutzend douzaine docena duzia",
        15: "fifteen funfzehn quinze quince quinzaine",
        20: "twenty zwanzig vingt veinte vinte",
        25: "dozens dutzende dizaines decenas dezenas",
        30: "thirty dreissig trente treinta trinta",
        40: "forty vierzig quarante cuarenta quarenta",
        50: "fifty funfzig cinquante cincuenta cinquenta",
        60: "sixty sechzig soixante sesenta sessenta",
        70: "seventy siebzig setenta",
        80: "eighty achtzig ochenta oitenta",
        90: "ninety neunzig noventa",
        100: "hundred hundert cent cien cem centaine",
        200: "hundreds hunderte hunderten centaines cientos centenares centenas centos",
        1000: "thousand tausend mille mil millier",
        2000: "thousands tausende tausenden milliers miles milhares",
    }.items()
    for text in texts.split()
}


@dataclass(frozen=True, slots=True)
class Word:
    """One folded word. `start` and `end` are its place in the text it came from; `number` its
    value where it is one; `ends_sentence` that nothing may match past it, `asks` that it ends
    with a question mark; `breaks` that a comma,
    colon or bracket follows; `quoted` that it stood between quotation marks."""

    text: str
    start: int
    end: int
    number: int | None = None
    ends_sentence: bool = False
    asks: bool = False
    breaks: bool = False
    quoted: bool = False

    @property
    def size(self) -> str:
        """How large its number is, in the name of its smallest fellow; empty where it is none."""
        if self.number is None:
            return ""
        return "#1" if self.number < 10 else "#10" if self.number < 100 else "#100"


_MANY_MARKS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{9,}")


def fold(text: str, *, german: bool = False) -> str:
    """Lower case without accents; in German also ae, oe, ue as the vowel alone, as people write
    both."""
    plain = text.casefold().translate(_APOSTROPHES)
    if not plain.isascii():
        # Sorting a long run of marks takes its square; no letter has more than a few.
        plain = _MANY_MARKS.sub(lambda found: found[0][:8], plain)
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not _is_mark(c))
    return _UMLAUTS.sub(lambda m: m.group()[0], plain) if german else plain


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) == "Mn"


def pattern_words(text: str, *, german: bool = False) -> Iterator[str]:
    """The folded words of a piece of a pattern."""
    for found in _PIECE.finditer(text):
        if found.lastgroup == "time":
            yield _SOME_TIME
        elif found.lastgroup in ("word", "sign", "number"):
            yield fold(found.group(), german=german)


def words_of(text: str) -> list[Word]:
    """The folded words of a text, at most MOST_WORDS of them."""
    words: list[Word] = []
    quoted_until = -1
    for found in _PIECE.finditer(text):
        kind = found.lastgroup
        if kind == "quote":
            if found.start() >= quoted_until:
                quoted_until = _closing_quote(text, found.start())
            continue
        if kind in ("end", "comma"):
            _close(words, found.group(), sentence=kind == "end")
            continue
        if len(words) >= MOST_WORDS:
            break
        number = None
        folded = fold(found.group())
        if kind == "number":
            digits = re.sub(r"\D", "", folded)
            number = int(digits) if len(digits) < 12 else None
            folded = digits
        elif kind == "time":
            folded = _SOME_TIME
        elif kind == "word":
            number = NUMBER_WORDS.get(folded)
        quoted = found.start() < quoted_until
        words.append(Word(folded, found.start(), found.end(), number, quoted=quoted))
    return words


def _close(words: list[Word], sign: str, *, sentence: bool) -> None:
    if not words:
        return
    last = words[-1]
    if sentence and sign == "." and (last.text in _ABBREVIATIONS or last.number is not None):
        return
    words[-1] = replace(
        last,
        ends_sentence=last.ends_sentence or sentence,
        asks=last.asks or (sentence and "?" in sign),
        breaks=last.breaks or not sentence,
    )


_CLOSERS = {'"': '"', "«": "»", "»": "«", "“": "”“", "„": "“”", "”": "”"}
_LONGEST_QUOTE = 240


def _closing_quote(text: str, start: int) -> int:
    """Where the quotation that opens at `start` ends; -1 where it does not, soon enough."""
    window = text[start + 1 : start + 1 + _LONGEST_QUOTE]
    ends = [at for sign in _CLOSERS[text[start]] if (at := window.find(sign)) >= 0]
    return start + 1 + min(ends) + 1 if ends else -1


def german(words: list[Word]) -> list[Word]:
    """The same words with ae, oe and ue folded the German way."""
    return [
        replace(word, text=_UMLAUTS.sub(lambda m: m.group()[0], word.text))
        if "e" in word.text
        else word
        for word in words
    ]
