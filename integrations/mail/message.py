"""Reading a raw mail without trusting a byte of it: headers, text, threading, automatic or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime

from integrations.mail.charsets import declared_in, undeclared
from integrations.mail.headers import (
    MOST,
    dmarc_domain,
    header,
    raw_headers,
    senders,
    text_in,
)
from integrations.mail.mail_limits import parse
from integrations.mail.reports import is_failure
from integrations.transport.html_text import text_of_html
from integrations.transport.payloads import storable
from router.domain.errors import BadEvent, BadInstant
from router.domain.time.instants import EARLIEST, LATEST, Instant, from_datetime

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
    topmost Received line, which our own server wrote. `authentication`: the lines of
    Authentication-Results, topmost first. `several_senders`: From names more than one, or none.
    Of a bounce, `returned`: Message-IDs of the mail that came back, `refused`: why."""

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
    several_senders: bool = False
    returned: tuple[str, ...] = ()
    refused: str = ""


def read_mail(raw: bytes) -> Mail:
    """Parse a mail; raises BadEvent, and nothing else, for what is none or cannot be read: no
    sender, no headers, too big, too deep, made to break a reader."""
    try:
        return _read(parse(raw))
    except BadEvent:
        raise
    except RecursionError:
        raise BadEvent("the mail's parts or addresses are nested too deeply") from None
    except Exception as error:  # noqa: BLE001  # whatever a stranger made fail, it fails alone
        raise BadEvent(f"the mail cannot be read ({type(error).__name__})") from None


def _read(parsed: Message) -> Mail:
    found = senders(parsed)
    sender = found[0][1].lower() if found else ""
    automatic = _automatic(parsed, sender)
    if len(found) != 1 and not automatic:
        raise BadEvent(f"From: has {len(found)} mail addresses; a mail must have one sender")
    subject = header(parsed, "Subject")
    own = _MESSAGE_ID.search(header(parsed, "Message-ID"))
    references = _MESSAGE_ID.findall(header(parsed, "References", 20_000))
    references += _MESSAGE_ID.findall(header(parsed, "In-Reply-To"))
    token = _TOKEN.search(subject)
    returned, refused = _returned(parsed) if automatic == "bounce" else ((), "")
    return Mail(
        message_id=own[1] if own else "",
        references=tuple(dict.fromkeys(references)),
        sender=sender,
        sender_name=found[0][0] if found else "",
        subject=subject,
        body=_body(parsed),
        token=token[1] if token else None,
        automatic=automatic,
        received_at=_received_at(parsed),
        authentication=tuple(line[:8000] for line in raw_headers(parsed, "Authentication-Results")),
        several_senders=len(found) != 1,
        returned=returned,
        refused=refused,
    )


def plain_subject(subject: str) -> str:
    """The subject without Re:, Fwd: and the token."""
    return _SPACES.sub(" ", _REPLY_MARK.sub("", _TOKEN.sub("", subject))).strip()


def is_authentic(mail: Mail, server: str) -> bool:
    """Whether our own mail server found that the sender's domain stands behind the mail.

    Only the topmost Authentication-Results line of that very server counts: any other could have
    been written by the sender (RFC 8601). A mail of several senders has none.
    """
    if not mail.authentication or mail.several_senders:
        return False
    domain = dmarc_domain(mail.authentication[0], server)
    return domain is not None and domain == mail.sender.rpartition("@")[2].lower()


#: How programs that answer for people who are away begin a subject; their mails do not always say
#: so in a header, and Exchange says "auto-generated" of them.
_AWAY = re.compile(
    r"^\s*(?:(?:re|aw|tr|rv|sv)\s*:\s*)?(?:"
    r"automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|auto(?:mated)? response"
    r"|out of (?:the )?office|on vacation|vacation reply|i am away"
    r"|automatische (?:antwort|nachricht)|abwesenheits(?:notiz|nachricht|assistent)|abwesend"
    r"|r[ée]ponse automatique|absence du bureau|absent du bureau|message d'absence"
    r"|respuesta autom[áa]tica|fuera de (?:la )?oficina|resposta autom[áa]tica"
    r"|fora do escrit[óo]rio|risposta automatica|fuori sede|automatisch antwoord|afwezig"
    r"|autosvar|automatisk svar|automatiskt svar|automaattinen vastaus"
    r"|automatyczna odpowied[źz]|automatick[áa] odpov[ěe][dď]|автоматический ответ|自動応答"
    r"|自动回复|自動回覆|自动答复)\s*(?:[:：–-]|$)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"^\s*(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed)"
    r"|mail delivery (?:failed|failure|system)|returned mail|failure notice|unzustellbar"
    r"|non remis|no se puede entregar|n[ãa]o entreg)",
    re.IGNORECASE,
)
_DAEMONS = frozenset(
    {"mailer-daemon", "postmaster", "mailerdaemon", "bounce", "bounces"}
    | {"post_master", "mail-daemon"}
)


