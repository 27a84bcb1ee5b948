"""E-mail as a helpdesk: a raw message posted to us, or fetched from a mailbox (`imap.py`).

The ticket is the thread: its id is the Message-ID that began it. A vendor's mail counts when our
server received it, not when it says that it was written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from integrations.helpdesks.base import AHEAD, Finding, Speaker, unknown, what_was_said
from integrations.helpdesks.shared_secret import by_either
from integrations.mail.message import Mail, is_authentic, plain_subject, read_mail
from integrations.transport import signatures
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import DAY, Instant

UNAUTHENTICATED = "unauthenticated_sender"
_OURS = re.compile(r"ticket-([A-Za-z0-9._+-]{1,100})@")
_DELIVERY = re.compile(r"(D-[A-Za-z0-9._+-]{1,100})@")
_LATE = 14 * DAY


class EmailSource:
    """Options: `authserv`, the name under which our mail server writes Authentication-Results (a
    vendor's or agent's mail that it did not authenticate counts as a note), and
    `own_addresses`, with commas between, which we send from; those of `pullers.MailboxByImap`."""

    kind = "email"
    options = frozenset(
        {
            "authserv",
            "own_addresses",
            "imap_host",
            "imap_port",
            "imap_security",
            "imap_user",
            "imap_mailbox",
            "imap_password_env",
        }
    )

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        return by_either(headers, raw_body, secrets, now)

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        del headers
        mail = read_mail(raw_body)
        own_id = mail.message_id or signatures.content_id(raw_body)
        if _is_own(mail, settings):
            return [Sighting(external_id="", facts_at=now, echoes=(own_id,))]
        root = mail.references[0] if mail.references else own_id
        finding = Finding(settings, root[:255], _at(mail, now), now)
        finding.thread = (*mail.references, own_id, *_our_tickets(mail))
        answers = bool(mail.references) or mail.token is not None
        if mail.automatic == "bounce" and (bounced := _bounced(mail)):
            came_back = replace(unknown("automatic mail (bounce of ours)", now)[0], bounced=bounced)
            return [came_back]
        alone = _alone(mail, finding, now)
        if not answers:
            return [alone]
        _reply(finding, mail, own_id)
        return [replace(finding.sighting(), otherwise=alone)]


def _alone(mail: Mail, reply: Finding, now: Instant) -> Sighting:
    """What a mail says that answers nothing we know: a new ticket with all that it tells, or, for
    an automatic one, nothing."""
    if mail.automatic in ("replied", "bounce", "list"):
        return unknown(f"automatic mail ({mail.automatic})", now)[0]
    finding = Finding(reply.settings, reply.ticket, reply.at, now)
    finding.thread = reply.thread
    finding.changes |= {"subject": plain_subject(mail.subject), "body": mail.body}
    kind, _ = what_was_said(finding.settings, Speaker(email=mail.sender), public=True)
    answers = bool(mail.references) or mail.token is not None
    if answers and kind in (Kind.VENDOR_REPLIED, Kind.AGENT_REPLIED):
        # An answer whose question we have not seen: it may still come, with who asked.
        _reply(finding, mail, mail.message_id or reply.thread[0])
        return finding.sighting()
    finding.opened(finding.at)
    finding.changes |= {
        "requester": mail.sender or None,
        "requester_name": mail.sender_name or None,
    }
    return finding.sighting()


def _reply(finding: Finding, mail: Mail, own_id: str) -> None:
    server = finding.settings.options.get("authserv")
    authentic = server is not None and is_authentic(mail, server)
    speaker = Speaker(email=mail.sender, automatic=mail.automatic != "")
    kind, _ = what_was_said(finding.settings, speaker, public=True)
    if not authentic and kind in (Kind.VENDOR_REPLIED, Kind.AGENT_REPLIED):
        # Anybody can write anybody's address: what nobody vouches for stops no clock.
        finding.flags.add(UNAUTHENTICATED)
        speaker = Speaker(email=mail.sender, automatic=True)
    finding.said(
        own_id[:255],
        speaker,
        public=True,
        body=mail.body,
        author=mail.sender_name or mail.sender,
    )


def _bounced(mail: Mail) -> tuple[tuple[str, str], ...]:
    """Deliveries of ours that came back: our mails have the delivery's id before the @."""
    why = mail.refused or mail.subject or "it came back"
    ours = [match[1] for ref in mail.returned if (match := _DELIVERY.match(ref))]
    return tuple((delivery, why) for delivery in dict.fromkeys(ours))


def _at(mail: Mail, now: Instant) -> Instant:
    """When our server received it; a stamp that no mail of ours can have counts as now."""
    at = mail.received_at
    return at if at is not None and now - _LATE <= at <= now + AHEAD else now


def _our_tickets(mail: Mail) -> tuple[str, ...]:
    """Tickets of ours that the mail names: by the token, or because it answers our own mail."""
    named = [mail.token] if mail.token else []
    named += [match[1] for ref in mail.references if (match := _OURS.match(ref))]
    return tuple(f"ticket:{ticket}" for ticket in dict.fromkeys(named))


def _is_own(mail: Mail, settings: SourceSettings) -> bool:
    own = settings.options.get("own_addresses", "").lower().split(",")
    return mail.message_id in settings.written or mail.sender in {o.strip() for o in own if o}
