"""Exports and mailboxes in the shape that the core asks for."""

from __future__ import annotations

import base64
import json

import pytest

from integrations.helpdesks.pullers import MailboxByImap, ZendeskExports
from integrations.kinds.registry import pullers, source_settings
from router.domain.errors import DeliveryFailed
from router.domain.tickets.events import Kind
from tests.integrations.builders import NOW, kinds
from tests.integrations.deliveries import first_mail, mail
from tests.integrations.servers import receiver
from tests.integrations.test_imap import Box, imap
from tests.integrations.test_zendesk_api import (
    ENV,
    REPLY,
    TICKETS,
    USERS,
    audit,
    export_of,
    http,
    raw_settings,
    says,
)


def test_every_option_of_a_puller_is_one_of_its_source() -> None:
    for kind, puller in pullers().items():
        options = dict.fromkeys(getattr(puller, "options", ()), "x")
        assert source_settings(kind, "desk", {"options": options})


def test_zendesk_goes_on_at_its_bookmark_and_the_same_page_is_the_same_delivery() -> None:
    answers = [says(TICKETS), says(export_of(audit(REPLY))), says(USERS)]
    with receiver(answers=answers * 2) as there:
        settings = raw_settings(there, reconcile="on") | {
            "vendors": {"zuper": {"domains": ["zuper.co"]}}
        }
        exports = ZendeskExports(ENV)
        assert exports.wants(settings)
        assert not exports.wants({})
        first, second = (exports.pull("desk", settings, "", NOW, NOW, http()) for _ in range(2))
        assert first.found[0].delivery_id == second.found[0].delivery_id
        assert Kind.VENDOR_REPLIED in kinds(list(first.found[0].sightings))
        there.answers = [says(TICKETS | {"tickets": []}), says(export_of())]
        exports.pull("desk", settings, first.bookmark, NOW, NOW, http())
        assert there.got[-2].path.endswith("?cursor=c2")
    assert json.loads(first.bookmark)["cursor"] == "c2"


def test_a_mailbox_gives_each_mail_with_its_raw_bytes_and_names_what_it_cannot_read() -> None:
    with imap(Box({1: first_mail(), 2: mail(), 3: b"rubbish"})) as given:
        options = {
            "imap_host": "127.0.0.1",
            "imap_port": str(given["port"]),
            "imap_security": "none",
            "imap_user": "desk",
            "imap_password_env": "MAIL",
            "authserv": "mail.acme.example",
        }
        settings = {"options": options, "vendors": {"zuper": {"domains": ["zuper.co"]}}}
        box = MailboxByImap({"MAIL": "hush"})
        assert box.wants(settings)
        pulled = box.pull("desk", settings, "", NOW, NOW, http())
        assert [found.body for found in pulled.found] == [first_mail(), mail()]
        assert [kinds(list(found.sightings)) for found in pulled.found] == [
            [Kind.OPENED],
            [Kind.VENDOR_REPLIED],
        ]
        assert pulled.problems == (
            "mail 3: From: has 0 mail addresses; a mail must have one sender",
        )
        again = box.pull("desk", settings, pulled.bookmark, NOW, NOW, http())
        assert again.found == ()
        with pytest.raises(DeliveryFailed, match="password: is missing"):
            MailboxByImap({}).pull("desk", settings, "", NOW, NOW, http())


def with_attachment(megabytes: int) -> bytes:
    """A reply of the vendor's, as mail programs write it: the words, then what is attached."""
    attached = b"\r\n".join([base64.b64encode(b"\x00" * 57)] * (megabytes * 13_800))
    return mail(
        Content_Type='multipart/mixed; boundary="b1"',
        body="--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nIt is mended, see the log.\r\n"
        "--b1\r\nContent-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n"
        'Content-Disposition: attachment; filename="log.zip"\r\n\r\n'
        f"{attached.decode()}\r\n--b1--",
    )


def test_a_reply_with_a_large_attachment_counts_and_its_words_are_kept() -> None:
    """Vendors attach logs and films; what they wrote stands before that."""
    large = with_attachment(4)
    assert len(large) > 4 << 20
    with imap(Box({1: large})) as given:
        options = {
            "imap_host": "127.0.0.1",
            "imap_port": str(given["port"]),
            "imap_security": "none",
            "imap_user": "desk",
            "imap_password_env": "MAIL",
            "authserv": "mail.acme.example",
        }
        settings = {"options": options, "vendors": {"zuper": {"domains": ["zuper.co"]}}}
        pulled = MailboxByImap({"MAIL": "hush"}).pull("desk", settings, "", NOW, NOW, http())
    (found,) = pulled.found
    assert kinds(list(found.sightings)) == [Kind.VENDOR_REPLIED]
    assert [c.body for s in found.sightings for c in s.comments] == ["It is mended, see the log."]
    assert len(found.body) == 1 << 20
    assert pulled.problems == (
        "mail 1 is larger than 1 MiB: its beginning was read, without what is attached",
    )
