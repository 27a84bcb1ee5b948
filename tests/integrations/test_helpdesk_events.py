"""Each kind's own events and facts."""

from __future__ import annotations

import base64
import contextlib
from typing import Any

import pytest

from integrations.kinds.registry import helpdesks, source_settings
from router.domain.errors import BadEvent, BadSettings
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import CLOCK_SKEW
from router.domain.time.instants import HOUR, format_instant, parse_instant
from tests.integrations.builders import NOW, kinds, only, read, settings
from tests.integrations.deliveries import (
    cloud_event,
    first_mail,
    freshdesk,
    freshdesk_simple,
    generic,
    jira,
    jira_status,
    mail,
    servicenow,
    zammad,
)

OPENED = parse_instant("2026-11-22T08:00:00Z")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("freshdesk", freshdesk()),
        ("jira", jira()),
        ("servicenow", servicenow()),
        ("zammad", zammad()),
        ("generic", generic()),
        ("github", cloud_event()),
    ],
)
def test_every_delivery_that_knows_when_the_ticket_was_opened_says_so(
    kind: str, payload: dict[str, Any]
) -> None:
    (opened,) = [e for s in read(kind, payload) for e in s.events if e.kind is Kind.OPENED]
    assert opened.at == OPENED


@pytest.mark.parametrize(
    ("kind", "payload", "facts"),
    [
        (
            "freshdesk",
            freshdesk(),
            {
                "external_id": "1228307",
                "body": "Nobody can open them.",
                "priority": "high",
                "tags": ("zuper", "emea"),
                "organisation": "Acme",
                "requester": "ana@customer.example",
            },
        ),
        (
            "jira",
            jira(),
            {
                "external_id": "SUP-7",
                "body": "Nobody can open them.",
                "priority": "high",
                "tags": ("zuper", "emea"),
                "requester_name": "Ana",
            },
        ),
        (
            "servicenow",
            servicenow(),
            {
                "external_id": "INC0010001",
                "priority": "2 - high",
                "product": "Zuper",
                "requester": "ana@customer.example",
            },
        ),
        (
            "zammad",
            zammad(),
            {
                "external_id": "81",
                "priority": "3 high",
                "organisation": "Acme",
                "requester_name": "Ana Silva",
            },
        ),
        ("generic", generic(), {"external_id": "A-7", "priority": "high"}),
    ],
)
def test_facts(kind: str, payload: dict[str, Any], facts: dict[str, object]) -> None:
    found = read(kind, payload)[0].facts("desk")
    assert found.subject == "Work orders do not load"
    assert {key: getattr(found, key) for key in facts} == facts


def after_opening(kind: str, payload: dict[str, Any], **raw: Any) -> list[tuple[str, str | None]]:
    given = settings(kind, **raw)
    return [
        (str(e.kind), e.data.get("reason"))
        for s in read(kind, payload, given=given)
        for e in s.events
        if e.kind is not Kind.OPENED
    ]


PAUSED = ("paused", "waiting_for_customer")
HELD = ("paused", "on_hold")
RESUMED = ("resumed", "waiting_for_customer")
RELEASED = ("resumed", "on_hold")
RESOLVED, CLOSED, REOPENED = ("resolved", None), ("closed", None), ("reopened", None)


