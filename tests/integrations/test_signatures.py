"""Each scheme against vectors that its own documentation or an independent sum gives."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.transport import signatures as sig
from router.domain.errors import BadSettings, BadSignature
from router.domain.tickets.sightings import CLOCK_DRIFT, CLOCK_SKEW
from router.domain.time.instants import DAY, HOUR, MINUTE, SECOND, Instant, parse_instant

NOW = parse_instant("2026-11-22T10:00:00Z")
WHSEC = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
SCHEMES = [
    pytest.param(sig.ZENDESK, id="zendesk"),
    pytest.param(sig.STANDARD_WEBHOOKS, id="standard"),
    pytest.param(sig.GITHUB, id="github"),
    pytest.param(sig.JIRA, id="jira"),
    pytest.param(sig.ZAMMAD, id="zammad"),
]


def test_zendesk_signs_timestamp_then_body_with_the_secret_as_it_is_written() -> None:
    secret = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ=="
    at = parse_instant("2021-03-25T05:09:27Z")
    headers = sig.sign(sig.ZENDESK, secret, b'{"event":"ticket.updated","id":123}', at=at)
    assert headers == {
        "x-zendesk-webhook-signature": "S/RDdU2ERmj7LHDDoWJ2onPYH+t7/f2+LTM4dL7UiLM=",
        "x-zendesk-webhook-signature-timestamp": "2021-03-25T05:09:27Z",
    }


def test_standard_webhooks_signs_id_stamp_and_body_with_the_decoded_secret() -> None:
    headers = sig.sign(
        sig.STANDARD_WEBHOOKS,
        WHSEC,
        b'{"test": 2432232314}',
        id_="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=1614265330 * SECOND,
    )
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize(
    ("scheme", "header", "name"),
    [
        (sig.GITHUB, "x-hub-signature-256", "sha256"),
        (sig.JIRA, "x-hub-signature", "sha256"),
        (sig.ZAMMAD, "x-hub-signature", "sha1"),
    ],
)
def test_hub_signatures_are_the_hex_of_the_body_alone(
    scheme: sig.Scheme, header: str, name: str
) -> None:
    mac = hmac.new(b"s", b"{}", getattr(hashlib, name)).hexdigest()
    assert sig.sign(scheme, "s", b"{}") == {header: f"{name}={mac}"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_what_we_sign_we_accept(scheme: sig.Scheme) -> None:
    headers = sig.sign(scheme, WHSEC, b"body", id_="d-1", at=NOW)
    id_, signed_at, flags = sig.check(scheme, headers, b"body", [WHSEC], NOW)
    assert id_ == ("d-1" if scheme.id else "")
    assert signed_at == (NOW if scheme.timestamp else None)
    assert flags == frozenset()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_both_secrets_count_while_one_replaces_the_other(scheme: sig.Scheme) -> None:
    old, new = sig.new_secret(), sig.new_secret()
    for signer in (old, new):
        headers = sig.sign(scheme, signer, b"body", id_="d-1", at=NOW)
        sig.check(scheme, headers, b"body", [new, old], NOW)
    headers = sig.sign(scheme, old, b"body", id_="d-1", at=NOW)
    with pytest.raises(BadSignature):
        sig.check(scheme, headers, b"body", [new], NOW)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_any_other_body_secret_or_a_missing_header_is_refused_in_the_same_words(
    scheme: sig.Scheme,
) -> None:
    good = sig.sign(scheme, WHSEC, b"body", id_="d-1", at=NOW)
    wrong = [
        (good, b"bodY", [WHSEC]),
        (good, b"body", [sig.new_secret()]),
        (good, b"body", []),
        ({}, b"body", [WHSEC]),
        ({**good, scheme.signature: ""}, b"body", [WHSEC]),
        ({**good, scheme.signature: scheme.prefix}, b"body", [WHSEC]),
        ({**good, scheme.signature: "é" * 20}, b"body", [WHSEC]),
        ({**good, scheme.signature: "v1," + "A" * 5000}, b"body", [WHSEC]),
    ]
    messages = set()
    for headers, body, secrets in wrong:
        with pytest.raises(BadSignature) as refused:
            sig.check(scheme, headers, body, secrets, NOW)
        messages.add(str(refused.value))
    assert messages == {"the delivery is not signed as this source signs"}


@pytest.mark.parametrize("scheme", [sig.ZENDESK, sig.STANDARD_WEBHOOKS])
@pytest.mark.parametrize("sign_of", [1, -1])
@pytest.mark.parametrize(
    ("off", "flags"),
    [
        (30 * SECOND, set()),
        (31 * SECOND, {CLOCK_DRIFT}),
        (5 * MINUTE, {CLOCK_DRIFT}),
        (5 * MINUTE + SECOND, {CLOCK_SKEW}),
        (24 * HOUR, {CLOCK_SKEW}),
        (24 * HOUR + SECOND, None),
        (400 * DAY, None),
    ],
)
def test_a_wrong_clock_is_flagged_and_only_a_day_off_is_refused(
    scheme: sig.Scheme, sign_of: int, off: Instant, flags: set[str] | None
) -> None:
    headers = sig.sign(scheme, WHSEC, b"body", id_="d-1", at=NOW + sign_of * off)
    if flags is None:
        with pytest.raises(BadSignature):
            sig.check(scheme, headers, b"body", [WHSEC], NOW)
    else:
        assert sig.check(scheme, headers, b"body", [WHSEC], NOW)[2] == flags


@pytest.mark.parametrize("stamp", ["", "soon", "2026-11-22", "-5", "１６１４", "9" * 30, "1.5"])
@pytest.mark.parametrize("scheme", [sig.ZENDESK, sig.STANDARD_WEBHOOKS])
def test_a_rightly_signed_stamp_that_is_no_instant_is_refused(
    scheme: sig.Scheme, stamp: str
) -> None:
    layout = scheme.layout("d-1", stamp, b"body")
    mac = hmac.new(scheme.key(WHSEC), layout, scheme.hash).digest()
    headers = {
        scheme.signature: scheme.prefix + base64.b64encode(mac).decode(),
        scheme.timestamp: stamp,
        "webhook-id": "d-1",
    }
    with pytest.raises(BadSignature):
        sig.check(scheme, headers, b"body", [WHSEC], NOW)


def test_one_right_signature_among_several_is_enough() -> None:
    headers = sig.sign(sig.STANDARD_WEBHOOKS, WHSEC, b"body", id_="d-1", at=NOW)
    headers["webhook-signature"] = "v1a,AAAA v1,AAAA " + headers["webhook-signature"]
    assert sig.check(sig.STANDARD_WEBHOOKS, headers, b"body", [WHSEC], NOW)[0] == "d-1"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_!!", "whsec_c2hvcnQ=", "é"])
def test_a_secret_that_standard_webhooks_cannot_use_is_a_setting_to_mend(secret: str) -> None:
    with pytest.raises(BadSettings, match="24 to 64"):
        sig.sign(sig.STANDARD_WEBHOOKS, secret, b"", id_="d", at=NOW)


def test_a_shared_secret_is_compared_whole() -> None:
    sig.check_shared("x-secret", {"x-secret": "abc"}, ["new", "abc"])
    for headers in ({}, {"x-secret": ""}, {"x-secret": "ab"}, {"x-secret": "abcd"}):
        with pytest.raises(BadSignature):
            sig.check_shared("x-secret", headers, ["new", "abc"])
    with pytest.raises(BadSignature):
        sig.check_shared("x-secret", {"x-secret": ""}, [""])


def test_a_content_id_tells_apart_how_the_parts_are_cut() -> None:
    assert sig.content_id(b"ab", b"c") != sig.content_id(b"a", b"bc")


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=40)), st.binary(max_size=50))
def test_no_headers_make_checking_fail_otherwise_than_by_refusing(
    headers: dict[str, str], body: bytes
) -> None:
    for scheme in (sig.ZENDESK, sig.STANDARD_WEBHOOKS, sig.GITHUB, sig.ZAMMAD):
        named = {scheme.signature: next(iter(headers.values()), "")} | headers
        if scheme.timestamp:
            named.setdefault(scheme.timestamp, next(iter(headers), ""))
        named.setdefault("webhook-id", next(iter(headers), "x"))
        with pytest.raises(BadSignature):
            sig.check(scheme, named, body, [WHSEC], NOW)
