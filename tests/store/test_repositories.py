"""What is kept comes back as it was, on both kinds of database."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest
from sqlalchemy import event, text

from router.domain.contracts.contract import Customer
from router.domain.errors import BadEvent, UnknownTicket
from router.domain.tickets.events import Event, Kind
from router.domain.tickets.ticket import TicketFacts, TicketState
from router.domain.time.instants import HOUR, MINUTE
from router.store.unit import SqlStore
from router.usecases.ports import Conflict, NotFound
from router.usecases.records import (
    CustomerRecord,
    EndpointRecord,
    LoginLink,
    Mode,
    NewEvent,
    Receipt,
    Role,
    SessionRecord,
    SourceRecord,
    StoredContract,
    Text,
    TicketFilter,
    TicketRecord,
    TokenRecord,
    UserRecord,
)
from tests.usecases.world import MORNING, World

AWKWARD = "NUL \x00, half a pair \ud800, 日本語, 🚲, ' \" ; -- %s {x}"
MENDED = AWKWARD.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")


def a_ticket(number: str = "1", **changes: object) -> TicketRecord:
    facts = TicketFacts("acme", number, "Down", "All of it", tags=("a", "b"), language="fr")
    ticket = TicketRecord(f"T-{number}", "acme", number, facts, MORNING, {"subject": MORNING})
    return replace(ticket, **changes)  # type: ignore[arg-type]  # of a test


def test_a_ticket_comes_back_as_it_was(store: SqlStore) -> None:
    ticket = a_ticket(
        vendor="alwayson",
        mode=Mode.SHADOW,
        state=TicketState.WAITING_FOR_VENDOR,
        tier_signals=({"signal": "scope", "words": ["all"], "weight": 1.5},),
        confidence=0.75,
        check_tier=True,
        next_due_at=MORNING + 1,
    )
    with store.write() as work:
        work.tickets.add(ticket)
        work.commit()
    with store.read() as work:
        assert work.tickets.get("T-1") == ticket
        assert work.tickets.find("acme", "1") == ticket
        with pytest.raises(UnknownTicket, match="'T-2'"):
            work.tickets.get("T-2")


def test_texts_that_no_database_takes_are_mended_and_not_lost(store: SqlStore) -> None:
    happened = Event(Kind.CUSTOMER_REPLIED, MORNING, "key \x00", MORNING, data={"why": AWKWARD})
    with store.write() as work:
        work.tickets.add(a_ticket(tier_reason=AWKWARD))
        work.events.append("T-1", [NewEvent(happened, Text(AWKWARD, "Jo \x00"))])
        again = work.events.append("T-1", [NewEvent(happened)])
        work.commit()
    assert again == ()
    with store.read() as work:
        (stored,) = work.events.of("T-1")
        assert stored.text is not None
        assert stored.text.body == MENDED
        assert work.tickets.get("T-1").tier_reason == MENDED


def test_an_event_is_kept_once_and_its_words_apart_under_a_salted_hash(store: SqlStore) -> None:
    happened = Event(Kind.NOTED, MORNING, "k1", MORNING, 7, "source:acme", {"a": "b", "c": None})
    other = replace(happened, key="k2")
    with store.write() as work:
        added = work.events.append(
            "T-1", [NewEvent(e, Text("same words", "Jo")) for e in (happened, other, happened)]
        )
        work.commit()
    assert added == (happened, other)
    with store.read() as work:
        first, second = work.events.of("T-1")
        assert first.event == happened
        assert first.text_hash != second.text_hash, "equal words are not seen to be equal"
        assert work.events.folded_from(["T-1", "T-2"]) == {"T-1": (happened, other), "T-2": ()}
        assert work.events.counts() == {"noted": 2}


def test_a_receipt_is_kept_once_per_source_with_its_bytes(store: SqlStore) -> None:
    receipt = Receipt("R-1", "acme", "d1", MORNING, b"\x00\xff raw", ("clock_skew",), ("odd",))
    with store.write() as work:
        assert work.receipts.add(receipt)
        assert not work.receipts.add(replace(receipt, id="R-2"))
        assert work.receipts.add(replace(receipt, id="R-3", source="other"))
        work.commit()
    with store.read() as work:
        assert work.receipts.get("R-1") == receipt
        assert work.receipts.seen("acme", "d1")
        assert not work.receipts.seen("acme", "d2")
        with pytest.raises(NotFound):
            work.receipts.get("R-2")


def test_a_cursor_that_is_not_ours_is_the_senders_mistake(store: SqlStore) -> None:
    with store.read() as work:
        for cursor in ("x", "WzFd", "WyJhIiwgMV0", "é", "W3RydWUsICJhIl0", "WzFlOTksICJhIl0"):
            with pytest.raises(BadEvent, match="is not one of ours"):
                work.tickets.list(TicketFilter(), cursor=cursor)


def test_sources_endpoints_and_contracts_come_back_as_they_were(store: SqlStore) -> None:
    source = SourceRecord("acme", "zendesk", ("s1", "s2"), MORNING, {"a": [1]}, Mode.SHADOW)
    endpoint = EndpointRecord("in", "webhook", ("s",), MORNING, "alwayson", {"url": "https://x"})
    contract = StoredContract("v", "c", "1", "{}", MORNING)
    with store.write() as work:
        work.sources.add(source)
        work.endpoints.add(endpoint)
        work.contracts.keep(contract)
        work.contracts.keep(replace(contract, snapshot="other"))
        with pytest.raises(Conflict, match="'acme' already"):
            work.sources.add(source)
        work.commit()
    with store.read() as work:
        assert work.sources.list() == (source,)
        assert work.endpoints.for_vendor("alwayson") == endpoint
        assert work.contracts.find("v", "c", "1") == contract, "a version never changes"
        assert not work.contracts.has("v", "c", "2")


def test_a_login_link_is_good_once_and_until_it_expires(store: SqlStore) -> None:
    with store.write() as work:
        work.logins.add_link(LoginLink("h1", "a@x", MORNING, MORNING + HOUR))
        work.logins.add_link(LoginLink("h2", "b@x", MORNING, MORNING + MINUTE))
        assert work.logins.use_link("h1", MORNING + MINUTE) == "a@x"
        assert work.logins.use_link("h1", MORNING + MINUTE) is None
        assert work.logins.use_link("h2", MORNING + MINUTE) is None
        assert work.logins.use_link("h3", MORNING) is None
        work.commit()


def test_a_person_goes_with_all_sessions(store: SqlStore) -> None:
    session = SessionRecord("s", "a@x", "c", MORNING, MORNING + HOUR, MORNING)
    with store.write() as work:
        work.users.add(UserRecord("a@x", Role.ADMIN, MORNING, settings={"k": 1}))
        work.logins.add_session(session)
        assert work.logins.find_session("s", MORNING) == session
        assert work.logins.find_session("s", MORNING + HOUR) is None
        assert work.users.remove("a@x")
        assert work.logins.find_session("s", MORNING) is None
        assert not work.users.remove("a@x")


def test_a_token_is_found_by_its_hash_alone(store: SqlStore) -> None:
    token = TokenRecord("desk", "hash", Role.VENDOR, MORNING, "alwayson")
    with store.write() as work:
        work.tokens.add(token)
        work.tokens.used("desk", MORNING + 1)
        work.commit()
    with store.read() as work:
        assert work.tokens.find_by_hash("hash") == replace(token, last_used_at=MORNING + 1)
        assert work.tokens.find_by_hash("desk") is None


def test_a_customer_is_found_by_name_before_domain(store: SqlStore) -> None:
    one = CustomerRecord("C-1", Customer("Acme", "FR", None, ("acme.example",)), MORNING)
    two = CustomerRecord("C-2", Customer("Zebra", contracts={"v": "c"}), MORNING)
    with store.write() as work:
        work.customers.add(one)
        work.customers.add(two)
        work.commit()
    with store.read() as work:
        assert work.customers.find(organisation=" ZEBRA ", mail_domain="acme.example") == two
        assert work.customers.find(organisation="Nobody", mail_domain="Acme.Example") == one
        assert work.customers.find() is None
        page = work.customers.list(limit=1)
        assert [c.id for c in page.items] == ["C-1"]
        assert [c.id for c in work.customers.list(cursor=page.next, limit=1).items] == ["C-2"]


def test_a_note_is_overwritten_and_forgotten(store: SqlStore) -> None:
    with store.write() as work:
        work.notes.set("hold", "a")
        work.notes.set("hold", "b")
        assert work.notes.get("hold") == "b"
        work.notes.set("hold", None)
        assert work.notes.get("hold") is None


def test_the_hot_questions_use_their_partial_indexes(store: SqlStore) -> None:
    """What is due, what is to be sent and the queue never read the whole table."""
    world = World(store)
    asked: list[tuple[str, object]] = []

    @event.listens_for(store.engine, "before_cursor_execute")
    def note(_c: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        asked.append((sql, values))

    with store.read() as work:
        work.clocks.next_look_at()
        work.clocks.due(world.now, 10)
        work.deliveries.waiting(world.now)
        work.deliveries.next_attempt_at()
        work.tickets.queue(TicketFilter(), limit=5)
        work.tickets.to_route(5)
    event.remove(store.engine, "before_cursor_execute", note)
    questions = [(sql, values) for sql, values in asked if sql.startswith("SELECT")]
    assert len(questions) == 7
    with store.engine.connect() as connection:
        if store.engine.dialect.name == "sqlite":
            explain = "EXPLAIN QUERY PLAN "
        else:
            explain = "EXPLAIN "
            connection.execute(text("SET enable_seqscan = off"))
            connection.execute(text("SET enable_bitmapscan = off"))
        for sql, values in questions:
            rows = connection.exec_driver_sql(explain + sql, values)  # type: ignore[arg-type]
            plan = " ".join(str(row) for row in rows)
            indexes = ("clocks_look", "deliveries_due", "tickets_queue", "tickets_needs")
            assert any(index in plan for index in indexes), (sql, plan)
            assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    "raw",
    [b'[1, "\\ud800"]', b'[1, "\\u0000"]', b"[9223372036854775808, 1]", b"[" * 90_000, b"[1, 2"],
    ids=["half a pair", "NUL", "too large", "too deep", "cut off"],
)
def test_a_cursor_that_no_page_gave_is_refused_and_breaks_nothing(
    store: SqlStore, raw: bytes
) -> None:
    cursor = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    with store.read() as work:
        for ask in (work.tickets.list, work.tickets.queue):
            with pytest.raises(BadEvent, match="not one of ours"):
                ask(TicketFilter(), cursor=cursor)
        with pytest.raises(BadEvent, match="not one of ours"):
            work.deliveries.list(cursor=cursor)
