"""The one way out: which addresses, how long, how much."""

from __future__ import annotations

import socket

import pytest

from integrations.transport.addresses import Guard
from integrations.transport.http import Http, Limits, retry_after
from router.domain.errors import DeliveryFailed
from tests.integrations.builders import NOW
from tests.integrations.servers import receiver

LOOPBACK = ("127.0.0.0/8",)


def post(http: Http, url: str) -> int:
    return http.deliver("POST", url, {}, b"{}").status


def failure(http: Http, url: str) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as failed:
        post(http, url)
    return failed.value


def test_a_call_sends_what_it_is_given_and_little_else() -> None:
    with receiver() as there:
        Http(allowed=LOOPBACK).deliver("POST", there.url, {"X-One": "1"}, b"abc")
    (got,) = there.got
    assert (got.method, got.path, got.body) == ("POST", "/hook", b"abc")
    assert set(got.headers) == {
        "host",
        "user-agent",
        "accept-encoding",
        "content-length",
        "x-one",
    }


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://0.0.0.0:{port}/",
    ],
)
def test_loopback_is_refused_in_every_spelling_and_nothing_is_sent(url: str) -> None:
    with receiver() as there:
        failed = failure(Http(), url.format(port=there.port))
    assert there.got == []
    assert not failed.retryable
    assert "not on the public internet" in failed.reason


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.192",
        "127.0.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fec0::1",
        "3fff::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:0a00:0001::",
        "192.0.2.1",
        "198.18.0.1",
    ],
)
def test_addresses_inside_may_not_be_called(address: str) -> None:
    assert not Guard().may_call(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111"])
def test_public_addresses_may(address: str) -> None:
    assert Guard().may_call(address)


def test_what_is_allowed_is_allowed_and_only_that() -> None:
    guard = Guard(["127.0.0.0/8", "10.0.0.5", "localhost"])
    assert guard.may_call("127.0.0.1")
    assert guard.may_call("10.0.0.5")
    assert not guard.may_call("10.0.0.6")
    assert guard.addresses("localhost", 80)


def test_a_name_is_looked_up_once_and_the_checked_address_is_called(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A name that answers public first and loopback afterwards reaches nothing."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def lookup(host: str, *args: object, **more: object) -> object:
        if host == "rebind.example":
            asked.append(host)
            inside = "127.0.0.1" if len(asked) > 1 else "8.8.8.8"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (inside, 80))]
        return real(host, *args, **more)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with receiver() as there:
        guard = Guard()
        assert guard.addresses("rebind.example", there.port) == ["8.8.8.8"]
        failed = failure(Http(), f"http://rebind.example:{there.port}/")
    assert "points at 127.0.0.1" in failed.reason
    assert there.got == []


def test_one_inside_address_among_several_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    both = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("8.8.8.8", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: both)
    assert "points at 10.0.0.1" in failure(Http(), "http://two.example/").reason


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com/", "must begin with https://"),
        ("file:///etc/passwd", "must begin with https://"),
        ("https://", "must begin with https://"),
        ("https://user:pw@example.com/", "must not hold a user or password"),
        ("http://example.com:99999/", "cannot be read as a URL"),
        ("http://[::1/", "cannot be read as a URL"),
        ("https://exa mple.com/", ""),
    ],
)
def test_addresses_that_are_none_fail_for_good(url: str, reason: str) -> None:
    failed = failure(Http(), url)
    assert reason in failed.reason
    assert not failed.retryable or reason == ""


def test_environment_proxies_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with receiver() as there:
        assert post(Http(allowed=LOOPBACK), there.url) == 200


@pytest.mark.parametrize(
    ("status", "retryable", "disable"),
    [
        (400, False, False),
        (401, False, False),
        (404, False, False),
        (408, True, False),
        (409, True, False),
        (410, False, True),
        (413, False, False),
        (425, True, False),
        (429, True, False),
        (500, True, False),
        (502, True, False),
        (503, True, False),
        (504, True, False),
    ],
)
def test_what_a_status_means(status: int, retryable: bool, disable: bool) -> None:
    with receiver(status=status) as there:
        failed = failure(Http(allowed=LOOPBACK), there.url)
    assert (failed.retryable, failed.disable) == (retryable, disable)
    assert failed.reason.startswith(f"127.0.0.1 answered {status}")


def test_redirects_are_not_followed() -> None:
    with receiver() as inside, receiver(status=302, headers={"Location": inside.url}) as there:
        failed = failure(Http(allowed=LOOPBACK), there.url)
    assert "redirects are not followed" in failed.reason
    assert not failed.retryable
    assert inside.got == []


def test_a_refused_connection_may_be_tried_again() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        failed = failure(Http(allowed=LOOPBACK), f"http://127.0.0.1:{port}/?token=hush")
    assert failed.retryable
    assert failed.reason == "127.0.0.1 could not be reached (the connection was refused)"


def test_silence_is_given_up_after_the_read_limit() -> None:
    with receiver(delay=2) as there:
        failed = failure(Http(allowed=LOOPBACK, limits=Limits(read=0.1)), there.url)
    assert failed.retryable
    assert failed.reason == "127.0.0.1 did not answer in time"


def test_headers_that_drip_are_cut_when_the_whole_time_is_up() -> None:
    with receiver(drip=0.05) as there:
        failed = failure(Http(allowed=LOOPBACK, limits=Limits(whole=0.5)), there.url)
    assert failed.reason == "127.0.0.1 did not answer in time"


def test_an_answer_is_read_up_to_the_limit() -> None:
    with receiver(body=b"x" * 500_000) as there:
        http = Http(allowed=LOOPBACK, limits=Limits(bytes=1000))
        assert len(http.call("GET", there.url).body) == 1000


def test_cookies_are_not_kept() -> None:
    with receiver(headers={"Set-Cookie": "a=b; Path=/"}) as there:
        http = Http(allowed=LOOPBACK)
        post(http, there.url)
        post(http, there.url)
    assert "cookie" not in there.got[1].headers


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("999999999999", 86_400),
        ("Sun, 22 Nov 2026 10:01:30 GMT", 90),
        ("Sun, 22 Nov 2026 09:00:00 GMT", 0),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(value: str, seconds: int | None) -> None:
    assert retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    "address",
    [
        *("168.63.129.16", "169.254.169.254", "100.100.100.200", "192.0.0.192", "127.0.0.1"),
        *("::ffff:168.63.129.16", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "fd00:ec2::254"),
        *("::1", "fe80::1", "0.0.0.0", "::", "10.0.0.1"),
    ],
)
def test_no_clouds_own_services_are_called_however_they_are_written(address: str) -> None:
    assert not Guard().may_call(address)