@pytest.mark.parametrize(
    ("kind", "payload", "expected"),
    [
        ("jira", jira_status("In Progress", "Waiting for customer"), [PAUSED]),
        ("jira", jira_status("Waiting for customer", "In Progress"), [RESUMED]),
        ("jira", jira_status("In Progress", "Pending"), [HELD]),
        ("jira", jira_status("In Progress", "Resolved"), [RESOLVED]),
        ("jira", jira_status("Resolved", "In Progress"), [REOPENED]),
        ("jira", jira_status("Resolved", "Closed"), [CLOSED]),
        ("jira", jira("issue_created"), []),
        ("jira", jira("issue_deleted"), [("deleted", None)]),
        ("jira", jira("comment_updated"), []),
        ("servicenow", servicenow("inserted"), []),
        ("servicenow", servicenow("deleted"), [("deleted", None)]),
        (
            "servicenow",
            servicenow(
                "updated", record={"state": "3", "hold_reason": "1"}, previous={"state": "2"}
            ),
            [PAUSED],
        ),
        (
            "servicenow",
            servicenow(
                "updated", record={"state": "3", "hold_reason": "5"}, previous={"state": "2"}
            ),
            [HELD],
        ),
        (
            "servicenow",
            servicenow(
                "updated", record={"state": "3", "hold_reason": "4"}, previous={"state": "2"}
            ),
            [],
        ),
        (
            "servicenow",
            servicenow(
                "updated", record={"state": "2"}, previous={"state": "3", "hold_reason": "1"}
            ),
            [RESUMED],
        ),
        (
            "servicenow",
            servicenow("updated", record={"state": "6"}, previous={"state": "2"}),
            [RESOLVED],
        ),
        (
            "servicenow",
            servicenow("updated", record={"state": "7"}, previous={"state": "6"}),
            [CLOSED],
        ),
        (
            "servicenow",
            servicenow("updated", record={"state": "2"}, previous={"state": "6"}),
            [REOPENED],
        ),
        (
            "servicenow",
            servicenow("updated", record={"state": "8"}, previous={"state": "2"}),
            [("deleted", None)],
        ),
        (
            "servicenow",
            servicenow("updated", record={"state": "2"}, previous={"state": "8"}),
            [("undeleted", None), RESUMED, RELEASED, REOPENED],
        ),
    ],
)
def test_states_that_say_what_was_before(
    kind: str, payload: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    assert after_opening(kind, payload) == expected


@pytest.mark.parametrize(
    ("kind", "payload", "last"),
    [
        ("zammad", zammad(ticket={"state": "pending reminder"}), PAUSED),
        ("zammad", zammad(ticket={"state": "closed"}), CLOSED),
        ("zammad", zammad(ticket={"state": "merged"}), ("merged", None)),
        ("zammad", zammad(ticket={"state": "removed"}), ("deleted", None)),
        ("zammad", zammad(ticket={"state": "open"}), REOPENED),
        ("freshdesk", freshdesk(event="updated", ticket_status="Pending"), HELD),
        ("freshdesk", freshdesk(event="updated", ticket_status="Waiting on Customer"), PAUSED),
        ("freshdesk", freshdesk(event="updated", ticket_status=4), RESOLVED),
        ("freshdesk", freshdesk(event="updated", ticket_status="closed"), CLOSED),
        ("freshdesk", freshdesk(event="updated", ticket_status="Waiting on Third Party"), REOPENED),
        ("freshdesk", freshdesk(event="spam", ticket_status=None), ("marked_as_spam", None)),
        ("freshdesk", freshdesk(event="deleted", ticket_status=None), ("deleted", None)),
        ("freshdesk", freshdesk(event="restored", ticket_status=None), ("undeleted", None)),
    ],
)
def test_states_that_do_not_say_what_was_before(
    kind: str, payload: dict[str, Any], last: tuple[str, str | None]
) -> None:
    assert after_opening(kind, payload)[-1] == last


@pytest.mark.parametrize("build", [generic, cloud_event])
@pytest.mark.parametrize(
    ("what", "data", "expected"),
    [
        ("ticket.opened", {}, []),
        ("ticket.updated", {}, []),
        ("ticket.paused", {"reason": "waiting_for_parts"}, [("paused", "waiting_for_parts")]),
        ("ticket.resumed", {}, [("resumed", None)]),
        ("ticket.resolved", {}, [RESOLVED]),
        ("ticket.closed", {}, [CLOSED]),
        ("ticket.reopened", {}, [REOPENED]),
        ("ticket.merged", {"into": "A-8"}, [("merged", None)]),
        ("ticket.marked_as_spam", {}, [("marked_as_spam", None)]),
        ("ticket.deleted", {}, [("deleted", None)]),
        ("ticket.undeleted", {}, [("undeleted", None)]),
    ],
)
def test_generic_events(
    build: Any, what: str, data: dict[str, Any], expected: list[tuple[str, str | None]]
) -> None:
    assert after_opening("generic", build(what, **data)) == expected


def test_cloud_events_come_structured_binary_and_in_batches_alike() -> None:
    event = cloud_event()
    binary = {f"ce-{key}": event[key] for key in ("specversion", "id", "source", "type", "time")}
    structured = read("generic", event, {"content-type": "application/cloudevents+json"})
    by_headers = read("generic", event["data"], binary | {"content-type": "application/json"})
    batch = read("generic", [event, event], {"content-type": "application/cloudevents-batch+json"})
    assert structured == by_headers == batch[:1] == batch[1:]
    assert read("generic", []) == []


def test_a_word_of_their_own_is_told_by_the_settings_and_otherwise_counted() -> None:
    payload = zammad(ticket={"state": "waiting on parts"})
    strange = read("zammad", payload)
    assert strange[1].unknown == "state waiting on parts"
    given = {"statuses": "Done = solved, Waiting on parts=hold"}
    assert after_opening("zammad", payload, options=given)[-1] == HELD
    with pytest.raises(BadSettings, match="'x=blue' is not a status"):
        source_settings("zammad", "desk", {"options": {"statuses": "x=blue"}})


@pytest.mark.parametrize(
    ("kind", "payload", "name"),
    [
        ("freshdesk", freshdesk(event="painted"), "painted"),
        ("jira", jira("issue_painted"), "issue_painted"),
        ("jira", {"webhookEvent": "user_created"}, "user_created"),
        ("servicenow", servicenow("painted"), "painted"),
        ("generic", generic("ticket.painted"), "ticket.painted"),
        ("generic", {"type": "user.created", "timestamp": "now"}, "user.created"),
        ("github", cloud_event("ticket.painted"), "com.example.ticket.painted"),
    ],
)
def test_unknown_types_are_kept_and_never_an_error(
    kind: str, payload: dict[str, Any], name: str
) -> None:
    assert name in [s.unknown for s in read(kind, payload)]


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        ("freshdesk", freshdesk(ticket_id=None), "ticket_id: is missing"),
        ("freshdesk", freshdesk(ticket_updated_at="5 mins ago"), "ticket_updated_at: '5 mins ago'"),
        ("jira", jira(timestamp="soon"), "timestamp: is not a time"),
        ("jira", jira(comment={"id": []}), "comment.id: is []"),
        ("jira", jira(fields={"created": "x"}), "issue.fields.created: 'x'"),
        ("servicenow", servicenow(record={"number": ""}), 'record.number: is ""'),
        ("servicenow", servicenow("updated", record={"state": "99"}), "record.state: '99'"),
        ("servicenow", servicenow(comment={"public": None}), "comment.public: is missing"),
        ("zammad", zammad(ticket={"updated_at": None}), "ticket.updated_at: is missing"),
        ("zammad", zammad(article={"id": None}), "article.id: is missing"),
        ("generic", generic(comment={"id": ""}), 'data.comment.id: is ""'),
        ("generic", generic("ticket.paused"), "data.reason: is missing"),
        ("generic", generic() | {"timestamp": 5}, "timestamp: is 5"),
        ("generic", [generic(), 7], "[1]: is 7; it must be a JSON object"),
        ("generic", cloud_event() | {"specversion": "0.3"}, 'specversion: "0.3" is not 1.0'),
        ("email", b"Subject: x\r\n\r\nhello", "From: has 0 mail addresses"),
        ("email", b"From: a@b, c@d\r\n\r\nhello", "From: has 2 mail addresses"),
    ],
)
def test_rubbish_is_refused_with_the_field(kind: str, payload: object, reason: str) -> None:
    with pytest.raises(BadEvent) as refused:
        read(kind, payload)
    assert reason in str(refused.value)


