"""Writing back to Zendesk and making good what webhooks dropped, against a real local server."""

from __future__ import annotations

import json
from typing import Any

import pytest

from integrations.helpdesks.zendesk.zendesk_api import open_api
from integrations.helpdesks.zendesk.zendesk_reconcile import Progress, Reconciled, reconcile
from integrations.helpdesks.zendesk.zendesk_write_back import ZendeskWriteBack
from integrations.transport.http import Http
from router.domain.errors import DeliveryFailed
from router.domain.tickets.events import Kind
from router.domain.time.instants import parse_instant
from router.usecases.ports import Message
from tests.integrations.builders import NOW, kinds, read, settings, zendesk_comment, zendesk_event
from tests.integrations.servers import Receiver, receiver

ENV = {"DESK_TOKEN": "hush"}
TICKET = {
    "id": 71447,
    "status": "open",
    "priority": "high",
    "subject": "Work orders do not load",
    "description": "Nobody can open them.",
    "tags": ["zuper", "sla_tier_p3"],
    "custom_fields": [{"id": 11, "value": "p3"}],
    "created_at": "2026-11-22T08:00:00Z",
    "updated_at": "2026-11-22T09:36:44Z",
}
NO_COMMENTS = {"comments": [{"id": 1, "body": "Hello"}]}
AUDIT = {"events": [{"id": 5, "type": "Change"}, {"id": 6, "type": "Comment"}]}

Said = tuple[int, dict[str, str], bytes]


def says(value: object, status: int = 200, **headers: str) -> Said:
    return status, headers, json.dumps(value).encode()


def raw_settings(there: Receiver, **options: str) -> dict[str, object]:
    return {
        "options": {
            "api_url": f"http://127.0.0.1:{there.port}",
            "api_user": "sla@acme.example",
            "api_token_env": "DESK_TOKEN",
            "write_back": "on",
            **options,
        }
    }


def http() -> Http:
    return Http(allowed=("127.0.0.0/8",), now=lambda: NOW)


def a_message(note: str = "This ticket goes to zuper.", **fields: object) -> Message:
    return Message(
        id="D-9",
        kind="write_back",
        to="desk",
        subject="routed",
        text=note,
        at=NOW,
        data={
            "external_id": "71447",
            "note": note,
            "fields": {"tier": "p1", "vendor": "zuper", "next_due_at": "2026-11-22T11:00:00Z"}
            | fields,
        },
    )


def write(there: Receiver, message: Message | None = None, **options: str) -> str:
    given = raw_settings(there, **options)
    return ZendeskWriteBack(ENV).write_back(message or a_message(), given, http())


