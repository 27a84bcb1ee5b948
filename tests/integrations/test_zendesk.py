"""Zendesk: signature, every event, and which reply stops a clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest

from integrations.helpdesks.zendesk.zendesk_adapter import Zendesk
from integrations.helpdesks.zendesk.zendesk_trigger import TEMPLATE
from integrations.transport import signatures
from router.domain.errors import BadEvent, BadSettings, BadSignature
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import CLOCK_SKEW
from router.domain.time.instants import DAY, HOUR, Instant, parse_instant
from tests.integrations.builders import (
    NOW,
    SECRET,
    body,
    kinds,
    only,
    read,
    settings,
    zendesk_comment,
    zendesk_event,
    zendesk_trigger,
)

AT = parse_instant("2026-11-22T09:36:44.304701605Z")


def signed(raw: bytes, at: Instant = NOW, secret: str = SECRET) -> dict[str, str]:
    return signatures.sign(signatures.ZENDESK, secret, raw, at=at)


class TestSignature:
    def test_right_gives_the_signed_payload_id(self) -> None:
        raw = body(zendesk_event())
        verified = Zendesk().verify(signed(raw), raw, [SECRET], NOW)
        assert verified.delivery_id == "d8551ba3-4243-433c-8629-aa79dc3e7182"
        assert verified.signed_at == NOW
        assert verified.flags == frozenset()

    @pytest.mark.parametrize(
        "change",
        [
            pytest.param(lambda h: {}, id="missing"),
            pytest.param(lambda h: signed(b"other"), id="wrong"),
            pytest.param(lambda h: signed(body(zendesk_event()), secret="x"), id="other secret"),
            pytest.param(lambda h: signed(body(zendesk_event()), NOW - DAY - HOUR), id="old"),
        ],
    )
    def test_anything_else_is_refused(self, change: Any) -> None:
        raw = body(zendesk_event())
        with pytest.raises(BadSignature):
            Zendesk().verify(change(signed(raw)), raw, [SECRET], NOW)

    def test_an_hour_off_is_taken_and_flagged(self) -> None:
        raw = body(zendesk_event())
        assert Zendesk().verify(signed(raw, NOW - HOUR), raw, [SECRET], NOW).flags == {CLOCK_SKEW}

    def test_a_replay_with_another_stamp_has_the_same_delivery_id(self) -> None:
        raw = body(zendesk_event())
        ids = {
            Zendesk().verify(signed(raw, NOW - late), raw, [SECRET], NOW).delivery_id
            for late in (0, HOUR)
        }
        assert len(ids) == 1

    def test_a_trigger_payload_is_known_by_its_content(self) -> None:
        one, same, other = (
            Zendesk().verify(signed(raw), raw, [SECRET], NOW).delivery_id
            for raw in (
                body(zendesk_trigger()),
                body(zendesk_trigger()),
                body(zendesk_trigger(updated_at="2026-11-22T09:36:45Z")),
            )
        )
        assert one == same != other


class TestEvents:
    def test_created_opens_at_the_tickets_own_instant_with_its_facts(self) -> None:
        (sighting,) = read("zendesk", zendesk_event())
        (opened,) = sighting.events
        assert (opened.kind, opened.key) == (Kind.OPENED, "desk:71447:opened")
        assert opened.at == parse_instant("2026-11-22T08:00:00Z")
        assert (opened.received_at, opened.origin) == (NOW, "source:desk")
        facts = sighting.facts("desk")
        assert (facts.external_id, facts.subject) == ("71447", "Work orders do not load")
        assert (facts.priority, facts.tags) == ("high", ("zuper", "emea"))
        assert facts.organisation == "991"
        assert sighting.facts_at == AT

    @pytest.mark.parametrize(
        ("status", "expected"),
        [
            ("NEW", [Kind.OPENED]),
            ("pending", [Kind.OPENED, Kind.PAUSED]),
            ("HOLD", [Kind.OPENED, Kind.PAUSED]),
            ("SOLVED", [Kind.OPENED, Kind.RESOLVED]),
        ],
    )
    def test_a_ticket_may_be_born_in_any_status(self, status: str, expected: list[Kind]) -> None:
        assert kinds(read("zendesk", zendesk_event(detail={"status": status}))) == expected

    @pytest.mark.parametrize(
        ("before", "after", "expected"),
        [
            ("NEW", "OPEN", []),
            ("OPEN", "PENDING", [("paused", "waiting_for_customer")]),
            ("OPEN", "HOLD", [("paused", "on_hold")]),
            ("PENDING", "OPEN", [("resumed", "waiting_for_customer")]),
            ("HOLD", "OPEN", [("resumed", "on_hold")]),
            ("PENDING", "HOLD", [("resumed", "waiting_for_customer"), ("paused", "on_hold")]),
            ("OPEN", "SOLVED", [("resolved", None)]),
            ("PENDING", "SOLVED", [("resumed", "waiting_for_customer"), ("resolved", None)]),
            ("SOLVED", "CLOSED", [("closed", None)]),
            ("SOLVED", "OPEN", [("reopened", None)]),
            ("SOLVED", "PENDING", [("reopened", None), ("paused", "waiting_for_customer")]),
            ("solved", "open", [("reopened", None)]),
        ],
    )
    def test_status_changes(
        self, before: str, after: str, expected: list[tuple[str, str | None]]
    ) -> None:
        event = {"current": after, "previous": before, "meta": {"sequence": {"position": 3}}}
        (sighting,) = read("zendesk", zendesk_event("ticket.status_changed", event=event))
        told = [e for e in sighting.events if e.kind is not Kind.OPENED]
        assert [(str(e.kind), e.data.get("reason")) for e in told] == expected
        assert all(e.at == AT for e in told)
        assert [e.sequence for e in told] == sorted(e.sequence for e in told)

    @pytest.mark.parametrize(
        ("what", "kind"),
        [
            ("merged", Kind.MERGED),
            ("marked_as_spam", Kind.MARKED_AS_SPAM),
            ("soft_deleted", Kind.DELETED),
            ("permanently_deleted", Kind.DELETED),
            ("undeleted", Kind.UNDELETED),
        ],
    )
    def test_cancelling_and_taking_it_back(self, what: str, kind: Kind) -> None:
        assert kinds(read("zendesk", zendesk_event(f"ticket.{what}"))) == [Kind.OPENED, kind]

    def test_a_changed_priority_and_tags_are_facts(self) -> None:
        event = {"current": "URGENT", "previous": "HIGH"}
        (sighting,) = read(
            "zendesk",
            zendesk_event("ticket.priority_changed", event=event, detail={"priority": "URGENT"}),
        )
        assert sighting.facts("desk").priority == "urgent"
        assert kinds([sighting]) == [Kind.OPENED]

    def test_the_product_comes_from_the_field_that_the_settings_name(self) -> None:
        event = {"custom_field": {"id": "10"}, "current": {"value": "Zuper Pro"}}
        given = settings(options={"product_field": "10"})
        (sighting,) = read(
            "zendesk", zendesk_event("ticket.custom_field_changed", event=event), given=given
        )
        assert sighting.facts("desk").product == "Zuper Pro"

    @pytest.mark.parametrize(
        "what", ["ticket.painted_green", "user.created", "messaging_ticket.renamed", "x"]
    )
    def test_unknown_types_are_kept_and_never_an_error(self, what: str) -> None:
        sighting = read("zendesk", zendesk_event(what))[0]
        assert sighting.unknown == f"zen:event-type:{what}"
        assert sighting.events == ()

    @pytest.mark.parametrize(
        ("digits", "nanoseconds"), [("", 0), (".3", 300_000_000), (".000000001", 1)]
    )
    def test_the_instant_keeps_nought_to_nine_digits(self, digits: str, nanoseconds: int) -> None:
        payload = zendesk_comment() | {"time": f"2026-11-22T09:36:44{digits}Z"}
        event = only(read("zendesk", payload), Kind.VENDOR_REPLIED)
        assert event.at == parse_instant("2026-11-22T09:36:44Z") + nanoseconds

    def test_numbers_as_ids_are_the_same_ticket(self) -> None:
        (sighting,) = read("zendesk", zendesk_event(detail={"id": 71447}))
        assert sighting.external_id == "71447"


class TestWhoSaidIt:
    def test_a_public_reply_by_the_vendors_staff_counts_as_theirs(self) -> None:
        (sighting,) = read("zendesk", zendesk_comment())
        event = only([sighting], Kind.VENDOR_REPLIED)
        assert event.data == {"vendor": "zuper"}
        assert event.key == "desk:comment:58789194475545"
        assert event.at == AT
        (comment,) = sighting.comments
        assert (comment.author, comment.public, comment.body) == (
            "Asha",
            True,
            "We are looking into it.",
        )
        assert comment.key == event.key

    @pytest.mark.parametrize(
        ("payload", "kind"),
        [
            pytest.param(zendesk_comment(public=False), Kind.NOTED, id="a private note"),
            pytest.param(zendesk_comment(user="-1"), Kind.NOTED, id="the system"),
            pytest.param(zendesk_comment(user="zd:answerBot"), Kind.NOTED, id="a bot"),
            pytest.param(
                zendesk_comment(via={"channel": "rule"}), Kind.NOTED, id="an automatic answer"
            ),
            pytest.param(zendesk_comment(user="42"), Kind.AGENT_REPLIED, id="our own agent"),
            pytest.param(
                zendesk_comment(user="43", staff=False), Kind.CUSTOMER_REPLIED, id="the customer"
            ),
        ],
    )
    def test_these_stop_nothing(self, payload: dict[str, Any], kind: Kind) -> None:
        assert kinds(read("zendesk", payload)) == [Kind.OPENED, kind]

    def test_a_bot_that_the_settings_name_is_no_answer(self) -> None:
        given = settings(bots={"users": ["7001"]})
        assert kinds(read("zendesk", zendesk_comment(), given=given))[1] is Kind.NOTED

    def test_with_no_vendor_staff_named_staff_are_ours_unless_the_settings_say_otherwise(
        self,
    ) -> None:
        ours = settings(vendors={})
        assert kinds(read("zendesk", zendesk_comment(), given=ours))[1] is Kind.AGENT_REPLIED
        theirs = settings(vendors={}, staff_are_vendor=True)
        event = only(read("zendesk", zendesk_comment(), given=theirs), Kind.VENDOR_REPLIED)
        assert event.data == {}

    def test_staff_are_vendor_yields_to_vendor_staff_that_is_named(self) -> None:
        given = settings(staff_are_vendor=True)
        payload = zendesk_comment(user="42")
        assert kinds(read("zendesk", payload, given=given))[1] is Kind.AGENT_REPLIED

    def test_our_own_note_comes_back_as_an_echo_and_is_dropped(self) -> None:
        given = settings()
        given = replace(given, written=frozenset({"58789194475545"}))
        (sighting,) = read("zendesk", zendesk_comment(public=False), given=given)
        assert sighting.echoes == ("58789194475545",)
        assert kinds([sighting]) == [Kind.OPENED]
        assert sighting.comments == ()

    def test_the_tickets_first_text_is_no_reply_even_by_staff(self) -> None:
        payload = zendesk_comment(body="Nobody can log in")
        payload["detail"] |= {
            "description": "Nobody can log in ",
            "created_at": "2026-11-22T09:36:43Z",
        }
        assert kinds(read("zendesk", payload)) == [Kind.OPENED]

    @pytest.mark.parametrize(
        ("actor", "kind"),
        [
            ({"type": "agent", "id": "7001"}, Kind.VENDOR_REPLIED),
            ({"type": "agent", "id": "42"}, Kind.AGENT_REPLIED),
            ({"type": "END_USER", "id": "9"}, Kind.CUSTOMER_REPLIED),
            ({"type": "system", "id": "zd:answerBot"}, Kind.NOTED),
            ({"type": "trigger", "id": "5"}, Kind.NOTED),
            ({"type": "bot", "id": "5"}, Kind.NOTED),
        ],
    )
    def test_messaging(self, actor: dict[str, str], kind: Kind) -> None:
        payload = zendesk_event(
            "messaging_ticket.message_added",
            event={
                "actor": {"name": "Asha"} | actor,
                "conversation_id": "67ab",
                "message": {"id": "67ab5f55", "body": "Hello"},
            },
        )
        payload["detail"] = {"id": "71447"}
        assert kinds(read("zendesk", payload)) == [kind]


class TestDeleted:
    """A ticket that is DELETED has no clocks, whatever event says so."""

    @pytest.mark.parametrize("what", ["priority_changed", "tags_changed", "created"])
    def test_an_event_of_a_deleted_ticket_cancels(self, what: str) -> None:
        payload = zendesk_event(f"ticket.{what}", event={})
        payload["detail"]["status"] = "DELETED"
        assert Kind.DELETED in kinds(read("zendesk", payload))

    def test_a_status_that_changes_to_deleted_and_back(self) -> None:
        gone = zendesk_event(
            "ticket.status_changed", event={"current": "DELETED", "previous": "OPEN"}
        )
        back = zendesk_event(
            "ticket.status_changed", event={"current": "OPEN", "previous": "DELETED"}
        )
        assert kinds(read("zendesk", gone))[-1] is Kind.DELETED
        assert Kind.UNDELETED in kinds(read("zendesk", back))


class TestTrigger:
    def test_the_template_fills_every_key_that_is_read(self) -> None:
        assert set(zendesk_trigger()) == set(TEMPLATE)

    def test_a_vendor_reply(self) -> None:
        (sighting,) = read("zendesk", zendesk_trigger())
        event = only([sighting], Kind.VENDOR_REPLIED)
        assert event.key == "desk:comment:58789194475545"
        assert event.at == parse_instant("2026-11-22T09:36:44Z")
        facts = sighting.facts("desk")
        assert (facts.priority, facts.tags, facts.language) == ("high", ("zuper", "emea"), "fr")
        assert (facts.organisation, facts.requester) == ("Acme", "ana@customer.example")
        assert facts.url == "https://acme.zendesk.com/agent/tickets/71447"

    def test_it_has_the_same_natural_keys_as_the_event_subscription(self) -> None:
        """So that seeing a fact both ways changes nothing."""
        by_event = read("zendesk", zendesk_comment()) + read(
            "zendesk",
            zendesk_event("ticket.status_changed", event={"current": "SOLVED", "previous": "OPEN"}),
        )
        by_trigger = read("zendesk", zendesk_trigger(status="Solved"))
        keys = {e.key for s in by_event for e in s.events}
        assert keys <= {e.key for s in by_trigger for e in s.events}

    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({"comment_public": "false"}, Kind.NOTED),
            ({"author_email": "", "author_id": "5", "author_role": "Admin"}, Kind.AGENT_REPLIED),
            (
                {
                    "author_email": "ana@customer.example",
                    "author_id": "9",
                    "author_role": "End-user",
                },
                Kind.CUSTOMER_REPLIED,
            ),
            ({"author_id": "-1", "author_email": "asha@zuper.co"}, Kind.NOTED),
        ],
    )
    def test_these_stop_nothing(self, change: dict[str, str], kind: Kind) -> None:
        told = kinds(read("zendesk", zendesk_trigger(**change)))
        assert kind in told
        assert Kind.VENDOR_REPLIED not in told

    @pytest.mark.parametrize(
        ("status", "last"),
        [
            ("Pending", Kind.PAUSED),
            ("On-hold", Kind.PAUSED),
            ("Solved", Kind.RESOLVED),
            ("Closed", Kind.CLOSED),
        ],
    )
    def test_status(self, status: str, last: Kind) -> None:
        assert kinds(read("zendesk", zendesk_trigger(status=status)))[-1] is last

    def test_open_ends_what_may_have_held(self) -> None:
        (sighting,) = read("zendesk", zendesk_trigger(status="open"))
        ends = [(str(e.kind), e.data.get("reason")) for e in sighting.events[2:]]
        assert ends == [
            ("resumed", "waiting_for_customer"),
            ("resumed", "on_hold"),
            ("reopened", None),
        ]

    @pytest.mark.parametrize(
        "subject",
        [
            'x", "ticket_id":"71448", "comment_id":"666", "author_email":"asha@zuper.co", "z":"',
            'x", "status":"solved", "z":"',
            'x", "status":"solved',
            'x", "description":"d", "comment":"c"}\n{"a":"',
            'He said "no", twice',
            "x\\",
        ],
    )
    def test_no_text_of_a_ticket_can_write_a_field_of_a_json_trigger(self, subject: str) -> None:
        """Zendesk fills in the template without escaping: whatever it makes of it is refused
        whole, kept, and the way to forms is shown."""
        pairs = zendesk_trigger(subject=subject).items()
        raw = "{" + ",".join(f'"{key}": "{value}"' for key, value in pairs) + "}"
        with pytest.raises(BadEvent, match="Form encoded"):
            read("zendesk", raw.encode())

    @pytest.mark.parametrize("key", ["author_role", "comment"])
    def test_a_json_trigger_that_lacks_a_key_could_be_given_it_by_a_text(self, key: str) -> None:
        payload = zendesk_trigger()
        del payload[key]
        with pytest.raises(BadEvent, match=f"lacks {key}: .*Form encoded"):
            read("zendesk", payload)

    def test_a_form_says_only_what_its_fields_say(self) -> None:
        said = 'x", "status":"solved", "author_email":"asha@zuper.co&status=solved'
        form = zendesk_trigger(subject=said, author_email="ana@customer.example", author_id="9")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        (sighting,) = read("zendesk", urlencode(form).encode(), headers)
        assert sighting.changes["subject"] == said
        assert {Kind.RESOLVED, Kind.VENDOR_REPLIED}.isdisjoint(kinds([sighting]))

    def test_a_form_with_a_key_twice_is_refused(self) -> None:
        raw = urlencode([*zendesk_trigger().items(), ("status", "solved")]).encode()
        with pytest.raises(BadEvent, match="'status' stands twice in the form"):
            read("zendesk", raw, {"content-type": "application/x-www-form-urlencoded"})

    def test_a_form_is_read_as_well(self) -> None:
        raw = urlencode(zendesk_trigger(comment='He said "no" & left')).encode()
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        (sighting,) = read("zendesk", raw, headers)
        assert sighting.comments[0].body == 'He said "no" & left'

    def test_a_new_tickets_first_text_is_no_reply(self) -> None:
        payload = zendesk_trigger(
            created_at="2026-11-22T09:36:44Z", comment=zendesk_trigger()["description"]
        )
        assert Kind.VENDOR_REPLIED not in kinds(read("zendesk", payload))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "the body is not JSON"),
        (b"\xff", "not UTF-8 at byte 0"),
        (b"[]", "the body is a list; it must be a JSON object"),
        (b"NaN", "NaN is not JSON"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "deeper than 64"),
        (b"[" * 200_000, "deeper than 64"),
        (b" " * (1 << 20) + b"{}", "at most 1,048,576"),
        ({}, "ticket_id: is missing"),
        (zendesk_event(time="yesterday"), "time: 'yesterday' is not an instant"),
        (zendesk_event(detail={"id": None}), "detail.id: is missing"),
        (zendesk_event(detail={"id": {}}), "detail.id: is {}; it must be an id"),
        (zendesk_event() | {"detail": 5}, "detail: is 5; it must be an object"),
        (zendesk_event("ticket.comment_added", event={}), "event.comment: is missing"),
        (zendesk_comment(is_public="maybe"), 'event.comment.is_public: is "maybe"'),
        (
            zendesk_event("ticket.status_changed", event={"current": "HAPPY"}),
            "event.current: 'happy' is not a status",
        ),
        (zendesk_trigger(updated_at="22/11/2026"), "updated_at: '22/11/2026' is not an instant"),
    ],
)
def test_rubbish_is_refused_with_the_field_and_what_would_be_right(
    payload: object, reason: str
) -> None:
    with pytest.raises(BadEvent) as refused:
        read("zendesk", payload)
    assert reason in str(refused.value)


def test_what_no_database_can_hold_is_replaced() -> None:
    raw = body(zendesk_event(detail={"subject": "a\x00b\ud800c"}))
    (sighting,) = read("zendesk", raw)
    assert sighting.facts("desk").subject == "a\ufffdb\ufffdc"


def test_settings_name_every_problem_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        settings(vendors={"zuper": {"domain": ["x"], "users": "y"}}, staff_are_vendor="yes")
    for words in ("vendors.zuper.domain:", "vendors.zuper.users:", "staff_are_vendor:"):
        assert words in str(refused.value)
    with pytest.raises(BadSettings, match=r"options.colour: not an option of zendesk"):
        settings(options={"colour": "green"})
