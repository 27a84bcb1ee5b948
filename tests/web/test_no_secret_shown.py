"""A secret that stands in an address, a header, a body or an error reaches no log and no page."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner

from router.cli import main
from router.domain.text.secret_text import without_secrets
from router.runtime import logs
from router.usecases.records import Role
from tests.web.conftest import World

CANARY = "C4naryValueThatOpensADoor"


@pytest.mark.parametrize(
    "text",
    [
        f"GET /login?token={CANARY}&next=/queue HTTP/1.1",
        f"http://127.0.0.1:8420/login?token={CANARY}",
        f"https://hooks.example.com/x?sig={CANARY}",
        f"https://x.example/?api_key={CANARY}&a=b",
        f"https://x.example/cb?code={CANARY}",
        f"postgresql+psycopg://sla:{CANARY}@db.example.com/sla",
        f"postgresql://sla:p@ss/{CANARY}@db.example.com/sla",
        f"redis://:{CANARY}@10.0.0.1:6379/0",
        f"https://{CANARY}@github.com/x",
        f"smtp://user:{CANARY}@mail.example.com:25",
        f"Authorization: Bearer {CANARY}",
        f"Authorization: Basic {CANARY}=",
        f"{{'Authorization': 'Token {CANARY}', 'Host': 'x'}}",
        f"Cookie: sla_session={CANARY}; theme=dark",
        f"Set-Cookie: sla_session={CANARY}; Path=/",
        f"webhook-signature: v1,{CANARY}",
        f"X-Hub-Signature: sha1={CANARY}",
        f"KeyError: password='{CANARY}'",
        f'{{"client_secret": "{CANARY}"}}',
        f"csrf={CANARY}&body=x",
        f"SLA_ROUTER_HOOK_SECRET={CANARY}",
        f"whsec_{CANARY}",
        f"slr_{CANARY}",
        f"password => {CANARY}",
    ],
)
def test_a_secret_is_known_by_where_it_stands(text: str) -> None:
    assert CANARY not in without_secrets(text)


@pytest.mark.parametrize(
    "text",
    [
        "ticket T-1 of source acme: clocks response-1, update-1",
        "http://127.0.0.1:8420/tickets/T-1?tab=due",
        "wrote to maria@example.com",
        "the token is not known",
        "see https://docs.example.com/a:b",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a process with our logging writes, libraries too."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.set_up("web", style="json", level="debug")
    # A module's logger that is first used here must not stay as it is now.
    structlog.configure(cache_logger_on_first_use=False)
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_error_a_body_and_a_header_are_logged_without_what_they_hold(
    written: io.StringIO,
) -> None:
    log = structlog.get_logger("ours")
    log.warning("sending failed", error=ValueError(f"GET /login?token={CANARY}"))
    log.warning("sending failed", raw=f"password={CANARY}".encode())
    log.warning("sending failed", headers=[("Authorization", f"Bearer {CANARY}")])
    log.warning("sending failed", request={"X-Api-Key": CANARY})
    logging.getLogger("gunicorn.error").warning("Invalid request line: %s", f"/?token={CANARY}")
    logging.getLogger("theirs").warning("settings", extra={"dsn": f"postgresql://u:{CANARY}@h/d"})
    try:
        raise OSError(f"cannot reach redis://:{CANARY}@h:1/0")
    except OSError:
        log.exception("a bug")
    lines = written.getvalue().splitlines()
    assert len(lines) == 7
    assert CANARY not in written.getvalue()
    assert all(json.loads(line) for line in lines)


def test_no_value_fills_a_log(written: io.StringIO) -> None:
    structlog.get_logger("ours").warning("failed", error=ValueError("://:" * 250_000 + "the end"))
    assert len(written.getvalue()) < 25_000
    assert "the end" in written.getvalue()


def test_no_line_of_a_log_is_turned_or_made_by_a_stranger(written: io.StringIO) -> None:
    log = structlog.get_logger("ours")
    log.info("seen", subject="\u202eevil\x1b[2J")
    assert "\\u202e" not in written.getvalue()
    assert "\\u001b" not in written.getvalue()


def test_a_login_and_its_failures_leave_no_trace_of_the_link_in_log_or_page(
    world: World, written: io.StringIO
) -> None:
    client = world.app().test_client()
    agent = world.tokens["agent"]
    pages = [
        client.get(f"/login?token={CANARY}&next=/nowhere?token={CANARY}"),
        client.post("/login", data={"token": CANARY}),
        client.get(f"/nowhere/{CANARY}?token={CANARY}"),
        client.get(f"/queue?token={CANARY}"),
        client.post("/webhooks/none", data=CANARY, headers={"webhook-signature": f"v1,{CANARY}"}),
        client.get("/api/v1/tickets", headers={"Authorization": f"Bearer {CANARY}"}),
        client.get("/api/v1/tickets", headers={"Authorization": f"Bearer {agent}"}),
        client.get("/metrics"),
        client.post("/api/v1/tickets/T-0/notes", data=CANARY),
    ]
    world.log_in(client, Role.ADMIN)
    pages.append(client.get("/queue"))
    said = written.getvalue()
    assert CANARY not in said
    assert agent not in said
    # The page of the link itself holds it, in the form that uses it; where to go next holds it too.
    assert all(CANARY not in page.text for page in pages[1:] if page.status_code != 303)
    assert pages[0].headers["Referrer-Policy"] == "same-origin"
    assert pages[0].headers["Cache-Control"] == "no-store"


def test_a_command_that_fails_quotes_no_password(tmp_path: Path) -> None:
    url = f"postgresql://sla:{CANARY}@127.0.0.1:1/none"
    shown = CliRunner().invoke(main, ["users", "list", "--data", str(tmp_path), "--database", url])
    assert shown.exit_code != 0
    assert CANARY not in shown.output
    assert CANARY not in str(shown.exception)
