"""Both channels and the vendor webhook against real servers."""

from __future__ import annotations

import json
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from integrations.channels.email_channel import Email
from integrations.channels.webhook_channel import Webhook
from integrations.kinds.registry import channels, vendor_ways
from integrations.transport import signatures
from integrations.transport.http import Http, Limits
from integrations.vendors.webhook_way import VendorWebhook
from router.domain.errors import DeliveryFailed
from router.domain.time.instants import SECOND
from router.usecases.ports import Message
from tests.integrations.builders import NOW, SECRET
from tests.integrations.servers import Mailbox, Receiver, mailbox, receiver

LOOPBACK = ("127.0.0.0/8",)


def a_message(**changes: object) -> Message:
    message = Message(
        id="D-812",
        kind="breach",
        to="maria@example.com",
        subject="Response overdue: Work orders do not load",
        text="The response to T-7 was due at 10:00.\nIt is 2 s late.\n\nVendor: zuper",
        at=NOW,
        data={"ticket": {"id": "T-7"}, "due_at": "2026-11-22T09:59:58Z"},
        url="https://sla.example.com/tickets/T-7",
    )
    return replace(message, **changes)  # type: ignore[arg-type]  # named by each test


def http(at: int = NOW, **more: object) -> Http:
    return Http(allowed=LOOPBACK, now=lambda: at, **more)  # type: ignore[arg-type]  # limits


def hook(there: Receiver, **more: object) -> dict[str, object]:
    return {"url": there.url, "secret": SECRET, **more}


def mail(box: Mailbox, **more: object) -> dict[str, object]:
    given = {"host": "127.0.0.1", "port": box.port, "security": "none", "sender": "sla@example.com"}
    return given | more


def sent(box: Mailbox) -> EmailMessage:
    (raw,) = box.mails
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


class TestWebhook:
    def test_sends_exactly_this_signed(self) -> None:
        with receiver() as there:
            Webhook().send(a_message(), hook(there), http())
        (got,) = there.got
        assert json.loads(got.body) == {
            "type": "notice.breach",
            "timestamp": "2026-11-22T10:00:00Z",
            "data": {
                "id": "D-812",
                "subject": "Response overdue: Work orders do not load",
                "text": "The response to T-7 was due at 10:00.\nIt is 2 s late.\n\nVendor: zuper",
                "url": "https://sla.example.com/tickets/T-7",
                "ticket": {"id": "T-7"},
                "due_at": "2026-11-22T09:59:58Z",
            },
        }
        scheme = signatures.STANDARD_WEBHOOKS
        assert signatures.check(scheme, got.headers, got.body, [SECRET], NOW) == (
            "D-812",
            NOW,
            frozenset(),
        )

    def test_the_id_stays_and_the_stamp_moves_with_each_attempt(self) -> None:
        with receiver() as there:
            for at in (NOW, NOW + 300 * SECOND):
                Webhook().send(a_message(), hook(there), http(at))
        first, second = there.got
        assert first.headers["webhook-id"] == second.headers["webhook-id"] == "D-812"
        assert int(second.headers["webhook-timestamp"]) == 300 + int(
            first.headers["webhook-timestamp"]
        )
        assert first.body == second.body

    def test_two_secrets_make_two_signatures(self) -> None:
        new = signatures.new_secret()
        with receiver() as there:
            settings = {"url": there.url, "secrets": [new, SECRET]}
            Webhook().send(a_message(), settings, http())
        (got,) = there.got
        for secret in (new, SECRET):
            signatures.check(signatures.STANDARD_WEBHOOKS, got.headers, got.body, [secret], NOW)

    @pytest.mark.parametrize("status", [429, 503])
    def test_retry_after_is_passed_on(self, status: int) -> None:
        with (
            receiver(status=status, headers={"Retry-After": "77"}) as there,
            pytest.raises(DeliveryFailed) as failed,
        ):
            Webhook().send(a_message(), hook(there), http())
        assert failed.value.retryable
        assert failed.value.retry_after_seconds == 77

    def test_410_disables(self) -> None:
        with receiver(status=410) as there, pytest.raises(DeliveryFailed) as failed:
            Webhook().send(a_message(), hook(there), http())
        assert failed.value.disable

    def test_timed_out_may_be_tried_again(self) -> None:
        with receiver(delay=1) as there, pytest.raises(DeliveryFailed) as failed:
            Webhook().send(a_message(), hook(there), http(limits=Limits(read=0.1)))
        assert failed.value.retryable

    def test_misconfigured_names_every_problem(self) -> None:
        problems = Webhook().check_settings(
            {"url": "ftp://x", "secret": "short", "colour": 1, "headers": {"a b": "c\n"}}
        )
        assert [p.partition(":")[0] for p in problems] == [
            "colour",
            "headers.a b",
            "url",
            "secret",
        ]
        with pytest.raises(DeliveryFailed) as failed:
            Webhook().send(a_message(), {}, http())
        assert not failed.value.retryable

    def test_extra_headers_cannot_replace_the_signature(self) -> None:
        with receiver() as there:
            settings = hook(there, headers={"X-Key": "k", "webhook-signature": "v1,AAAA"})
            Webhook().send(a_message(), settings, http())
        (got,) = there.got
        assert got.headers["x-key"] == "k"
        signatures.check(signatures.STANDARD_WEBHOOKS, got.headers, got.body, [SECRET], NOW)