def test_a_delivery_from_the_future_counts_now_and_is_flagged() -> None:
    ahead = format_instant(NOW + HOUR)
    (sighting,) = read("generic", generic() | {"timestamp": ahead})
    assert only([sighting], Kind.VENDOR_REPLIED).at == NOW
    assert sighting.flags == {CLOCK_SKEW}
    assert sighting.facts_at == NOW


def test_jira_an_issue_that_moves_goes_on_under_its_new_key() -> None:
    item = {"field": "Key", "fromString": "OLD-1", "toString": "SUP-7"}
    here, gone = read("jira", jira("issue_updated", changelog={"items": [item]}))
    assert (here.external_id, gone.external_id) == ("SUP-7", "OLD-1")
    assert only([gone], Kind.MERGED).data == {"into": "SUP-7"}


def test_jira_reads_the_document_tree_of_a_description() -> None:
    def line(words: str) -> dict[str, Any]:
        return {"type": "paragraph", "content": [{"type": "text", "text": words}]}

    tree = {"type": "doc", "content": [line("One"), line("Two")]}
    (sighting,) = read("jira", jira(fields={"description": tree}))
    assert sighting.facts("desk").body == "One\nTwo"


def test_freshdesk_simple_content_is_read_as_far_as_it_goes() -> None:
    (sighting,) = read("freshdesk", freshdesk_simple())
    assert kinds([sighting]) == [Kind.OPENED]
    assert sighting.events[0].at == NOW
    assert sighting.facts("desk").subject == "Work orders do not load"
    told = kinds(read("freshdesk", freshdesk_simple(triggered_event="{reply_sent:sent}")))
    assert told[0] is Kind.CUSTOMER_REPLIED


