"""Text of strangers where people see it: nothing in it turns or hides what stands beside it.

Unicode's bidirectional controls (UAX 9) can turn the words after a name around, characters that
nobody sees make two names look alike (UTS 39), and a terminal obeys control characters. What is
kept is kept as it came; these functions are for showing it.
"""

from __future__ import annotations

import re
import unicodedata

#: Embeddings, overrides, isolates and marks; what has no width; tags; interlinear annotations.
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ESCAPES = re.compile(r"(?:\x1b\[|\x9b)[0-?]{0,64}[ -/]{0,16}[@-~]|\x1b[@-Z\\-_]")
_UNSEEN = re.compile(f"[{_HIDDEN}{_CONTROLS}]")
_JOINERS = re.compile("[\u200c\u200d]+")
_WHITE = re.compile(r"[\s\x1c-\x1f]+")
#: Hebrew to Arabic Extended, presentation forms, and the planes' right-to-left blocks.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_FIRST_STRONG, _POP = "\u2068", "\u2069"


def plain_text(text: str) -> str:
    """The text without what nobody can see, and with `\\n` for every line end; tabs stay. Joiners
    stay between letters or signs that join: Persian and Indian words and emoji need them."""
    if text.isascii() and text.isprintable():
        return text
    text = _ESCAPES.sub("", _BREAKS.sub("\n", text))
    text = _UNSEEN.sub("", text)
    return _JOINERS.sub(_kept_joiner, text) if "\u200c" in text or "\u200d" in text else text


def one_line(text: str) -> str:
    """The same on one line: for a header, a cell, a row of a log."""
    return _WHITE.sub(" ", plain_text(text)).strip()


def isolated(text: str) -> str:
    """A name within words of ours: what runs from right to left is kept to itself by isolates."""
    shown = plain_text(text)
    return f"{_FIRST_STRONG}{shown}{_POP}" if runs_right_to_left(shown) else shown


def runs_right_to_left(text: str) -> bool:
    """Whether anything of it does."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def escaped(json_text: str) -> str:
    """JSON with escapes for what a terminal would obey or nobody would see; it says the same."""
    if json_text.isascii():
        return json_text.replace("\x7f", "\\u007f")
    return _IN_JSON.sub(lambda found: _escape(found[0]), json_text)


_IN_JSON = re.compile(f"[{_HIDDEN}\x7f-\x9f\u2028\u2029]")


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


def _kept_joiner(found: re.Match[str]) -> str:
    whole, start, end = found.string, found.start(), found.end()
    if start == 0 or end == len(whole) or end - start > 1:
        return ""
    return found[0] if _joins(whole[start - 1]) and _joins(whole[end]) else ""


def _joins(sign: str) -> bool:
    return not sign.isascii() and unicodedata.category(sign)[0] in "LMS"
