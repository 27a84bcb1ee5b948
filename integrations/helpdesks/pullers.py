"""Fetching: Zendesk's exports and mailboxes, in the one shape that the core asks for."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from integrations.helpdesks.mail_adapter import EmailSource
from integrations.helpdesks.zendesk.zendesk_api import open_api, options_of
from integrations.helpdesks.zendesk.zendesk_reconcile import Progress, reconcile
from integrations.mail.imap import Bookmark, ImapMailbox
from integrations.transport import signatures
from integrations.transport.http import Http
from router.domain.errors import BadEvent, BadSettings, DeliveryFailed
from router.domain.tickets.sightings import Found, Pulled, SourceSettings, settings_of
from router.domain.time.instants import Instant

_MAILS_AT_ONCE = 50
_IMAP = {
    "imap_host": "host",
    "imap_port": "port",
    "imap_security": "security",
    "imap_user": "user",
    "imap_mailbox": "mailbox",
}


class ZendeskExports:
    """For sources with the option `reconcile` set to `on`; see `zendesk_reconcile`."""

    kind = "zendesk"
    options = frozenset({"reconcile"})

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def wants(self, settings: Mapping[str, object]) -> bool:
        return options_of(settings).get("reconcile") == "on"

    def pull(
        self,
        source: str,
        settings: Mapping[str, object],
        bookmark: str,
        since: Instant,
        now: Instant,
        http: Http,
    ) -> Pulled:
        """One run over both exports; a page has no id, so its content makes the delivery's."""
        progress = Progress(**json.loads(bookmark)) if bookmark else Progress.since(since)
        api = open_api(http, settings, self._environ)
        done = reconcile(api, progress, _settings(source, settings), now)
        further = json.dumps(
            {
                "events_from": done.progress.events_from,
                "cursor": done.progress.cursor,
                "tickets_from": done.progress.tickets_from,
            }
        )
        if not done.sightings:
            return Pulled((), further, done.problems, done.more)
        said = [
            f"{s.external_id} {s.facts_at} {sorted(s.changes.items())} {[e.key for e in s.events]}"
            for s in done.sightings
        ]
        id_ = "export:" + signatures.content_id(*(s.encode("utf-8", "replace") for s in said))
        return Pulled((Found(id_, done.sightings),), further, done.problems, done.more)


class MailboxByImap:
    """For sources with the option `imap_host`; the password stands in the environment variable
    that `imap_password_env` names."""

    kind = "email"
    options = frozenset({*_IMAP, "imap_password_env"})

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def wants(self, settings: Mapping[str, object]) -> bool:
        return "imap_host" in options_of(settings)

    def pull(
        self,
        source: str,
        settings: Mapping[str, object],
        bookmark: str,
        since: Instant,
        now: Instant,
        http: Http,
    ) -> Pulled:
        """New mails, each a delivery of its own; what was there before counts as history."""
        del since
        env = os.environ if self._environ is None else self._environ
        options = options_of(settings)
        given: dict[str, object] = {
            ours: options[theirs] for theirs, ours in _IMAP.items() if theirs in options
        }
        given["password"] = env.get(options.get("imap_password_env", ""), "")
        after = Bookmark(**json.loads(bookmark)) if bookmark else Bookmark()
        fetched = ImapMailbox(given, http.guard).fetch(after, _MAILS_AT_ONCE)
        adapter, read_with = EmailSource(), _settings(source, settings)
        found: list[Found] = []
        unreadable: list[tuple[bytes, str]] = []
        problems = [
            f"mail {uid} is larger than 1 MiB: its beginning was read, without what is attached"
            for uid in fetched.cut
        ]
        for uid, raw in fetched.mails:
            try:
                sightings = tuple(adapter.read(raw, {}, read_with, now))
            except Exception as problem:  # noqa: BLE001  # no mail stops the next one
                said = str(problem) if isinstance(problem, BadEvent) else type(problem).__name__
                problems.append(f"mail {uid}: {said}")
                unreadable.append((raw, said))
                continue
            found.append(Found(signatures.content_id(raw), sightings, raw))
        further = json.dumps(
            {"validity": fetched.bookmark.validity, "last_uid": fetched.bookmark.last_uid}
        )
        return Pulled(
            tuple(found),
            further,
            tuple(problems),
            more=fetched.more,
            unreadable=tuple(unreadable),
        )


def _settings(source: str, settings: Mapping[str, object]) -> SourceSettings:
    try:
        return settings_of(source, settings)
    except BadSettings as wrong:
        raise DeliveryFailed(str(wrong), retryable=True) from None