def test_freshdesk_may_show_its_secret_as_a_password() -> None:
    shown = base64.b64encode(b"any:hush").decode()
    headers = {"authorization": f"Basic {shown}"}
    assert helpdesks()["freshdesk"].verify(headers, b"{}", ["hush"], NOW).delivery_id


def test_zammad_the_first_article_is_the_ticket_and_no_reply() -> None:
    (sighting,) = read("zammad", zammad(ticket={"article_count": 1}))
    assert Kind.VENDOR_REPLIED not in kinds([sighting])
    assert sighting.facts("desk").body == "We are looking into it."


class TestMail:
    def test_a_first_mail_opens_a_ticket_when_our_server_received_it(self) -> None:
        (sighting,) = read("email", first_mail())
        facts = sighting.facts("desk")
        assert facts.external_id == "one@customer.example"
        assert facts.subject == "Work orders do not load"
        assert (facts.requester, facts.requester_name) == ("ana@customer.example", "Ana Müller")
        (opened,) = sighting.events
        assert opened.at == parse_instant("2026-11-22T09:36:44Z")

    def test_a_reply_belongs_to_the_mail_that_began_the_thread(self) -> None:
        (sighting,) = read("email", mail())
        assert sighting.external_id == "one@customer.example"
        assert sighting.thread == ("one@customer.example", "two@zuper.co")

    def test_an_answer_to_our_own_notice_and_a_token_name_our_ticket(self) -> None:
        (sighting,) = read("email", mail(References="<ticket-T-7@acme.example>"))
        assert sighting.thread[-1] == "ticket:T-7"
        (sighting,) = read("email", mail(References=None, Subject="RE: [#T-9] Work orders"))
        assert sighting.thread[-1] == "ticket:T-9"
        assert kinds([sighting]) == [Kind.VENDOR_REPLIED]

    @pytest.mark.parametrize(
        "headers",
        [
            {"Auto_Submitted": "auto-replied (vacation)"},
            {"Auto_Submitted": "auto-generated"},
            {"Return_Path": "<>"},
            {"Precedence": "auto_reply"},
            {"X_Autoreply": "yes"},
            {"From": "MAILER-DAEMON@zuper.co"},
            {"Content_Type": 'multipart/report; boundary="b"'},
            {"Precedence": "bulk"},
        ],
    )
    def test_automatic_mail_is_no_answer_and_opens_nothing(self, headers: dict[str, str]) -> None:
        assert kinds(read("email", mail(**headers))) == [Kind.NOTED]
        first = read("email", first_mail(**headers))
        if headers.get("Auto_Submitted") == "auto-generated":  # a form or a monitor may ask
            assert kinds(first) == [Kind.OPENED]
        else:
            assert kinds(first) == []
            assert str(first[0].unknown).startswith("automatic mail")

    def test_a_vendors_mail_counts_at_our_receipt_not_at_its_own_date(self) -> None:
        event = only(read("email", mail()), Kind.VENDOR_REPLIED)
        assert event.at == parse_instant("2026-11-22T09:36:44Z")
        early = mail(Received="from x by y; Mon, 02 Nov 2026 10:00:00 +0000")
        assert only(read("email", early), Kind.VENDOR_REPLIED).at == NOW

    @pytest.mark.parametrize(
        ("results", "kind"),
        [
            ("mail.acme.example; dmarc=pass header.from=zuper.co", Kind.VENDOR_REPLIED),
            ("mail.acme.example; spf=pass; dmarc=fail", Kind.NOTED),
            ("evil.example; dmarc=pass", Kind.NOTED),
            (None, Kind.NOTED),
        ],
    )
    def test_with_our_servers_name_a_forged_vendor_is_only_a_note(
        self, results: str | None, kind: Kind
    ) -> None:
        given = settings("email", options={"authserv": "mail.acme.example"})
        sightings = read("email", mail(Authentication_Results=results), given=given)
        assert kinds(sightings) == [kind]
        assert ("unauthenticated_sender" in sightings[0].flags) is (kind is Kind.NOTED)

    def test_our_own_mail_coming_back_is_an_echo(self) -> None:
        given = settings("email", options={"own_addresses": "sla@acme.example"})
        (sighting,) = read("email", mail(From="sla@acme.example"), given=given)
        assert sighting.echoes == ("two@zuper.co",)
        assert sighting.events == ()

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (mail(Content_Type="text/html", body="<p>Hi <b>you</b></p><style>x</style>"), "Hi you"),
            (mail(Content_Type="text/plain; charset=klingon", body="Hi"), "Hi"),
            (
                mail(
                    Content_Type='multipart/alternative; boundary="b"',
                    body="--b\r\nContent-Type: text/html\r\n\r\n<p>no</p>\r\n"
                    "--b\r\nContent-Type: text/plain\r\n\r\nyes\r\n--b--",
                ),
                "yes",
            ),
        ],
    )
    def test_the_words_are_found_in_any_shape(self, raw: bytes, words: str) -> None:
        assert read("email", raw)[0].comments[0].body == words

    def test_nested_too_deep_or_too_big_is_refused(self) -> None:
        deep = b"From: a@b\r\n"
        for level in range(3000):
            deep += b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (level, level)
        with contextlib.suppress(BadEvent):  # or read as far as it goes
            read("email", deep)
        with pytest.raises(BadEvent, match="at most"):
            read("email", b"From: a@b\r\n\r\n" + b"x" * (1 << 20))


