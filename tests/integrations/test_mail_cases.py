"""Mails after real ones on which reading went wrong: each says what is right."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from integrations.kinds.registry import helpdesks
from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import Sighting, SourceSettings
from tests.integrations.builders import NOW, kinds, read, settings
from tests.integrations.deliveries import first_mail, mail

CASES = Path(__file__).resolve().parents[1] / "cases" / "intake"
OPTIONS = {
    "authserv": "mx.acme.example",
    "own_addresses": "sla@router.example, support@acme.example",
}


def given() -> SourceSettings:
    return settings("email", options=OPTIONS, agents={"domains": ["acme.example"]})


def case(name: str) -> Sighting:
    (path,) = CASES.glob(f"{name}*.eml")
    (sighting,) = helpdesks()["email"].read(path.read_bytes(), {}, given(), NOW)
    return sighting


def alone(sighting: Sighting) -> Sighting:
    """What it says where nothing of its thread is known."""
    return sighting.otherwise or sighting


@pytest.mark.parametrize(
    ("name", "subject", "requester", "words"),
    [
        (
            "mail-01",
            "Zuper: work orders do not load",
            "ana@customer.example",
            "Nobody in Paris can open a work order.",
        ),
        ("mail-03", "Zuper does not load", "ana@customer.example", "Nobody can work in Zuper."),
        (
            "mail-04",
            "Zuper lädt die Aufträge nicht – dringend",
            "zoe@customer.example",
            "Hilfe für Zuper",
        ),
        ("mail-05", "Zuper", "billing@customer.example", "Nobody can work in Zuper."),
        (
            "mail-06",
            "Zuper A",
            "ana@customer.example",
            "Nobody can open a work order in Zuper\n\n"
            "_______________\nThis e-mail was scanned by ExampleAV",
        ),
        (
            "mail-07",
            "Zuper C",
            "ana@customer.example",
            "Please see the attached mail. Nobody can work.",
        ),
        ("mail-08", "Zuper D", "ana@customer.example", "Nobody can open a work order in Zuper"),
    ],
)
def test_a_mail_that_answers_nothing_we_know_is_a_ticket_with_all_it_says(
    name: str, subject: str, requester: str, words: str
) -> None:
    seen = alone(case(name))
    facts = seen.facts("desk")
    assert (facts.subject, facts.requester, facts.body) == (subject, requester, words)
    assert kinds([seen]) == [Kind.OPENED]


def test_names_in_utf_8_and_in_encoded_words_are_read() -> None:
    assert alone(case("mail-04")).changes["requester_name"] == "Zoë Müller"
    assert alone(case("mail-05")).changes["requester_name"] == "billing@customer.example"


@pytest.mark.parametrize("name", ["mail-02", "mail-09"])
def test_an_automatic_mail_of_an_unknown_thread_opens_no_ticket(name: str) -> None:
    seen = alone(case(name))
    assert seen.external_id == ""
    assert str(seen.unknown).startswith("automatic mail")


def test_a_mail_with_two_senders_is_nobodys() -> None:
    with pytest.raises(BadEvent, match="From: has 2 mail addresses"):
        case("sec-03")


@pytest.mark.parametrize("name", ["sec-01", "sec-02"])
def test_a_forged_vendor_stops_no_clock(name: str) -> None:
    sighting = case(name)
    told = kinds([sighting, alone(sighting)])
    assert Kind.VENDOR_REPLIED not in told
    assert Kind.AGENT_REPLIED not in told


@pytest.mark.parametrize(
    "results",
    [
        "mx.acme.example; dmarc=pass header.from=zuper.co",
        "mx.acme.example 1; spf=pass smtp.mailfrom=x.co; dmarc=pass (p=none) header.from=zuper.co",
        "MX.ACME.EXAMPLE;dmarc = pass header.from = ZUPER.CO",
        "mx.acme.example; dkim=pass (a (nested) comment; dmarc=fail) header.d=x; "
        "dmarc=pass header.from=zuper.co",
    ],
)
def test_what_our_server_found_is_read_as_it_writes_it(results: str) -> None:
    raw = mail(Authentication_Results=results)
    assert Kind.VENDOR_REPLIED in kinds(read("email", raw, given=given()))


@pytest.mark.parametrize(
    "results",
    [
        'mx.acme.example; spf=pass smtp.mailfrom="; dmarc=pass"@evil.example; dmarc=fail',
        "mx.acme.example; dkim=none (; dmarc=pass); dmarc=none",
        "mx.acme.example; x-dmarc=pass; dmarc=passed",
        "mx.acme.example; dmarc=pass header.from=evil.example",
        "mx.acme.example.evil.example; dmarc=pass header.from=zuper.co",
        "(mx.acme.example); dmarc=pass",
        "mx.acme.example; none",
        "",
    ],
)
def test_what_only_looks_like_a_pass_is_none(results: str) -> None:
    raw = mail(Authentication_Results=results)
    assert Kind.VENDOR_REPLIED not in kinds(read("email", raw, given=given()))


def test_without_the_name_of_our_server_nobody_is_taken_for_the_vendor() -> None:
    """Anybody can write a vendor's address: a note, with a mark."""
    unset = settings("email", options={})
    (sighting,) = read("email", mail(), given=unset)
    assert kinds([sighting]) == [Kind.NOTED]
    assert sighting.flags == {"unauthenticated_sender"}


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: your invoice",
        "Re: Automatic reply: your invoice",
        "Automatische Antwort: Ihre Rechnung",
        "Réponse automatique : votre facture",
        "Respuesta automática: su factura",
        "Resposta automática: sua fatura",
        "Risposta automatica: la fattura",
        "Out of Office: back on Monday",
        "Auto-Reply: I am away",
        "=?utf-8?B?UsOpcG9uc2UgYXV0b21hdGlxdWUgOiB4?=",
        "自動応答: 件名",
    ],
)
@pytest.mark.parametrize("submitted", [None, "auto-generated"])
def test_who_is_away_opens_no_ticket(subject: str, submitted: str | None) -> None:
    """Exchange calls these auto-generated, and others give no header at all."""
    raw = first_mail(Subject=subject, Auto_Submitted=submitted)
    assert alone(read("email", raw)[0]).external_id == ""