class TestVendorWebhook:
    @pytest.mark.parametrize(
        ("answer", "reference"),
        [
            (b'{"reference": "ZUP-9"}', "ZUP-9"),
            (b'{"id": 17}', "17"),
            (b'{"reference": null, "key": "A"}', "A"),
            (b"thanks", ""),
            (b"", ""),
            (b"[1]", ""),
            (b'{"reference": {"a": 1}}', ""),
        ],
    )
    def test_hands_over_and_takes_the_vendors_reference(
        self, answer: bytes, reference: str
    ) -> None:
        with receiver(body=answer, status=202) as there:
            message = a_message(kind="hand_over", data={"ticket": {"id": "T-7", "tier": "p1"}})
            assert VendorWebhook().hand_over(message, hook(there), http()) == reference
        (got,) = there.got
        assert json.loads(got.body) == {
            "type": "ticket.hand_over",
            "timestamp": "2026-11-22T10:00:00Z",
            "data": {
                "id": "D-812",
                "url": "https://sla.example.com/tickets/T-7",
                "ticket": {"id": "T-7", "tier": "p1"},
            },
        }
        signatures.check(signatures.STANDARD_WEBHOOKS, got.headers, got.body, [SECRET], NOW)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate for 127.0.0.1 that only those trust who are told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.now(UTC)
    built = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("tls")
    path, key_path = folder / "cert.pem", folder / "key.pem"
    path.write_bytes(built.public_bytes(Encoding.PEM))
    key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key_path)
    return path, context