def test_a_restricted_comment_of_jira_is_a_note() -> None:
    """Restricted to a role or group, or internal to the service desk: the customer sees none."""
    for hidden in (
        {"visibility": {"type": "role", "value": "Service Desk Team"}},
        {"visibility": {"type": "group", "value": "jira-staff", "identifier": "5"}},
        {"jsdPublic": False},
        {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]},
    ):
        payload = jira()
        payload["comment"] |= hidden
        assert Kind.NOTED in kinds(read("jira", payload)), hidden
        assert Kind.VENDOR_REPLIED not in kinds(read("jira", payload)), hidden


@pytest.mark.parametrize("key", ["accountId", "key", "name", "emailAddress"])
def test_who_reported_an_issue_of_jira_speaks_as_the_customer(key: str) -> None:
    """Also where all staff are the vendor's, and on Data Center, which knows no accounts."""
    payload = jira()
    person = {key: "Ana.Silva", "displayName": "Ana"}
    payload["comment"]["author"] = dict(person)
    payload["issue"]["fields"]["reporter"] = dict(person)
    all_but_customers = settings("jira", staff_are_vendor=True, vendors={})
    told = kinds(read("jira", payload, given=all_but_customers))
    assert Kind.CUSTOMER_REPLIED in told
    assert Kind.VENDOR_REPLIED not in told


def test_a_reply_with_the_words_of_a_note_counts() -> None:
    """Freshdesk has no ids of comments: the same words as a note and as a reply are two."""
    note = only(
        read("freshdesk", freshdesk(event="noted", ticket_latest_private_comment="On it")),
        Kind.NOTED,
    )
    reply = only(
        read("freshdesk", freshdesk(event="replied", ticket_latest_public_comment="On it")),
        Kind.VENDOR_REPLIED,
    )
    assert note.key != reply.key


def test_headers_that_no_signature_covers_say_nothing() -> None:
    """A captured call, replayed with other attributes in its headers, resolves no ticket."""
    payload = cloud_event()["data"]
    headers = {
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "x",
        "ce-type": "com.example.ticket.resolved",
        "content-type": "application/json",
    }
    with pytest.raises(BadEvent, match="which this source's signature does not cover"):
        read("github", payload, headers)
