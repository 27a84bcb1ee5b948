"""What helpdesks send: signed, once, and never lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, TestResponse, run_wsgi_app

from integrations.kinds.registry import helpdesks, source_settings
from router.domain.errors import BadEvent
from router.domain.time.instants import DAY, MINUTE, Instant, format_instant
from router.usecases.intake import connections
from router.usecases.ports import Unavailable
from router.usecases.records import TicketFilter
from router.usecases.tickets.read_tickets import list_tickets
from tests.web.conftest import World

SECRET = "a-secret-of-many-signs"


@pytest.fixture
def client(world: World) -> FlaskClient:
    connections.add_source(world.core, "acme", "zendesk", kinds=helpdesks(), secret=SECRET)
    app = world.app(helpdesks=helpdesks(), source_settings=source_settings)
    return app.test_client()


def payload(world: World, number: str = "35436", **changes: Any) -> dict[str, Any]:
    at = format_instant(world.clock.at)
    return {
        "account_id": 1,
        "id": f"delivery-{number}",
        "subject": f"zen:ticket:{number}",
        "time": at,
        "type": "zen:event-type:ticket.created",
        "zendesk_event_version": "2022-11-06",
        "event": {"meta": {}},
        "detail": {
            "id": number,
            "subject": "Production is down",
            "description": "nobody can work",
            "status": "NEW",
            "priority": "URGENT",
            "tags": ["zuper"],
            "created_at": at,
            "updated_at": at,
            "via": {"channel": "web"},
        },
        **changes,
    }


def signed(raw: bytes, at: Instant, secret: str = SECRET) -> dict[str, str]:
    stamp = format_instant(at)
    digest = hmac.new(secret.encode(), stamp.encode() + raw, hashlib.sha256).digest()
    return {
        "X-Zendesk-Webhook-Signature": base64.b64encode(digest).decode(),
        "X-Zendesk-Webhook-Signature-Timestamp": stamp,
        "Content-Type": "application/json",
    }


def send(
    client: FlaskClient, world: World, body: object, *, source: str = "acme", **more: Any
) -> TestResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = more.pop("headers", None) or signed(raw, more.pop("at", world.clock.at), **more)
    return client.post(f"/webhooks/{source}", data=raw, headers=headers)


def tickets(world: World) -> int:
    return len(list_tickets(world.core, TicketFilter()).items)


def test_a_signed_webhook_becomes_a_ticket(world: World, client: FlaskClient) -> None:
    answer = send(client, world, payload(world))
    assert (answer.status_code, answer.json) == (200, {"status": "taken"})
    assert tickets(world) == 1


def test_a_repeat_is_200_and_changes_nothing(world: World, client: FlaskClient) -> None:
    assert send(client, world, payload(world)).status_code == 200
    again = send(client, world, payload(world), at=world.clock.at + MINUTE)
    assert (again.status_code, again.json) == (200, {"status": "seen before"})
    assert tickets(world) == 1


def test_the_raw_body_is_kept_as_it_was_signed(world: World, client: FlaskClient) -> None:
    raw = json.dumps(payload(world), indent=3).encode()
    send(client, world, raw)
    with world.core.store.read() as work:
        (receipt,) = work.receipts.list("acme").items
        assert work.receipts.get(receipt.id).body == raw


def refusals(client: FlaskClient, world: World) -> Iterator[TestResponse]:
    raw = json.dumps(payload(world)).encode()
    good = signed(raw, world.clock.at)
    bad_stamp = signed(raw, world.clock.at - 2 * DAY)
    for headers in (
        {"Content-Type": "application/json"},
        good | {"X-Zendesk-Webhook-Signature": "AAAA"},
        good | {"X-Zendesk-Webhook-Signature": "not base64 \u00e4"},
        good | {"X-Zendesk-Webhook-Signature-Timestamp": "yesterday"},
        signed(raw, world.clock.at, "another secret of many signs"),
        bad_stamp,
    ):
        yield send(client, world, raw, headers=headers)
    yield send(client, world, raw + b" ", headers=good)
    yield send(client, world, raw, headers=good, source="nonesuch")


def test_401_never_says_which_part_was_wrong(world: World, client: FlaskClient) -> None:
    details = set()
    for answer in refusals(client, world):
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")
        assert answer.json is not None
        details.add(answer.json["detail"])
    assert len(details) == 1
    assert tickets(world) == 0


def test_a_stranger_is_slowed_down_and_the_helpdesk_is_not(
    world: World, client: FlaskClient
) -> None:
    raw = json.dumps(payload(world)).encode()
    wrong = signed(raw, world.clock.at, "another secret of many signs")
    answers = {send(client, world, raw, headers=wrong).status_code for _ in range(230)}
    assert answers == {401, 429}
    assert send(client, world, raw).status_code == 200


def test_a_source_that_sends_rubbish_is_slowed_down_for_its_rubbish_alone(
    world: World, client: FlaskClient
) -> None:
    answers = [send(client, world, {"nonsense": n}).status_code for n in range(400)]
    assert answers[0] == 400
    assert 429 in answers  # not the last: on a busy machine time gives some back
    assert send(client, world, payload(world)).status_code == 200


def test_what_cannot_be_read_is_kept_and_its_mended_delivery_is_taken(
    world: World, client: FlaskClient
) -> None:
    broken = payload(world) | {"time": "yesterday"}
    assert send(client, world, broken).status_code == 400
    with world.core.store.read() as work:
        (receipt,) = work.receipts.list("acme").items
        assert json.loads(work.receipts.get(receipt.id).body) == broken
        assert "unreadable" in receipt.flags
    assert send(client, world, payload(world)).json == {"status": "taken"}


def test_a_mail_that_breaks_a_reader_is_kept_and_answered_and_the_next_is_taken(
    world: World, client: FlaskClient
) -> None:
    connections.add_source(world.core, "box", "email", kinds=helpdesks(), secret=SECRET)
    headers = {"X-SLA-Router-Secret": SECRET}
    deep = b"From: " + b"(" * 1500 + b"ana@customer.example\r\n\r\nx"
    assert send(client, world, deep, source="box", headers=headers).status_code == 400
    with world.core.store.read() as work:
        (receipt,) = work.receipts.list("box").items
        assert work.receipts.get(receipt.id).body == deep
        assert "unreadable" in receipt.flags
    good = b"From: ana@customer.example\r\nSubject: Zuper\r\n\r\nNobody can work"
    assert send(client, world, good, source="box", headers=headers).status_code == 200


def test_a_mistake_of_an_adapter_is_kept_and_answered(world: World) -> None:
    """Whatever a body makes an adapter raise, it is no 500, and nothing of it is lost."""

    class Broken(type(helpdesks()["zendesk"])):  # type: ignore[misc]
        def read(self, raw: bytes, *given: object) -> Any:
            if b"nonsense" in raw:
                raise BadEvent("it is nonsense")
            raise RecursionError("deep")

    kinds = {**helpdesks(), "zendesk": Broken()}
    connections.add_source(world.core, "acme", "zendesk", kinds=kinds, secret=SECRET)
    client = world.app(helpdesks=kinds, source_settings=source_settings).test_client()
    answer = send(client, world, payload(world))
    assert answer.status_code == 400
    assert "it is kept" in answer.text
    with world.core.store.read() as work:
        (receipt,) = work.receipts.list("acme").items
    assert "it cannot be read: RecursionError" in receipt.flags
    answers = set()
    for n in range(400):  # what is used up by other rubbish is used up for this as well
        if send(client, world, {"nonsense": n}).status_code == 429:
            answers.add(send(client, world, payload(world)).status_code)
    assert 429 in answers, "a source that breaks a reader is slowed down"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"type": 1}', b"[" * 50_000]
)
def test_signed_nonsense_is_400_with_a_reason(
    world: World, client: FlaskClient, raw: bytes
) -> None:
    answer = send(client, world, raw)
    assert answer.status_code == 400, answer.text
    assert answer.json is not None
    assert answer.json["detail"]


def test_a_body_over_one_mebibyte_is_413_and_one_of_just_that_is_read(
    world: World, client: FlaskClient
) -> None:
    assert send(client, world, b"x" * ((1 << 20) + 1)).status_code == 413
    assert send(client, world, b"x" * (1 << 20)).status_code == 400


def test_a_chunked_body_over_the_limit_is_413(world: World, client: FlaskClient) -> None:
    environ = EnvironBuilder(path="/webhooks/acme", method="POST").get_environ()
    environ.pop("CONTENT_LENGTH", None)
    environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    environ["wsgi.input_terminated"] = True  # as gunicorn says it
    environ["wsgi.input"] = io.BytesIO(b"x" * (2 << 20))
    _, status, _ = run_wsgi_app(client.application, environ)
    assert status.startswith("413")


def test_what_cannot_be_written_is_503_and_to_be_sent_again(
    world: World, client: FlaskClient
) -> None:
    write = world.store.write

    @contextmanager
    def full() -> Iterator[Any]:
        raise Unavailable("the disk is full")
        yield

    world.store.write = full  # type: ignore[method-assign]  # a store that cannot write
    answer = send(client, world, payload(world))
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    world.store.write = write  # type: ignore[method-assign]
    assert send(client, world, payload(world)).json == {"status": "taken"}


def test_other_methods_are_405(client: FlaskClient) -> None:
    answer = client.get("/webhooks/acme")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
