"""What holds for every kind of source alike: signature, replay, and which reply stops a clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from integrations.kinds.registry import helpdesks
from integrations.transport import signatures
from router.domain.errors import BadSignature
from router.domain.tickets.events import Kind
from router.domain.tickets.sightings import CLOCK_SKEW, UNSIGNED_BODY
from router.domain.time.instants import DAY, HOUR, SECOND, parse_instant
from tests.integrations.builders import NOW, SECRET, kinds, read, settings
from tests.integrations.deliveries import SETTINGS, SOURCES, Source

EVERY = [pytest.param(source, id=source.kind) for source in SOURCES]
STAMPED = [pytest.param(source, id=source.kind) for source in SOURCES if source.stamped]
OLD, NEW = SECRET, signatures.new_secret()


def test_the_table_has_every_kind() -> None:
    assert {source.kind for source in SOURCES} == set(helpdesks())


@pytest.mark.parametrize("source", EVERY)
class TestSignature:
    def test_right(self, source: Source) -> None:
        adapter = helpdesks()[source.kind]
        headers = source.sign(source.vendor, SECRET, NOW)
        verified = adapter.verify(headers, source.vendor, [SECRET], NOW)
        assert verified.delivery_id
        assert (UNSIGNED_BODY in verified.flags) is not source.signs_body

    def test_either_secret_while_one_replaces_the_other(self, source: Source) -> None:
        adapter = helpdesks()[source.kind]
        for secret in (OLD, NEW):
            adapter.verify(source.sign(source.vendor, secret, NOW), source.vendor, [NEW, OLD], NOW)

    def test_wrong(self, source: Source) -> None:
        adapter = helpdesks()[source.kind]
        with pytest.raises(BadSignature):
            adapter.verify(source.sign(source.vendor, NEW, NOW), source.vendor, [OLD], NOW)
        if source.signs_body:
            with pytest.raises(BadSignature):
                adapter.verify(
                    source.sign(source.vendor, OLD, NOW), source.vendor + b" ", [OLD], NOW
                )

    def test_missing(self, source: Source) -> None:
        with pytest.raises(BadSignature):
            helpdesks()[source.kind].verify({}, source.vendor, [SECRET], NOW)

    def test_without_any_secret_nothing_is_right(self, source: Source) -> None:
        headers = source.sign(source.vendor, SECRET, NOW)
        for secrets in ([], [""]):
            with pytest.raises(BadSignature):
                helpdesks()[source.kind].verify(headers, source.vendor, secrets, NOW)

    def test_an_empty_secret_is_no_secret(self, source: Source) -> None:
        adapter = helpdesks()[source.kind]
        if "webhook-id" not in source.sign(b"", SECRET, NOW):  # refuses to sign with it at all
            with pytest.raises(BadSignature):
                adapter.verify(source.sign(source.vendor, "", NOW), source.vendor, [""], NOW)

    def test_replayed_it_is_the_same_delivery_and_another_is_not(self, source: Source) -> None:
        adapter = helpdesks()[source.kind]

        def delivery(raw: bytes) -> str:
            return adapter.verify(source.sign(raw, SECRET, NOW), raw, [SECRET], NOW).delivery_id

        assert delivery(source.vendor) == delivery(source.vendor)
        if source.sign(b"", SECRET, NOW).get("webhook-id") is None and source.kind != "zendesk":
            assert delivery(source.vendor) != delivery(source.quiet["agent"])


@pytest.mark.parametrize("source", STAMPED)
def test_old_stamps_are_refused_and_wrong_clocks_flagged(source: Source) -> None:
    adapter = helpdesks()[source.kind]
    old = source.sign(source.vendor, SECRET, NOW - DAY - SECOND)
    with pytest.raises(BadSignature):
        adapter.verify(old, source.vendor, [SECRET], NOW)
    late = source.sign(source.vendor, SECRET, NOW - HOUR)
    assert CLOCK_SKEW in adapter.verify(late, source.vendor, [SECRET], NOW).flags


@pytest.mark.parametrize("source", EVERY)
class TestWhoSaidIt:
    def test_the_vendors_public_reply_stops_its_clock(self, source: Source) -> None:
        sightings = read(source.kind, source.vendor, given=settings(source.kind, **SETTINGS))
        replies = [e for s in sightings for e in s.events if e.kind is Kind.VENDOR_REPLIED]
        (reply,) = replies
        assert reply.data == {"vendor": "zuper"}
        second = parse_instant("2026-11-22T09:36:44Z")
        assert second <= reply.at < second + SECOND
        (comment,) = [c for s in sightings for c in s.comments]
        assert comment.key == reply.key
        assert comment.body == "We are looking into it."

    def test_a_note_a_bot_our_agents_and_the_customer_stop_nothing(self, source: Source) -> None:
        expected = {
            "note": Kind.NOTED,
            "bot": Kind.NOTED,
            "agent": Kind.AGENT_REPLIED,
            "customer": Kind.CUSTOMER_REPLIED,
        }
        for who, raw in source.quiet.items():
            told = kinds(read(source.kind, raw, given=settings(source.kind, **SETTINGS)))
            assert expected[who] in told, who
            assert Kind.VENDOR_REPLIED not in told, who

    def test_read_twice_it_is_the_same_facts(self, source: Source) -> None:
        first, again = (
            [e.key for s in read(source.kind, source.vendor) for e in s.events] for _ in range(2)
        )
        assert first == again
        assert len(set(first)) == len(first)

    def test_what_we_wrote_ourselves_is_an_echo(self, source: Source) -> None:
        (comment,) = [c for s in read(source.kind, source.vendor) for c in s.comments]
        given = replace(settings(source.kind), written=frozenset({comment.id}))
        sightings = read(source.kind, source.vendor, given=given)
        assert [echo for s in sightings for echo in s.echoes] == [comment.id]
        assert Kind.VENDOR_REPLIED not in kinds(sightings)