class TestWriteBack:
    def test_writes_tags_and_an_internal_note_for_the_version_it_saw(self) -> None:
        answers = [says(NO_COMMENTS), says({"ticket": TICKET}), says({"audit": AUDIT})]
        with receiver(answers=answers) as there:
            assert write(there) == "desk:comment:6"
        comments, ticket, update = there.got
        assert comments.path.startswith("/api/v2/tickets/71447/comments.json")
        assert (ticket.method, ticket.path) == ("GET", "/api/v2/tickets/71447.json")
        assert update.headers["authorization"] == "Basic c2xhQGFjbWUuZXhhbXBsZS90b2tlbjpodXNo"
        assert json.loads(update.body) == {
            "ticket": {
                "tags": ["zuper", "sla_tier_p1", "sla_vendor_zuper"],
                "comment": {
                    "body": "This ticket goes to zuper.\n\n[sla-router D-9]",
                    "public": False,
                },
                "safe_update": True,
                "updated_stamp": "2026-11-22T09:36:44Z",
            }
        }

    def test_writes_fields_where_the_settings_name_them(self) -> None:
        answers = [says(NO_COMMENTS), says({"ticket": TICKET}), says({"audit": AUDIT})]
        with receiver(answers=answers) as there:
            write(there, tier_field="11", deadline_field="12")
        update = json.loads(there.got[2].body)["ticket"]
        assert update["custom_fields"] == [
            {"id": 11, "value": "p1"},
            {"id": 12, "value": "2026-11-22T11:00:00Z"},
        ]
        assert "tags" not in update

    def test_a_note_that_an_earlier_attempt_wrote_is_not_written_again(self) -> None:
        ours = {"comments": [{"id": 77, "body": "This ticket…\n\n[sla-router D-9]"}]}
        with receiver(answers=[says(ours)]) as there:
            assert write(there) == "desk:comment:77"
        assert len(there.got) == 1

    def test_the_key_it_gives_is_the_one_by_which_the_note_comes_back(self) -> None:
        answers = [says(NO_COMMENTS), says({"ticket": TICKET}), says({"audit": AUDIT})]
        with receiver(answers=answers) as there:
            key = write(there)
        seen = read("zendesk", zendesk_comment(id="6", public=False))
        assert key in [event.key for event in seen[0].events]

    def test_a_ticket_that_changed_in_between_is_looked_at_again(self) -> None:
        newer = TICKET | {"updated_at": "2026-11-22T09:59:00Z"}
        answers = [
            says(NO_COMMENTS),
            says({"ticket": TICKET}),
            says({"error": "UpdateConflict"}, 409),
            says({"ticket": newer}),
            says({"audit": AUDIT}),
        ]
        with receiver(answers=answers) as there:
            write(there)
        assert json.loads(there.got[4].body)["ticket"]["updated_stamp"] == newer["updated_at"]

    def test_what_is_there_already_is_not_written(self) -> None:
        there_already = TICKET | {"tags": ["zuper", "sla_tier_p1", "sla_vendor_zuper"]}
        with receiver(answers=[says({"ticket": there_already})]) as there:
            assert write(there, a_message(note="")) == ""
        assert [got.method for got in there.got] == ["GET"]

    @pytest.mark.parametrize(
        ("answer", "retryable", "words"),
        [
            (says({}, 429, **{"Retry-After": "33"}), True, "429"),
            (says({}, 503), True, "503"),
            (says({}, 401), True, "user or token is not accepted"),
            (says({}, 404), False, "404"),
            (says([]), True, "zendesk's answer"),
        ],
    )
    def test_what_zendesk_answers_decides(self, answer: Said, retryable: bool, words: str) -> None:
        with receiver(answers=[answer]) as there, pytest.raises(DeliveryFailed) as failed:
            write(there)
        assert failed.value.retryable is retryable
        assert words in failed.value.reason
        if answer[0] == 429:
            assert failed.value.retry_after_seconds == 33

    def test_fields_of_a_closed_ticket_are_left_alone(self) -> None:
        closed = {"ticket": TICKET | {"status": "closed"}}
        with receiver(answers=[says(closed)]) as there:
            assert write(there, a_message(note="")) == ""
        assert [got.method for got in there.got] == ["GET"]

    def test_a_closed_ticket_takes_no_more(self) -> None:
        closed = {"ticket": TICKET | {"status": "closed"}}
        with (
            receiver(answers=[says(NO_COMMENTS), says(closed)]) as there,
            pytest.raises(DeliveryFailed, match="closed ticket") as failed,
        ):
            write(there)
        assert not failed.value.retryable

    def test_misconfigured_names_every_problem(self) -> None:
        problems = ZendeskWriteBack({}).check_settings(
            {"options": {"subdomain": "a/b", "api_token_env": "NOPE", "tier_field": "x"}}
        )
        assert [p.partition(":")[0] for p in problems] == [
            "options.subdomain",
            "options.api_user",
            "options.api_token_env",
            "options.tier_field",
        ]


def export_of(*audits: dict[str, Any], end: int = 1795340300) -> dict[str, Any]:
    return {"ticket_events": list(audits), "end_time": end, "end_of_stream": True}


def audit(*children: dict[str, Any], at: str = "2026-11-22T09:36:44Z") -> dict[str, Any]:
    return {"id": 9, "ticket_id": 71447, "created_at": at, "child_events": list(children)}


REPLY = {
    "id": 58789194475545,
    "event_type": "Comment",
    "author_id": 7001,
    "body": "We are looking into it.",
    "public": True,
}
SOLVED = {"id": 8, "event_type": "Change", "status": "solved", "previous_value": "open"}
USERS = {"users": [{"id": 7001, "role": "agent", "name": "Asha", "email": "asha@zuper.co"}]}
TICKETS = {"tickets": [TICKET], "after_cursor": "c2", "end_of_stream": True}


def run(*answers: Said, progress: Progress | None = None) -> tuple[Reconciled, Receiver]:
    with receiver(answers=list(answers)) as there:
        api = open_api(http(), raw_settings(there), ENV)
        done = reconcile(api, progress or Progress.since(NOW), settings(), NOW)
    return done, there