def _automatic(parsed: Message, sender: str) -> str:
    submitted = header(parsed, "Auto-Submitted").split(";")[0].split("(")[0].strip().lower()
    precedence = header(parsed, "Precedence").strip().lower()
    subject = header(parsed, "Subject")
    return_path = raw_headers(parsed, "Return-Path")
    nobody = bool(return_path) and return_path[0].strip() == "<>"
    local = sender.partition("@")[0]
    report = parsed.get_content_type() == "multipart/report"
    daemon = local in _DAEMONS or (not sender and _from_nobody(header(parsed, "From")))
    if report or daemon or (nobody and _FAILED.match(subject)):
        return "bounce"
    if _AWAY.match(subject) or header(parsed, "X-Failed-Recipients"):
        return "replied" if _AWAY.match(subject) else "bounce"
    if nobody:
        return "bounce" if submitted in ("", "no") else "replied"
    if submitted in ("auto-generated", "auto-notified"):
        # Exchange says so of its answers for people who are away, in whatever language.
        answers = header(parsed, "In-Reply-To") and raw_headers(parsed, "X-Auto-Response-Suppress")
        return "replied" if answers else "generated"
    if submitted not in ("", "no"):
        return "replied"
    if precedence == "auto_reply" or any(
        raw_headers(parsed, name)
        for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Apple-Action")
    ):
        return "replied"
    if raw_headers(parsed, "List-Id") or precedence in ("list", "bulk", "junk"):
        return "list"
    return ""


def _from_nobody(line: str) -> bool:
    return "<>" in line or "mailer-daemon" in line.lower()


def _returned(parsed: Message) -> tuple[tuple[str, ...], str]:
    """The Message-IDs of the mail that came back, and what its server said (RFC 3464); none of
    one that was read, complained of, delivered or is only late."""
    if not is_failure(parsed, [_head_of(part) for part in _statuses(parsed)]):
        return (), ""
    ids = _MESSAGE_ID.findall(header(parsed, "References", 20_000))
    ids += _MESSAGE_ID.findall(header(parsed, "In-Reply-To"))
    said = header(parsed, "X-Failed-Recipients")
    for part in _leaves(parsed, into_mails=True):
        kind = part.get_content_type()
        if kind in ("message/rfc822", "text/rfc822-headers"):
            inner = _text(part) if kind == "text/rfc822-headers" else _head_of(part)
            ids += _ORIGINAL.findall(inner[:20_000])
        elif kind == "message/delivery-status":
            status = _head_of(part)
            found = [f"{match[1]}: {match[2].strip()}" for match in _STATUS.finditer(status)]
            said = "; ".join(found)[:200] or said
    return tuple(dict.fromkeys(ids)), storable(said)


def _statuses(parsed: Message) -> Iterator[Message]:
    leaves = _leaves(parsed, into_mails=True)
    return (part for part in leaves if part.get_content_type() == "message/delivery-status")


_ORIGINAL = re.compile(r"^Message-ID:\s*<([^<>\s]{1,250})>", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(
    r"^(Final-Recipient|Diagnostic-Code)\s*:[ \t]*(?:[\w-]+;)?([^\n]{1,150})",
    re.IGNORECASE | re.MULTILINE,
)


def _parts_of(part: Message) -> list[Message]:
    """The parts of a multipart, or the mails of an attached one; empty for what holds words."""
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _head_of(part: Message) -> str:
    return "\n".join(
        f"{name}: {value}"
        for block in _parts_of(part)[:20] or [part]
        for name, value in block.raw_items()
    )


def _received_at(parsed: Message) -> Instant | None:
    for line in raw_headers(parsed, "Received")[:1]:
        try:
            at = from_datetime(parsedate_to_datetime(line[:MOST].rpartition(";")[2].strip()))
        except (ValueError, TypeError, IndexError, OverflowError, BadInstant):
            return None
        return at if EARLIEST <= at < LATEST else None
    return None


def _leaves(parsed: Message, into_mails: bool = False) -> Iterator[Message]:
    """The parts that hold something, in order; of alternatives those after one another. Mails
    that are attached are no part of this one's words."""
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        is_mail = part.get_content_maintype() == "message"
        if part.is_multipart() and not is_mail:
            waiting.extend(reversed(_parts_of(part)))
        elif not is_mail or into_mails:
            yield part


def _body(parsed: Message) -> str:
    """The words a reader sees: of alternatives the plain one, else the HTML's; of parts that stand
    one after another all, so that a footer does not take the text's place."""
    found: list[str] = []
    waiting = [parsed]
    while waiting:
        part = waiting.pop()
        if not part.is_multipart():
            found.append(_words(part))
            continue
        kind, parts = part.get_content_type(), _parts_of(part)
        if kind == "multipart/alternative":
            found.append(_alternative(parts))
        elif kind in ("multipart/related", "multipart/signed"):
            waiting.extend(parts[:1])
        elif part.get_content_maintype() != "message":
            waiting.extend(reversed(parts))
    return "\n\n".join(words for words in found if words)


def _alternative(parts: list[Message]) -> str:
    """The first plain text that says something, else the first HTML, at any depth."""
    html = ""
    for part in parts:
        for leaf in _leaves(part):
            words = _words(leaf)
            if words and leaf.get_content_type() == "text/plain":
                return words
            html = html or words
    return html


def _words(part: Message) -> str:
    """The text of a part; empty for an attachment."""
    if part.get_filename() is not None or part.get_content_disposition() == "attachment":
        return ""
    kind = part.get_content_type()
    if kind == "text/html":
        return text_of_html(_text(part))
    return _text(part) if kind == "text/plain" else ""


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    named = declared_in(part)
    text = undeclared(data) if named is None else text_in(named, data)
    return storable(text.replace("\r\n", "\n")).strip()
