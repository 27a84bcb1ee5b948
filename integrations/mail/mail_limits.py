"""What may be asked of the standard library's mail parser, so that no mail takes it seconds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

from router.domain.errors import BadEvent

MOST_BYTES = 1 << 20
_MOST_HEADERS = 5_000
_MOST_BOUNDARIES = 10_000
#: The parser holds each line against every multipart that is open around it.
_MOST_LINES_TIMES_PARTS = 500_000
#: Each blank line in a delivery report begins a part of its own.
_MOST_REPORT_LINES = 40_000
#: A line of uuencoded data has 45 bytes; shorter ones are made to keep the decoder busy.
_MOST_UU_LINES = 40_000
_UU = re.compile(rb"content-transfer-encoding[ \t]*:[ \t]*(?:x-)?uu")
#: Parameters are cut off one by one, each time copying the rest of the header.
_MOST_OF_A_CONTENT_HEADER = 2_000
_LINE_END = re.compile(rb"\r\n|\r|\n")


class _Bounded(Compat32):
    """Counts headers, of all parts, and cuts those with parameters."""

    headers_seen: list[None] | None = None

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        if self.headers_seen is not None:
            self.headers_seen.append(None)
            if len(self.headers_seen) > _MOST_HEADERS:
                raise BadEvent(f"the mail has more than {_MOST_HEADERS:,} headers")
        name, value = super().header_source_parse(list(sourcelines))
        if name.lower().startswith("content-"):
            value = value[:_MOST_OF_A_CONTENT_HEADER]
        return name, value


def parse(raw: bytes) -> Message:
    """The parsed mail; raises BadEvent for one that would take long, and RecursionError for one
    nested too deeply."""
    if len(raw) > MOST_BYTES:
        raise BadEvent(f"the mail has {len(raw):,} bytes; at most {MOST_BYTES:,} are read")
    low = raw.lower()
    # A carriage return alone ends a line for the parser too.
    lines = sum(1 for _ in _LINE_END.finditer(raw))
    if raw.count(b"\n--") + raw.count(b"\r--") > _MOST_BOUNDARIES:
        raise BadEvent(f"the mail has more than {_MOST_BOUNDARIES:,} parts")
    if low.count(b"multipart/") * lines > _MOST_LINES_TIMES_PARTS:
        raise BadEvent(f"the mail has {lines:,} lines in too many parts within parts")
    if b"message/delivery-status" in low and lines > _MOST_REPORT_LINES:
        raise BadEvent(
            f"the delivery report has {lines:,} lines; at most {_MOST_REPORT_LINES:,} are read"
        )
    if lines > _MOST_UU_LINES and _UU.search(low):
        raise BadEvent(
            f"the uuencoded mail has {lines:,} lines; at most {_MOST_UU_LINES:,} are read"
        )
    # A policy takes any attribute of its class; the types know those of the standard ones alone.
    return message_from_bytes(raw, policy=_Bounded(headers_seen=[]))  # type: ignore[call-arg]
