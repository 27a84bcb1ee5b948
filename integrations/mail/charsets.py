"""Which character set bytes are in that nobody declared: UTF-8, else what the mail itself says, or
else what they look like."""

from __future__ import annotations

from email.message import Message

from charset_normalizer import from_bytes

#: What mail without a declaration is written in; a guess among all that exist goes wrong on a line.
_LIKELY = [
    "big5",
    "gb18030",
    "cp932",
    "euc_jp",
    "cp949",
    "koi8_r",
    "cp1251",
    "cp1252",
    "cp1250",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
]
#: Bytes that are looked at; more cost time and tell nothing more.
_LOOKED_AT = 16_384
#: Declarations that say nothing: every mail program writes them.
_EMPTY = frozenset({"us-ascii", "ascii", "unknown-8bit", "x-unknown"})


def undeclared(data: bytes) -> str:
    """The text of bytes that nobody declared; never raises."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, _look(data))


def declared_in(part: Message) -> str | None:
    """The character set that a part names; None for none, and for one that says nothing."""
    named = part.get_content_charset()
    return None if named is None or named.lower() in _EMPTY else str(named)


class HeaderBytes:
    """Reads a mail's headers beyond ASCII: UTF-8 (RFC 6532), else in the character set that the
    mail's own text declares, else in the one that the first of them and that text look like. It is
    found once: a stranger may send thousands."""

    def __init__(self, parsed: Message) -> None:
        self._parsed = parsed
        self._charset = ""

    def text(self, data: bytes) -> str:
        """Never raises."""
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self._charset = self._charset or self._found(data)
            return _decoded(data, self._charset)

    def _found(self, data: bytes) -> str:
        for part in self._parsed.walk():
            if part.get_content_maintype() != "text":
                continue
            named = declared_in(part)
            if named is not None and _can_read(named, data):
                return named
            payload = part.get_payload(decode=True)
            return _look(data + b"\n" + (payload if isinstance(payload, bytes) else b""))
        return _look(data)


def _look(data: bytes) -> str:
    best = from_bytes(data[:_LOOKED_AT], cp_isolation=_LIKELY).best()
    return "cp1252" if best is None else best.encoding


def _can_read(charset: str, data: bytes) -> bool:
    try:
        data.decode(charset)
    except (LookupError, ValueError):
        return False
    return True


def _decoded(data: bytes, charset: str) -> str:
    for name in (charset, "cp1252"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")  # has a letter for every byte