class TestEmail:
    def test_arrives_with_both_texts_and_the_headers_that_matter(self) -> None:
        with mailbox() as box:
            reference = Email().send(a_message(), mail(box), http())
        got = sent(box)
        assert box.envelopes == [("sla@example.com", ["maria@example.com"])]
        assert reference == got["Message-ID"] == "<D-812@example.com>"
        assert got["Auto-Submitted"] == "auto-generated"
        assert got["References"] == got["In-Reply-To"] == "<ticket-T-7@example.com>"
        assert got["Subject"] == "Response overdue: Work orders do not load"
        assert got["Date"].datetime.isoformat() == "2026-11-22T10:00:00+00:00"
        text = got.get_body(("plain",))
        html = got.get_body(("html",))
        assert text is not None
        assert html is not None
        assert "It is 2 s late." in text.get_content()
        assert "https://sla.example.com/tickets/T-7" in text.get_content()
        assert '<a href="https://sla.example.com/tickets/T-7">' in html.get_content()

    def test_the_message_id_is_the_same_at_every_attempt(self) -> None:
        with mailbox() as box:
            ids = {Email().send(a_message(), mail(box), http(at)) for at in (NOW, NOW + SECOND)}
        assert ids == {"<D-812@example.com>"}

    def test_nothing_in_a_ticket_can_make_a_header(self) -> None:
        evil = "Hi\r\nBcc: all@example.com\nX-Evil: 1\x00\u2028\ud800"
        with mailbox() as box:
            message = a_message(subject=evil, text=evil, id="D-1\r\nX: y", data={"ticket_id": evil})
            Email().send(message, mail(box), http())
        got = sent(box)
        assert got["Bcc"] is None
        assert got["X-Evil"] is None
        assert got["X"] is None
        assert got["Subject"].startswith("Hi Bcc: all@example.com X-Evil: 1")
        assert box.envelopes[0][1] == ["maria@example.com"]

    @pytest.mark.parametrize(
        "evil",
        [
            "=?utf-8?q?x=0D=0AReply-To:_evil@x.example=0D=0A=0D=0Abody?=",
            "=?utf-8?b?eA0KQmNjOiBhbGxAZXhhbXBsZS5jb20=?=",
            "Re: =?iso-8859-1?Q?a=0ABcc:_all@example.com?= b",
        ],
    )
    def test_an_encoded_word_of_a_ticket_makes_no_header_once_decoded(self, evil: str) -> None:
        """CPython 3.11.7 and 3.12.1 decode the words of a subject and write out what they hold."""
        with mailbox() as box:
            Email().send(a_message(subject=evil), mail(box), http())
        got = sent(box)
        assert set(got.keys()) == {
            *("From", "To", "Subject", "Date", "Message-ID", "References", "In-Reply-To"),
            *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
        }
        assert "\r" not in str(got["Subject"])
        assert "\n" not in str(got["Subject"])

    def test_words_of_a_ticket_are_not_html(self) -> None:
        with mailbox() as box:
            message = a_message(text="<script>alert(1)</script>", url="javascript:alert(1)")
            Email().send(message, mail(box), http())
        html = sent(box).get_body(("html",))
        assert html is not None
        assert "<script>" not in html.get_content()
        assert "href" not in html.get_content()

    @pytest.mark.parametrize(
        "to",
        ["", "maria", "a@b\r\nRCPT TO:<c@d>", "a@b, c@d", "Maria <maria@example.com>", "a@b@c"],
    )
    def test_an_address_that_is_none_fails_for_good(self, to: str) -> None:
        with mailbox() as box, pytest.raises(DeliveryFailed) as failed:
            Email().send(a_message(to=to), mail(box), http())
        assert not failed.value.retryable
        assert box.mails == []

    @pytest.mark.parametrize(
        ("given", "retryable"),
        [
            ({"rcpt": "550 no such user"}, False),
            ({"rcpt": "450 busy"}, True),
            ({"data": "554 spam"}, False),
            ({"data": "451 later"}, True),
        ],
    )
    def test_what_the_server_answers_decides(self, given: dict[str, str], retryable: bool) -> None:
        with mailbox(**given) as box, pytest.raises(DeliveryFailed) as failed:
            Email().send(a_message(), mail(box), http())
        assert failed.value.retryable is retryable
        assert failed.value.reason.startswith(f"127.0.0.1 answered {next(iter(given.values()))}")

    def test_refused_and_unknown_servers_may_be_tried_again(self) -> None:
        with mailbox() as box:
            port = box.port
        settings = mail(Mailbox(port=port))
        with pytest.raises(DeliveryFailed, match="the connection was refused") as failed:
            Email().send(a_message(), settings, http())
        assert failed.value.retryable
        with pytest.raises(DeliveryFailed, match="its name is not known") as failed:
            Email().send(a_message(), settings | {"host": "mail.invalid"}, http())
        assert failed.value.retryable

    def test_silence_is_given_up(self) -> None:
        with mailbox(delay=1) as box, pytest.raises(DeliveryFailed, match="in time") as failed:
            Email().send(a_message(), mail(box, timeout=0.2), http())
        assert failed.value.retryable

    def test_without_starttls_nothing_is_sent_in_the_clear(self) -> None:
        with mailbox() as box, pytest.raises(DeliveryFailed, match="STARTTLS") as failed:
            Email().send(a_message(), mail(box, security="starttls"), http())
        assert failed.value.retryable
        assert box.mails == []

    def test_starttls_with_a_login_and_a_certificate_that_is_checked(
        self, certificate: tuple[Path, ssl.SSLContext]
    ) -> None:
        path, context = certificate

        def login(server: SMTP, *seen: object) -> AuthResult:
            right = seen[-1] == LoginPassword(b"sla", b"right")
            return AuthResult(success=right, handled=False)

        server = {"tls_context": context, "require_starttls": True, "authenticator": login}
        with mailbox(server=server) as box:
            settings = mail(box, security="starttls", user="sla", password="right")
            trusting = settings | {"ca_file": str(path)}
            Email().send(a_message(), trusting, http())
            with pytest.raises(DeliveryFailed, match="could not prove who it is") as failed:
                Email().send(a_message(), settings, http())
            assert failed.value.retryable
            with pytest.raises(DeliveryFailed, match="refused our user and password"):
                Email().send(a_message(), trusting | {"password": "wrong"}, http())
        assert len(box.mails) == 1

    def test_the_mail_server_for_all_holds_where_a_channel_names_none(self) -> None:
        with mailbox() as box:
            everybody = Email(mail(box) | {"port": str(box.port)})
            assert everybody.check_settings({}) == []
            everybody.send(a_message(), {"sender": "desk@example.com"}, http())
        assert sent(box)["From"].addresses[0].addr_spec == "desk@example.com"

    def test_misconfigured_names_every_problem(self) -> None:
        problems = Email().check_settings(
            {"sender": "nobody", "security": "maybe", "port": 0, "timeout": "x", "colour": 1}
        )
        assert [p.partition(":")[0] for p in problems] == [
            "colour",
            "host",
            "sender",
            "security",
            "port",
            "timeout",
        ]
        clear = {"host": "h", "sender": "a@b", "security": "none", "user": "u", "password": "p"}
        assert Email().check_settings(clear)[0].startswith("password: would travel in the clear")


def test_every_adapter_is_found_by_its_kind() -> None:
    assert set(channels()) == {"email", "webhook"}
    assert set(vendor_ways()) == {"webhook"}
    assert all(kind == adapter.kind for kind, adapter in channels().items())