def test_words_of_a_person_about_automatic_things_are_a_persons() -> None:
    for subject in ("Automatic replies do not work", "Out of office hours nobody answers"):
        assert kinds(read("email", first_mail(Subject=subject))) == [Kind.OPENED], subject


REPORT = """\
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
To: sla@router.example
Subject: Delivery Status Notification (Failure)
Message-ID: <b1@mx.google.example>
MIME-Version: 1.0
Content-Type: multipart/report; boundary=x; report-type=delivery-status

--x
Content-Type: text/plain

Address not found
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.google.example

Final-Recipient: rfc822; gone@acme.example
Action: failed
Diagnostic-Code: smtp; 550 5.1.1 no such user
--x
Content-Type: message/rfc822

From: sla@router.example
Message-ID: <D-0001@router.example>
Subject: Breached

text
--x--
"""


def test_a_bounce_of_our_own_notice_names_the_delivery_and_why() -> None:
    (sighting,) = read("email", REPORT.encode())
    assert sighting.external_id == ""
    assert sighting.bounced == (
        (
            "D-0001",
            "Final-Recipient: gone@acme.example; Diagnostic-Code: 550 5.1.1 no such user",
        ),
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"From: " + b"(" * 1500 + b"a@b\r\n\r\nx",
        b"From: " + b"(" * 100_000 + b"a@b\r\n\r\nx",
        b"From: a@b\r\nSubject: " + b"=?utf-8?b?" * 50_000 + b"\r\n\r\nx",
        b"From: a@b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\n\r\n" * 90_000,
        b"From: a@b\r\nContent-Type: text/html\r\n\r\n" + b"<a " * 300_000,
        b"From: a@b\r\nContent-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
        b"From: a@b\r\nReferences: " + b"<x@y> " * 150_000 + b"\r\n\r\nx",
        b"From: a@b\r\nAuthentication-Results: " + b"(" * 500_000 + b"\r\n\r\nx",
        b"From: " + b'"a" <x@y>, ' * 90_000 + b"\r\n\r\nx",
        b"\x00" * 1000,
        b"From: a@b\r\nContent-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 1_000_000,
        b"From: a@b\r\nContent-Type: text/plain" + b';"' * 500_000 + b"\r\n\r\nx",
        b"From: a@b\r\nContent-Disposition: inline" + b";" * 1_000_000 + b"\r\n\r\nx",
        b"From: a@b\r\n"
        + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 90
        + b"\n" * 900_000,
        b"From: a@b\r\nContent-Type: message/delivery-status\r\n\r\n" + b"a: b\n\n" * 170_000,
    ],
)
def test_a_mail_that_is_made_to_break_a_reader_breaks_only_itself(raw: bytes) -> None:
    """It is read, or refused as a mail that cannot be; nothing else may be raised."""
    with contextlib.suppress(BadEvent):
        assert read("email", raw)