class TestReconcile:
    def test_the_export_tells_what_webhooks_would_have_told_under_the_same_keys(self) -> None:
        done, there = run(says(TICKETS), says(export_of(audit(REPLY, SOLVED))), says(USERS))
        assert kinds(list(done.sightings)) == [Kind.OPENED, Kind.VENDOR_REPLIED, Kind.RESOLVED]
        told = {e.key for s in done.sightings for e in s.events}
        by_webhook = read("zendesk", zendesk_comment()) + read(
            "zendesk",
            zendesk_event("ticket.status_changed", event={"current": "SOLVED", "previous": "OPEN"}),
        )
        assert told == {e.key for s in by_webhook for e in s.events}
        assert [got.path for got in there.got] == [
            f"/api/v2/incremental/tickets/cursor.json?start_time={NOW // 10**9}",
            "/api/v2/incremental/ticket_events.json"
            f"?start_time={NOW // 10**9 - 120}&include=comment_events",
            "/api/v2/users/show_many.json?ids=7001",
        ]
        assert done.sightings[0].facts("desk").priority == "high"
        assert not done.more

    def test_reading_goes_on_where_it_ended(self) -> None:
        done, _ = run(says(TICKETS), says(export_of(end=NOW // 10**9 + 60)))
        assert done.progress == Progress(NOW // 10**9 + 60, "c2", NOW // 10**9)
        _, there = run(says(TICKETS), says(export_of()), progress=done.progress)
        assert there.got[0].path == "/api/v2/incremental/tickets/cursor.json?cursor=c2"

    @pytest.mark.parametrize(
        ("ticket", "kind"),
        [
            (TICKET | {"status": "deleted"}, Kind.DELETED),
            (TICKET | {"status": "closed", "tags": ["closed_by_merge"]}, Kind.MERGED),
        ],
    )
    def test_deleted_and_merged_tickets(self, ticket: dict[str, Any], kind: Kind) -> None:
        done, _ = run(says(TICKETS | {"tickets": [ticket]}), says(export_of()))
        assert kinds(list(done.sightings)) == [Kind.OPENED, kind]

    @pytest.mark.parametrize(
        ("child", "kind"),
        [
            (REPLY | {"public": False}, Kind.NOTED),
            (REPLY | {"via": {"channel": "rule"}}, Kind.NOTED),
            (REPLY | {"author_id": -1}, Kind.NOTED),
            (REPLY | {"author_id": 42}, Kind.CUSTOMER_REPLIED),
        ],
    )
    def test_these_stop_nothing(self, child: dict[str, Any], kind: Kind) -> None:
        done, _ = run(says({"tickets": []}), says(export_of(audit(child))), says(USERS))
        assert kinds(list(done.sightings)) == [kind]

    def test_the_first_text_of_a_ticket_is_no_reply(self) -> None:
        create = {"id": 1, "event_type": "Create", "status": "pending"}
        done, _ = run(says({"tickets": []}), says(export_of(audit(create, REPLY))), says(USERS))
        assert kinds(list(done.sightings)) == [Kind.PAUSED]

    def test_one_that_cannot_be_read_does_not_stop_the_rest(self) -> None:
        bad = {"id": 5, "created_at": "x", "updated_at": "y"}
        done, _ = run(
            says(TICKETS | {"tickets": [bad, 7, TICKET]}),
            says(export_of(audit(REPLY, at="soon"))),
            says(USERS),
        )
        assert kinds(list(done.sightings)) == [Kind.OPENED]
        assert len(done.problems) == 3
        assert "tickets 5: ticket.updated_at: 'y'" in done.problems[0]

    def test_more_pages_are_left_for_the_next_time(self) -> None:
        unfinished = TICKETS | {"end_of_stream": False}
        again = unfinished | {"after_cursor": "c3"}
        done, there = run(says(unfinished), says(again), says(export_of()))
        assert done.more
        assert there.got[1].path.endswith("?cursor=c2")
        assert done.progress.cursor == "c3"

    def test_an_old_ticket_is_opened_when_it_was_opened(self) -> None:
        done, _ = run(says(TICKETS), says(export_of()))
        assert done.sightings[0].events[0].at == parse_instant("2026-11-22T08:00:00Z")
