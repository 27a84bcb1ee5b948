"""Reading a raw mail without trusting a byte of it: headers, text, threading, automatic or not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from integrations.payloads import storable, text_of_html
from router.domain.errors import BadEvent, BadInstant
from router.domain.instants import EARLIEST, LATEST, Instant, from_datetime

MOST_BYTES = 1 << 20
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,250})>")
_TOKEN = re.compile(r"\[(?:#|SLA-?Router[ :#]*)([A-Za-z0-9][A-Za-z0-9._-]{0,60})\]", re.IGNORECASE)
_REPLY_MARK = re.compile(
    r"^\s*((re|aw|wg|fw|fwd|tr|rv|res|enc|sv|antw|ref)\s*(\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a raw mail says. `references`: ids of the thread, oldest first, without brackets, its
    own not among them. `token`: what stands in the subject as `[#…]`. `automatic`: RFC 3834:
    "" for a person's, else `generated`, `replied`, `bounce` or `list`. `received_at`: by the
    topmost Received line, which our own server wrote. `authenticated`: per method (dmarc, spf,
    dkim) what the named server found, empty where it says nothing."""

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    body: str
    token: str | None
    automatic: str
    received_at: Instant | None
    authentication: tuple[str, ...]


def read_mail(raw: bytes) -> Mail:
    """Parse a mail; raises BadEvent for what is none: no sender, no headers, too big, too deep."""
    if len(raw) > MOST_BYTES:
        raise BadEvent(f"the mail has {len(raw):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        parsed = message_from_bytes(raw)
        body = _body(parsed)
    except RecursionError:
        raise BadEvent("the mail's parts are nested too deeply") from None
    except (MessageError, LookupError, ValueError) as error:
        raise BadEvent(f"the mail cannot be read ({type(error).__name__})") from None
    sender_name, sender = _sender(parsed)
    subject = _header(parsed, "Subject")
    own = _MESSAGE_ID.search(_header(parsed, "Message-ID"))
    references = _MESSAGE_ID.findall(_header(parsed, "References", 20_000))
    references += _MESSAGE_ID.findall(_header(parsed, "In-Reply-To"))
    token = _TOKEN.search(subject)
    return Mail(
        message_id=own[1] if own else "",
        references=tuple(dict.fromkeys(references)),
        sender=sender.lower(),
        sender_name=sender_name,
        subject=subject,
        body=body,
        token=token[1] if token else None,
        automatic=_automatic(parsed, sender.lower()),
        received_at=_received_at(parsed),
        authentication=tuple(_headers(parsed, "Authentication-Results")),
    )


def plain_subject(subject: str) -> str:
    """The subject without Re:, Fwd: and the token."""
    return _SPACES.sub(" ", _REPLY_MARK.sub("", _TOKEN.sub("", subject))).strip()


def is_authentic(mail: Mail, server: str) -> bool:
    """Whether our own mail server found that the sender's domain stands behind the mail.

    Only the topmost Authentication-Results line of that very server counts: any other could have
    been written by the sender (RFC 8601).
    """
    if not mail.authentication:
        return False
    first = mail.authentication[0]
    named, _, results = first.partition(";")
    if named.strip().split(" ")[0].lower() != server.strip().lower():
        return False
    return re.search(r"\bdmarc\s*=\s*pass\b", results, re.IGNORECASE) is not None


def _sender(parsed: Message) -> tuple[str, str]:
    pairs = getaddresses([_header(parsed, "From")])
    found = [(name, mail) for name, mail in pairs if "@" in mail]
    if len(found) != 1:
        raise BadEvent(f"From: has {len(found)} mail addresses; a mail must have one sender")
    return found[0][0][:200], found[0][1][:254]


def _automatic(parsed: Message, sender: str) -> str:
    submitted = _header(parsed, "Auto-Submitted").split(";")[0].strip().lower()
    precedence = _header(parsed, "Precedence").strip().lower()
    local = sender.partition("@")[0]
    return_path = parsed.get("Return-Path")
    if parsed.get_content_type() == "multipart/report" or local in ("mailer-daemon", "postmaster"):
        return "bounce"
    if return_path is not None and str(return_path).strip() == "<>":
        return "bounce" if submitted in ("", "no") else "replied"
    if submitted in ("auto-generated", "auto-notified"):
        return "generated"
    if submitted not in ("", "no"):
        return "replied"
    if precedence == "auto_reply" or "X-Autoreply" in parsed or "X-Autorespond" in parsed:
        return "replied"
    if "List-Id" in parsed or precedence in ("list", "bulk", "junk"):
        return "list"
    return ""


def _received_at(parsed: Message) -> Instant | None:
    for line in _headers(parsed, "Received")[:1]:
        try:
            at = from_datetime(parsedate_to_datetime(line.rpartition(";")[2].strip()))
        except (ValueError, TypeError, IndexError, OverflowError, BadInstant):
            return None
        return at if EARLIEST <= at < LATEST else None
    return None


def _headers(parsed: Message, name: str) -> list[str]:
    return [_decoded(str(value))[:2000] for value in parsed.get_all(name, [])]


def _header(parsed: Message, name: str, most: int = 2000) -> str:
    value = parsed.get(name)
    return "" if value is None else _decoded(str(value)[: most * 4])[:most]


def _decoded(value: str) -> str:
    """Encoded words in plain text; what cannot be decoded stays as it came."""
    try:
        parts = [
            part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(value)
        ]
        value = "".join(parts)
    except (MessageError, LookupError, ValueError):
        pass
    return storable(_SPACES.sub(" ", value).strip())


def _body(parsed: Message) -> str:
    """The first plain text that is no attachment, else the words of the first HTML."""
    html = ""
    for part in parsed.walk():
        if part.is_multipart() or part.get_filename() is not None:
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            return _text(part)
        if kind == "text/html" and not html:
            html = text_of_html(_text(part))
    return html


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        text = data.decode(str(part.get_content_charset() or "utf-8"), "replace")
    except (LookupError, ValueError):
        text = data.decode("utf-8", "replace")
    return storable(text.replace("\r\n", "\n")).strip()
