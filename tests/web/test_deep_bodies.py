"""A body that is deep, wide or in too many parts is the sender's mistake, and named."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import World

DEEP = {
    "lists": "[" * 100_000,
    "closed lists": "[" * 100_000 + "]" * 100_000,
    "objects": '{"a":' * 50_000,
    "closed objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
}


@pytest.mark.parametrize("what", DEEP)
def test_json_that_is_nested_without_end_is_a_400(
    world: World, client: FlaskClient, what: str
) -> None:
    ticket = world.ticket()
    for path, role in (
        (f"/api/v1/tickets/{ticket}/notes", "agent"),
        (f"/api/v1/vendor/tickets/{ticket}/replies", "vendor"),
        ("/api/v1/customers", "manager"),
    ):
        headers = world.bearer(role)
        for body in (DEEP[what], f'{{"body": {DEEP[what]}}}', f'{{"x": {DEEP[what]}}}'):
            answer = client.post(path, data=body, headers=headers, content_type="application/json")
            assert answer.status_code == 400, (path, answer.text)


def test_many_parameters_and_parts_are_refused_or_passed_over(
    world: World, client: FlaskClient
) -> None:
    query = "&".join(f"a{n}=1" for n in range(20_000))
    answer = client.get(f"/api/v1/tickets?{query}", headers=world.bearer("agent"))
    assert answer.status_code == 422
    assert len(answer.data) < 10_000
    token = world.log_in(client)
    ticket = world.ticket()
    parts = {f"p{n}": "x" for n in range(60)} | {"csrf": token, "body": "hello"}
    refused = client.post(
        f"/tickets/{ticket}/notes", data=parts, content_type="multipart/form-data"
    )
    assert refused.status_code == 413
    wide = client.post(f"/tickets/{ticket}/notes", data=parts)
    assert wide.status_code == 303


def test_the_login_form_takes_a_few_kilobytes(client: FlaskClient) -> None:
    """It is open to everybody, and reading a megabyte of it costs a second."""
    answer = client.post(
        "/login",
        data=b"token=" + b"%" * 1_000_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413


def test_digits_of_other_scripts_are_no_instant(world: World, client: FlaskClient) -> None:
    """RFC 3339 knows ten digits."""
    arabic = "\u0662\u0660\u0662\u0666-12-01T10:00:00Z"
    answer = client.post(
        "/api/v1/tickets/T-1/calls",
        json={"spoke_to": "Asha", "at": arabic},
        headers=world.bearer("agent"),
    )
    assert answer.status_code in (400, 422)
    assert "RFC 3339" in answer.text
