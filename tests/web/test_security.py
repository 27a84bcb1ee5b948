"""Logins, forms, headers, limits."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from router.usecases.access import let_in as accounts
from router.usecases.records import Role
from router.web.http.auth import COOKIE
from router.web.http.error_answers import Refused
from router.web.http.request_limits import Attempts
from router.web.pages.guard import local_path
from tests.web.conftest import World


def a_link(world: World, email: str = "maria@example.com") -> str:
    return accounts.add_user(world.core, email, Role.AGENT)[1]


def test_opening_a_login_link_does_not_use_it_up(world: World, client: FlaskClient) -> None:
    link = a_link(world)
    for _ in range(3):  # a mail scanner, a preview, the person
        assert client.get(f"/login?token={link}").status_code == 200
    answer = client.post("/login", data={"token": link, "next": "/vendors"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/vendors")
    assert client.get("/queue").status_code == 200


def test_a_login_link_is_good_once(world: World) -> None:
    link = a_link(world)
    app = world.app()
    assert app.test_client().post("/login", data={"token": link}).status_code == 303
    second = app.test_client()
    answer = second.post("/login", data={"token": link})
    assert answer.status_code == 400
    assert "This link does not work" in answer.text
    assert second.get("/queue").status_code == 303


@pytest.mark.parametrize(("url", "secure"), [("https://sla.example", True), ("", False)])
def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    world: World, url: str, secure: bool
) -> None:
    client = world.app(public_url=url).test_client()
    answer = client.post("/login", data={"token": a_link(world)})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is secure
    assert ("Strict-Transport-Security" in answer.headers) is secure


def test_logging_out_ends_the_session_on_the_server(world: World, client: FlaskClient) -> None:
    csrf = world.log_in(client)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert client.post("/logout", data={"csrf": csrf}).status_code == 303
    client.set_cookie(COOKIE, cookie.value)  # somebody kept it
    assert client.get("/queue").status_code == 303


@pytest.mark.parametrize(
    "given",
    ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
     "/a\r\nSet-Cookie: x=1", "/" + "a" * 600, "evil"],
)  # fmt: skip
def test_login_never_leads_to_another_site(given: str) -> None:
    assert local_path(given) == "/queue"


def test_login_leads_back_to_where_one_was(world: World, client: FlaskClient) -> None:
    answer = client.get("/tickets/T-1?a=b")
    assert answer.headers["Location"] == "/login?next=%2Ftickets%2FT-1%3Fa%3Db"
    assert local_path("/tickets/T-1?a=b") == "/tickets/T-1?a=b"


def test_guessing_links_is_slowed_down(world: World, client: FlaskClient) -> None:
    answers = [client.post("/login", data={"token": f"guess{n}"}).status_code for n in range(32)]
    assert answers == [400] * 30 + [429] * 2
    refused = client.post("/login", data={"token": "x"})
    assert int(refused.headers["Retry-After"]) >= 1


def test_guessing_tokens_is_slowed_down(world: World, client: FlaskClient) -> None:
    wrong = {"Authorization": "Bearer slr_wrong"}
    answers = [client.get("/api/v1/tickets", headers=wrong).status_code for _ in range(32)]
    assert answers == [401] * 30 + [429] * 2


def test_failures_are_forgotten_with_time_and_counted_per_address() -> None:
    now = [0.0]
    attempts = Attempts(allowed=2, every_seconds=6, most=2, clock=lambda: now[0])
    for _ in range(2):
        attempts.check("a")
        attempts.failed("a")
    with pytest.raises(Refused):
        attempts.check("a")
    attempts.check("b")
    now[0] += 6.1
    attempts.check("a")
    for address in ("b", "c", "d"):  # a flood pushes out the oldest
        attempts.failed(address)
    assert len(attempts._seen) == 2


FORMS = ("vendor", "tier", "notes", "calls", "pause", "resume")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("csrf", [None, "", "guessed"])
def test_a_form_without_its_token_is_refused(
    world: World, client: FlaskClient, form: str, csrf: str | None
) -> None:
    ticket = world.ticket()
    world.log_in(client)
    fields = {"body": "x", "reason": "x", "who": "x", "tier": "major", "vendor": "aprimo"}
    if csrf is not None:
        fields["csrf"] = csrf
    assert client.post(f"/tickets/{ticket}/{form}", data=fields).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://[::1"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(
    world: World, client: FlaskClient, headers: dict[str, str]
) -> None:
    ticket = world.ticket()
    csrf = world.log_in(client)
    fields = {"csrf": csrf, "body": "x"}
    path = f"/tickets/{ticket}/notes"
    assert client.post(path, data=fields, headers=headers).status_code == 403
    assert client.post("/login", data={"token": "x"}, headers=headers).status_code == 403
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert client.post(path, data=fields, headers=own).status_code == 303


@pytest.mark.parametrize("path", ["/login", "/nothing", "/api/v1/tickets", "/static/app.css"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Request-Id"]


def test_pages_hold_no_inline_script_and_no_inline_style(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    world.log_in(client, Role.MANAGER)
    for path in (
        "/queue",
        f"/tickets/{ticket}",
        f"/tickets/{ticket}/clocks/response-1",
        "/vendors/zuper",
        "/explain?vendor=zuper&promise=tier:other&opened=2026-11-20T17:00",
        "/breaches",
    ):
        page = client.get(path).text
        assert " style=" not in page, path
        assert "<style" not in page, path
        assert "<script>" not in page, path
        assert "://" not in page.replace("http://www.w3.org", ""), f"{path} names another host"


def test_a_request_id_is_kept_where_it_is_one(client: FlaskClient) -> None:
    given = "req-12345678"
    assert client.get("/healthz", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given
    odd = client.get("/healthz", headers={"X-Request-Id": "a b<script>"}).headers["X-Request-Id"]
    assert odd != "a b<script>"


def test_pages_are_not_kept_by_caches(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    assert client.get("/queue").headers["Cache-Control"] == "no-store"
    with client.get("/static/app.css") as answer:
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_logs_hold_no_secret_and_no_words_of_a_ticket(
    world: World, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    link = a_link(world)
    ticket = world.ticket(subject="a confidential subject", body="a confidential body")
    client.get(f"/login?token={link}")
    client.post("/login", data={"token": link})
    client.get(f"/tickets/{ticket}?q=confidential")
    client.get("/api/v1/tickets", headers=world.bearer("agent"))
    client.get("/api/v1/tickets", headers={"Authorization": "Bearer slr_confidential-guess"})
    captured = capsys.readouterr()
    logged = captured.out + captured.err
    assert "request_id" in logged
    for secret in (link, world.tokens["agent"], "confidential"):
        assert secret not in logged


def test_a_bug_is_a_500_that_tells_nothing_but_its_number(world: World) -> None:
    app = world.app()

    @app.get("/broken")
    def broken() -> str:
        raise ZeroDivisionError("the password is hunter2")

    @app.get("/api/v1/broken")
    def broken_api() -> str:
        raise ZeroDivisionError("the password is hunter2")

    client = app.test_client()
    page = client.get("/broken")
    assert page.status_code == 500
    assert "hunter2" not in page.text
    assert page.headers["X-Request-Id"] in page.text
    answer = client.get("/api/v1/broken")
    assert answer.json is not None
    assert answer.json["status"] == 500
    assert "hunter2" not in answer.text


def test_too_long_a_body_is_413_everywhere(world: World, client: FlaskClient) -> None:
    csrf = world.log_in(client)
    ticket = world.ticket()
    big = "x" * (1 << 20)
    for path in (f"/tickets/{ticket}/notes", "/login", "/webhooks/acme"):
        answer = client.post(path, data={"csrf": csrf, "body": big, "token": big})
        assert answer.status_code == 413, path


def test_an_address_with_a_zero_byte_is_404_before_any_database_is_asked(
    world: World, client: FlaskClient
) -> None:
    """PostgreSQL cannot be asked for a text that holds one."""
    world.store.close()
    rules = [rule for rule in client.application.url_map.iter_rules() if rule.arguments]
    assert len(rules) > 20
    for rule in rules:
        path = re.sub("<[^>]*>", "a%00b", rule.rule)
        for method in (rule.methods or set()) - {"OPTIONS"}:
            assert client.open(path, method=method).status_code == 404, path


def test_a_doubled_slash_sends_nobody_to_another_host(client: FlaskClient) -> None:
    """Whatever Host the caller names, no answer points there."""
    for path in ("//evil.example/x", "/api//v1/tickets", "//queue", "/tickets//T-1", "/queue/"):
        asked = {"PATH_INFO": path, "HTTP_HOST": "evil.example"}
        answer = client.get("/", environ_overrides=asked)
        assert "evil.example" not in answer.headers.get("Location", ""), path
        assert answer.status_code != 308, path


def test_wrong_tokens_of_an_address_lock_out_no_right_one(
    world: World, client: FlaskClient
) -> None:
    """Behind one address are many; only what is wrong is slowed down."""
    wrong = {"Authorization": "Bearer slr_wrong"}
    answers = {client.get("/api/v1/tickets", headers=wrong).status_code for _ in range(75)}
    assert answers == {401, 429}
    _, token = accounts.add_token(world.core, "desk", Role.AGENT)
    right = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/tickets", headers=right).status_code == 200
    for n in range(75):
        client.post("/login", data={"token": f"guess{n}"})
    _, link = accounts.add_user(world.core, "m@x.example", Role.MANAGER)
    assert client.post("/login", data={"token": link}).status_code == 303