def test_a_name_that_looks_like_an_address_is_a_name_with_or_without_quotes() -> None:
    """Many programs put the address in front of itself; who sent it stands in angle brackets."""
    for name in ("ana@acme.example", '"ana@acme.example"', "asha@zuper.co"):
        seen = alone(read("email", first_mail(From=f"{name} <ana@customer.example>"))[0])
        assert seen.changes["requester"] == "ana@customer.example", name
        assert seen.changes["requester_name"] == name.strip('"')


def test_a_sender_without_a_name_before_the_at_is_none() -> None:
    with pytest.raises(BadEvent, match="From: has 0 mail addresses"):
        read("email", first_mail(From="tim@customer.example desk@customer.example"))


@pytest.mark.parametrize("sender", ["<>", "post_master@customer.example"])
def test_a_bounce_that_says_so_by_its_sender_alone_opens_no_ticket(sender: str) -> None:
    raw = first_mail(From=sender, Subject="Delivery Status")
    assert str(alone(read("email", raw)[0]).unknown) == "automatic mail (bounce)"


def test_who_is_away_is_known_in_every_language_by_what_exchange_adds() -> None:
    raw = first_mail(
        Subject="Sjálfvirkt svar: reikningur",
        Auto_Submitted="auto-generated",
        X_Auto_Response_Suppress="All",
        In_Reply_To="<unknown@sales.example>",
    )
    assert alone(read("email", raw)[0]).external_id == ""


def test_who_is_away_by_icloud_is_known_by_its_own_header() -> None:
    raw = first_mail(Subject="Ich bin im Urlaub", X_Apple_Action="VACATION")
    assert str(alone(read("email", raw)[0]).unknown) == "automatic mail (replied)"


def test_a_monitor_that_wants_no_automatic_answers_opens_a_ticket() -> None:
    raw = first_mail(Auto_Submitted="auto-generated", X_Auto_Response_Suppress="All")
    assert kinds(read("email", raw)) == [Kind.OPENED]


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "no-such"])
def test_words_in_a_character_set_that_is_none_are_read_as_utf_8(charset: str) -> None:
    raw = f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\n\r\nhélp\\n"
    assert alone(read("email", raw.encode())[0]).changes["body"] == "hélp\\n"


@pytest.mark.parametrize(
    "results",
    [
        "mx.acme.example; dmarc=pass",  # for nobody
        'mx.acme.example; dmarc=pass header.from=""',
        "mx.acme.example; dmarc=fail header.from=zuper.co; dmarc=pass header.from=zuper.co",
        "mx.acme.example; dmarc=pass header.from=zuper.co; dmarc=pass header.from=other.example",
        "mx.acme.example; dmarc=pass header.from=other.example header.from=zuper.co",
    ],
)
def test_a_result_for_nobody_or_beside_another_vouches_for_nobody(results: str) -> None:
    raw = mail(Authentication_Results=results)
    given = settings("email", options={"authserv": "mx.acme.example"})
    assert kinds(read("email", raw, given=given)) == [Kind.NOTED]
