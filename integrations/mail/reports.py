"""What a report about a mail of ours says became of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import Message

from integrations.mail.headers import header

#: Reports of other things: that a mail was read (RFC 8098), or complained of (RFC 5965).
_OTHERS = frozenset({"disposition-notification", "feedback-report"})
_ACTION = re.compile(r"^Action\s*:\s*([a-z-]{1,40})", re.IGNORECASE | re.MULTILINE)
#: How servers that send no delivery status begin the subject of "we go on trying".
_LATE = re.compile(
    r"^\s*(?:warning\b.{0,80}(?:delay|could not send|still)|delayed\b|.{0,60}\(delay(?:ed)?\))",
    re.IGNORECASE,
)


def is_failure(parsed: Message, statuses: Sequence[str]) -> bool:
    """Whether a mail did not arrive and will not. `statuses`: the texts of the report's parts
    message/delivery-status. One recipient who did not get it is enough: ours have one. Where no
    action is named (RFC 3464, 2.3.3) it is a failure, unless the subject speaks of a delay.
    """
    if str(parsed.get_param("report-type", "")).lower() in _OTHERS:
        return False
    actions = [match[1].lower() for text in statuses for match in _ACTION.finditer(text)]
    if actions:
        return not all(action in _NO_FAILURES for action in actions)
    return _LATE.match(header(parsed, "Subject")) is None


_NO_FAILURES = frozenset({"delayed", "delivered", "relayed", "expanded"})
