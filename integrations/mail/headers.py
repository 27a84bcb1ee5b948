"""The headers of a raw mail in plain text, whoever wrote them, and what a server found about it."""

from __future__ import annotations

import base64
import binascii
import codecs
import quopri
import re
from email.message import Message
from email.utils import getaddresses

from integrations.mail.charsets import HeaderBytes
from integrations.transport.payloads import storable

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*)\?=")
#: Enough of a header for whatever we look for in it.
MOST = 2000


def header(parsed: Message, name: str, most: int = MOST) -> str:
    """The first header of that name, decoded, on one line; empty where there is none."""
    found = raw_headers(parsed, name)
    return decoded(found[0][: most * 4])[:most] if found else ""


def raw_headers(parsed: Message, name: str) -> list[str]:
    """All of that name as they came, topmost first; bytes beyond ASCII as `charsets` reads them."""
    wanted, beyond = name.lower(), HeaderBytes(parsed)
    found = (str(value) for key, value in parsed.raw_items() if key.lower() == wanted)
    return [
        raw if raw.isascii() else beyond.text(raw.encode("utf-8", "surrogateescape"))
        for raw in found
    ]


def decoded(value: str) -> str:
    """Encoded words (RFC 2047) in plain text, on one line; what cannot be decoded stays as it is.
    Neighbours of one character set are put together first: a character may lie across both."""
    parts: list[str] = []
    held: tuple[str, bytes] | None = None
    end = 0
    for match in _WORD.finditer(value):
        between = value[end : match.start()]
        charset, data = match[1].partition("*")[0].lower(), _bytes_of(match[2], match[3])
        if held is not None and (between.strip() or held[0] != charset or data is None):
            parts.append(text_in(*held))
            held = None
        if between.strip() or (end == 0 and between):
            parts.append(between)
        if data is None:
            parts.append(match[0])
        else:
            held = (charset, (held[1] if held else b"") + data)
        end = match.end()
    if held is not None:
        parts.append(text_in(*held))
    parts.append(value[end:])
    return storable(_SPACES.sub(" ", "".join(parts)).strip())


def _bytes_of(encoding: str, text: str) -> bytes | None:
    raw = text.encode("ascii", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw.replace(b"_", b"=20"))
    try:
        return base64.b64decode(raw + b"=" * (-len(raw) % 4))
    except (binascii.Error, ValueError):
        return None


#: What Python calls an encoding and no mail is written in; the first takes minutes for 1 MiB.
_NO_CHARSETS = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape"})


def text_in(charset: str, data: bytes) -> str:
    """Bytes in a character set that a stranger named; in UTF-8 where it is none, or where they
    cannot be in that set and are UTF-8. Never raises."""
    try:
        if codecs.lookup(charset).name.replace("_", "-") not in _NO_CHARSETS:
            return _text_in(charset, data)
    except (LookupError, ValueError):
        pass
    return data.decode("utf-8", "replace")


def _text_in(charset: str, data: bytes) -> str:
    for name in (charset, "utf-8"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    return data.decode(charset, "replace")


def senders(parsed: Message) -> list[tuple[str, str]]:
    """Name and address of each sender. An address is read before its name is decoded, so that no
    name can stand for one. May raise RecursionError for a header that is made to."""
    lines = [line[: MOST * 4] for line in raw_headers(parsed, "From")]
    pairs = [pair for line in lines for pair in _pairs(line)]
    return [
        (decoded(name)[:200], storable(mail.strip())[:254])
        for name, mail in pairs
        if "@" in mail.strip()[1:]
    ]


def only_address(line: str) -> str:
    """The one address that a line From names; empty for none and for several, however it is
    written: no name can stand for an address."""
    found = [mail.strip() for _, mail in _pairs(line[: MOST * 4]) if "@" in mail.strip()[1:]]
    return found[0] if len(found) == 1 else ""


_BARE_NAME = re.compile(r"""([^<>"(),;:\\]{1,300})<([^<>\s"(),;:\\]{1,254})>\s*""")


def _pairs(line: str) -> list[tuple[str, str]]:
    """Names and addresses; a name that looks like an address but is not in quotes, as many
    programs write it, is a name: what stands in angle brackets is who sent it."""
    bare = _BARE_NAME.fullmatch(line)
    return [(bare[1].strip(), bare[2])] if bare else getaddresses([line])


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[;=\s]|[^";=\s]+')


def dmarc_domain(line: str, server: str) -> str | None:
    """The domain for which a line Authentication-Results of that very server says dmarc=pass; None
    where it names none, has another result of dmarc beside, or is another server's.

    Read by RFC 8601: comments are no part of it, a result begins after a semicolon, and what is
    given in quotes or as a property proves nothing.
    """
    pieces: list[list[str]] = [[]]
    for match in _TOKEN.finditer(_without_comments(line)):
        if match[0] == ";":
            pieces.append([])
        elif not match[0].isspace():
            pieces[-1].append(match[0].lower())
    if not pieces[0] or pieces[0][0] != server.strip().lower():
        return None
    results = [piece for piece in pieces[1:] if piece[:2] == ["dmarc", "="]]
    if len(results) != 1 or results[0][2:3] != ["pass"]:
        return None
    named = [
        results[0][place + 2].strip('"').rpartition("@")[2]
        for place in range(3, len(results[0]) - 2)
        if results[0][place : place + 2] == ["header.from", "="]
    ]
    return named[0] or None if len(named) == 1 else None


def _without_comments(line: str) -> str:
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for sign in line:
        if escaped:
            escaped = False
            sign = sign if depth == 0 else ""
        elif sign == "\\":
            escaped = True
        elif quoted:
            quoted = sign != '"'
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            sign = " "
        elif sign == '"' and not depth:
            quoted = True
        if depth == 0:
            kept.append(sign)
    return "".join(kept)
