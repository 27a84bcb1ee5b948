"""Zammad: a trigger's or scheduler's webhook with the default payload and a token."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from integrations.helpdesks.base import (
    CLOSED,
    HOLD,
    OPEN,
    PENDING,
    Finding,
    Speaker,
    Status,
    status_of,
    unknown,
)
from integrations.mail.headers import only_address
from integrations.transport import signatures
from integrations.transport.html_text import text_of_html
from integrations.transport.payloads import (
    Json,
    identifier,
    instant,
    maybe_instant,
    maybe_obj,
    maybe_text,
    obj,
    read_object,
    words,
)
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings, Verified
from router.domain.time.instants import SECOND, Instant

_STATUSES: Mapping[str, Status] = {
    "new": OPEN,
    "open": OPEN,
    "pending reminder": PENDING,
    "pending close": PENDING,
    "on hold": HOLD,
    "closed": CLOSED,
}


class Zammad:
    """See the module; options: `statuses` for words of your own, `site` for addresses,
    `mail_is_checked` ("yes") where the server that Zammad has its mail from refuses forged
    senders: only then a vendor's mail counts, as nothing in a delivery vouches for it."""

    kind = "zammad"
    options = frozenset({"statuses", "site", "mail_is_checked"})

    def verify(
        self, headers: Mapping[str, str], raw_body: bytes, secrets: Sequence[str], now: Instant
    ) -> Verified:
        signatures.check(signatures.ZAMMAD, headers, raw_body, secrets, now)
        # X-Zammad-Delivery is not signed; the body is the same at every retry.
        return Verified(signatures.content_id(raw_body))

    def read(
        self, raw_body: bytes, headers: Mapping[str, str], settings: SourceSettings, now: Instant
    ) -> list[Sighting]:
        del headers
        payload = read_object(raw_body)
        ticket = obj(payload, "ticket")
        article = maybe_obj(payload, "article")
        number = identifier(ticket, "id", "ticket.")
        updated_at = instant(ticket, "updated_at", "ticket.")
        created_at = instant(ticket, "created_at", "ticket.")
        finding = Finding(settings, number, updated_at, now)
        finding.opened(created_at)
        _facts(finding, ticket)
        if article:
            _article(finding, article, _is_first(ticket, article, created_at))
        word = maybe_text(maybe_obj(ticket, "state"), "name") or maybe_text(ticket, "state")
        extra: list[Sighting] = []
        if word in ("merged", "removed"):
            kind = Kind.MERGED if word == "merged" else Kind.DELETED
            finding.moment(kind, updated_at)
        elif word is not None:
            status = status_of(settings, word, _STATUSES)
            if status is None:
                extra = unknown(f"state {word}", now)
            else:
                finding.status(status, None, updated_at)
        return [finding.sighting(), *extra]


def _facts(finding: Finding, ticket: Json) -> None:
    changes = finding.changes
    title = maybe_text(ticket, "title")
    if title is not None:
        changes["subject"] = title
    priority = maybe_text(maybe_obj(ticket, "priority"), "name") or maybe_text(ticket, "priority")
    if priority is not None:
        changes["priority"] = priority.lower()
    if "tags" in ticket:
        changes["tags"] = words(ticket, "tags")
    customer = maybe_obj(ticket, "customer")
    email = maybe_text(customer, "email")
    if email is not None:
        changes["requester"] = email
    name = [maybe_text(customer, key) or "" for key in ("firstname", "lastname")]
    if any(name):
        changes["requester_name"] = " ".join(part for part in name if part)
    organisation = maybe_obj(ticket, "organization")
    company = maybe_text(organisation, "name") or maybe_text(ticket, "organization")
    if company is not None:
        changes["organisation"] = company
    if finding.settings.options.get("site"):
        changes["url"] = f"https://{finding.settings.options['site']}/#ticket/zoom/{finding.ticket}"


def _is_first(ticket: Json, article: Json, opened_at: Instant) -> bool:
    """Whether the article is the ticket's own text, which answers nothing.

    Zammad tells of the ticket as it is when it sends, and of the article that set the webhook off:
    a delivery that waited has a higher count, so the ids say which came first.
    """
    ids = ticket.get("article_ids")
    numbers = [one for one in ids if isinstance(one, int)] if isinstance(ids, list) else []
    if numbers and article.get("id") in numbers:
        return article.get("id") == min(numbers)
    count = ticket.get("article_count")
    if isinstance(count, int):
        return count <= 1
    at = maybe_instant(article, "created_at", "article.")
    return at is not None and at - opened_at <= 2 * SECOND


def _article(finding: Finding, article: Json, is_first: bool) -> None:
    path = "article."
    article_id = identifier(article, "id", path)
    at = maybe_instant(article, "created_at", path)
    at = finding.at if at is None else at
    body = maybe_text(article, "body") or ""
    if "html" in (maybe_text(article, "content_type") or ""):
        body = text_of_html(body)
    if is_first:
        finding.changes["body"] = body
        return
    speaker = _speaker(article, _is_checked(finding.settings))
    finding.said(
        article_id,
        speaker,
        public=article.get("internal") is False,
        body=body,
        author=maybe_text(article, "from") or speaker.email or "",
        at=at,
    )


def _is_checked(settings: SourceSettings) -> bool:
    return (settings.options.get("mail_is_checked") or "").strip().lower() == "yes"


def _speaker(article: Json, mail_is_checked: bool) -> Speaker:
    """Whose words they are, which is not always who typed them in.

    An agent who writes down a customer's call makes an article of sender Customer: `created_by` is
    the agent, `origin_by` and `from` the customer. Zammad marks automatic mail in `preferences`.
    """
    created_by = maybe_obj(article, "created_by")
    sender = (maybe_text(article, "sender") or "").lower()
    typed_by = maybe_text(created_by, "email")
    by_mail = (maybe_text(article, "type") or "email").lower() == "email"
    origin = maybe_text(article, "origin_by")
    named = origin or only_address(maybe_text(article, "from") or "")
    automatic = (
        sender not in ("agent", "customer")
        or maybe_obj(article, "preferences").get("is-auto-response") is True
    )
    is_own = sender == "agent" or not named or named.lower() == (typed_by or "").lower()
    if by_mail and sender == "customer" and origin is None and typed_by and not is_own:
        # Zammad read another sender out of the mail than we do: it is nobody's whom we know.
        return Speaker(automatic=automatic)
    return Speaker(
        user=(maybe_text(created_by, "login") or maybe_text(article, "created_by_id"))
        if is_own
        else maybe_text(article, "origin_by"),
        email=(typed_by or named) if is_own else named,
        organisation=maybe_text(created_by, "organization") if is_own else None,
        staff=sender == "agent",
        unproven=by_mail and not mail_is_checked and not _was_sent_from_zammad(sender, article),
        automatic=automatic,
    )


def _was_sent_from_zammad(sender: str, article: Json) -> bool:
    """Whether somebody who had logged in wrote this mail.

    A mail that comes in from the address of an agent is of sender Agent as well, whoever sent it.
    Only of what it sends itself does Zammad remember from which of its addresses; of what comes
    in it notes whether that is an automatic answer.
    """
    preferences = maybe_obj(article, "preferences")
    return (
        sender == "agent"
        and maybe_text(preferences, "email_address_id") is not None
        and "is-auto-response" not in preferences
    )
