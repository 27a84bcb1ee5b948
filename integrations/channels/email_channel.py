"""Notices to a person by SMTP."""

from __future__ import annotations

import html
import re
import smtplib
import socket
import ssl
from collections.abc import Mapping
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from integrations.transport.addresses import AddressRefused
from integrations.transport.checks import number_of, text_of, text_problem, unknown_keys
from integrations.transport.http import Http
from integrations.transport.mail_lines import MailLines, Server
from router.domain.errors import DeliveryFailed
from router.domain.text.shown_text import one_line
from router.domain.time.instants import to_datetime
from router.usecases.ports import Message

SECURITY = ("starttls", "tls", "none")
_KEYS = frozenset(
    {"host", "port", "security", "sender", "user", "password", "domain", "ca_file", "timeout"}
)
_TOKEN = re.compile(r"[^A-Za-z0-9._+-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]+")
_MAILBOX = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f]{1,64}@[^\s@<>,;:\"\\()\[\]\x00-\x1f]{1,255}")


class Email:
    """Settings: `host`, `port`, `security` (starttls, tls or none), `sender`, `user`, `password`,
    `domain` (right side of our Message-IDs), `ca_file`, `timeout` in seconds."""

    kind = "email"

    def __init__(self, defaults: Mapping[str, object] | None = None) -> None:
        """`defaults`: what holds where the settings of a use say nothing."""
        self._defaults = dict(defaults or {})

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem in words. Numbers may be texts, as policy files have them."""
        return self._problems(self._defaults | dict(settings))

    def _problems(self, settings: Mapping[str, object]) -> list[str]:
        found = unknown_keys(settings, _KEYS)
        found += text_problem(settings, "host", "the mail server, such as smtp.example.com")
        found += text_problem(settings, "sender", "the address that mail comes from")
        for key in ("user", "password", "domain", "ca_file"):
            found += text_problem(settings, key, "a text", required=False)
        if isinstance(sender := settings.get("sender"), str) and not _split(sender):
            found.append(f"sender: {sender!r} is not a mail address such as sla@example.com")
        if text_of(settings, "security", "starttls") not in SECURITY:
            found.append(f"security: {settings['security']!r} is not one of {', '.join(SECURITY)}")
        if not 0 < number_of(settings, "port", 587) < 65_536:
            found.append(f"port: {settings['port']!r} is not a port; write 1 to 65535")
        if not 0 < number_of(settings, "timeout", 10) <= 120:
            found.append(f"timeout: {settings['timeout']!r} is not a number of seconds up to 120")
        if settings.get("password") and text_of(settings, "security", "starttls") == "none":
            found.append("password: would travel in the clear; set security to starttls or tls")
        return found

    def send(self, message: Message, settings: Mapping[str, object], http: Http) -> str:
        """Hand the mail to the server; gives its Message-ID, the same at every attempt."""
        settings = self._defaults | dict(settings)
        wrong = self._problems(settings)
        if wrong:
            raise DeliveryFailed("; ".join(wrong), retryable=False)
        mail = compose(message, settings)
        host = text_of(settings, "host")
        try:
            _deliver(mail, settings, http.mail)
        except AddressRefused as refused:
            # An administrator can allow it meanwhile.
            raise DeliveryFailed(str(refused), retryable=True) from None
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise _answered(host, code, said) from None
        except smtplib.SMTPAuthenticationError as refused:
            # The address is not at fault: an administrator can mend the password meanwhile.
            raise DeliveryFailed(
                f"{host} refused our user and password ({refused.smtp_code})", retryable=True
            ) from None
        except smtplib.SMTPResponseException as refused:
            raise _answered(host, refused.smtp_code, refused.smtp_error) from None
        except smtplib.SMTPNotSupportedError as lacking:
            raise DeliveryFailed(f"{host} cannot do it: {lacking}", retryable=True) from None
        except smtplib.SMTPServerDisconnected as gone:
            what = "did not answer in time" if "timed out" in str(gone) else "hung up"
            raise DeliveryFailed(f"{host} {what}", retryable=True, unanswered=True) from None
        except ssl.SSLError as bad:
            raise DeliveryFailed(
                f"{host} could not prove who it is ({bad.reason})", retryable=True
            ) from None
        except TimeoutError:
            raise DeliveryFailed(
                f"{host} did not answer in time", retryable=True, unanswered=True
            ) from None
        except (OSError, smtplib.SMTPException) as bad:
            raise DeliveryFailed(
                f"{host} could not be reached ({_os_reason(bad)})", retryable=True, unanswered=True
            ) from None
        return str(mail["Message-ID"])


def compose(message: Message, settings: Mapping[str, object]) -> EmailMessage:
    """The mail: text and HTML, threaded by ticket, marked as automatic (RFC 3834).

    Raises DeliveryFailed for an address that cannot be one. Nothing that comes from a ticket can
    make a header: control characters become blanks.
    """
    to = _split(message.to.strip())
    sender = _split(text_of(settings, "sender"))
    if to is None or sender is None:
        raise DeliveryFailed(f"{message.to[:80]!r} is not one mail address", retryable=False)
    domain = _TOKEN.sub("-", text_of(settings, "domain") or sender.domain) or "sla-router.invalid"
    mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=200))
    mail["From"] = Address("SLA Router", sender.username, sender.domain)
    mail["To"] = to
    mail["Subject"] = _one_line(message.subject)[:200] or "SLA Router"
    mail["Date"] = format_datetime(to_datetime(message.at))
    mail["Message-ID"] = f"<{_TOKEN.sub('-', message.id)}@{domain}>"
    thread = _thread(message)
    if thread:
        mail["References"] = mail["In-Reply-To"] = f"<ticket-{thread}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    text = _body(message)
    mail.set_content(text)
    mail.add_alternative(_as_html(message), subtype="html")
    return mail


def _thread(message: Message) -> str:
    ticket = message.data.get("ticket")
    found = ticket.get("id") if isinstance(ticket, Mapping) else message.data.get("ticket_id")
    return _TOKEN.sub("-", found)[:100] if isinstance(found, str) else ""


def _body(message: Message) -> str:
    text = message.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    text = text.encode("utf-8", "replace").decode()
    return f"{text}\n\n{message.url}\n" if message.url else f"{text}\n"


def _as_html(message: Message) -> str:
    paragraphs = "".join(
        f"<p>{html.escape(part).replace(chr(10), '<br>')}</p>"
        for part in _body(message).removesuffix(f"\n\n{message.url}\n").strip().split("\n\n")
    )
    link = ""
    if message.url.startswith(("https://", "http://")):
        address = html.escape(message.url, quote=True)
        link = f'<p><a href="{address}">{address}</a></p>'
    return f"<!doctype html><html><body>{paragraphs}{link}</body></html>"


def _split(mailbox: str) -> Address | None:
    if not _MAILBOX.fullmatch(mailbox):
        return None
    user, _, domain = mailbox.partition("@")
    if "=?" in mailbox:
        return None
    try:
        if not domain.isascii():
            domain = domain.encode("idna").decode()
        return Address("", user, domain)
    except ValueError:
        return None


def _one_line(value: str) -> str:
    """Without line ends, and without what a reader would decode into some: an encoded word that
    stands in a ticket stays what it looks like (CPython 3.11.7 and 3.12.1 write it out decoded)."""
    return one_line(_CONTROL.sub(" ", value)).replace("=?", "= ?").strip()


def _deliver(mail: EmailMessage, settings: Mapping[str, object], lines: MailLines) -> None:
    server = Server(
        host=text_of(settings, "host"),
        port=int(number_of(settings, "port", 587)),
        security=text_of(settings, "security", "starttls"),
        timeout=number_of(settings, "timeout", 10),
        ca_file=text_of(settings, "ca_file"),
        user=text_of(settings, "user"),
        password=text_of(settings, "password"),
    )
    sender, to = mail["From"].addresses[0].addr_spec, mail["To"].addresses[0].addr_spec
    with lines.to(server) as line:
        line.send_message(mail, sender, [to])


def _answered(host: str, code: int, said: bytes | str) -> DeliveryFailed:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return DeliveryFailed(
        f"{host} answered {code} {_one_line(words)[:120]}".rstrip(), retryable=not 500 <= code < 600
    )


def _os_reason(error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused"
    return type(error).__name__
