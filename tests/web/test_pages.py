"""What people see, and what they cannot do to each other."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from router.domain.time.instants import HOUR, MINUTE
from router.usecases.access import let_in as accounts
from router.usecases.records import DeliveryRecord, DeliveryState, Mode, Purpose, Role
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.pause import pause
from router.usecases.tickets.read_tickets import read_ticket
from router.usecases.vendors.vendor_reply import vendor_reply
from tests.web.conftest import World

EVERY_PAGE = ("/queue", "/queue?needs=vendor", "/vendors", "/vendors/zuper", "/explain")


def text_of(page: str) -> str:
    """What stands on the page, without its markup."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", page)))


def test_the_root_leads_to_the_queue(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/queue"


@pytest.mark.parametrize("path", [*EVERY_PAGE, "/breaches", "/tickets/T-1"])
def test_nobody_sees_a_page_without_logging_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/login?next=%2F")


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.ADMIN, Role.READ_ONLY])
def test_every_role_of_a_person_may_look(world: World, client: FlaskClient, role: Role) -> None:
    ticket = world.ticket()
    world.log_in(client, role)
    for path in (*EVERY_PAGE, f"/tickets/{ticket}", f"/tickets/{ticket}/clocks/response-1"):
        assert client.get(path).status_code == 200, path


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.AGENT, 403), (Role.READ_ONLY, 403), (Role.MANAGER, 200), (Role.ADMIN, 200)],
)
def test_breaches_are_for_managers(
    world: World, client: FlaskClient, role: Role, status: int
) -> None:
    world.log_in(client, role)
    assert client.get("/breaches").status_code == status


def test_what_was_given_up_is_sent_again_by_a_manager(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    given_up = DeliveryRecord(
        "D-1",
        Purpose.NOTICE,
        ticket,
        "mail",
        "boss@example.com",
        world.clock.at,
        state=DeliveryState.DEAD,
        error="550 no such person",
    )
    with world.core.store.write() as work:
        work.deliveries.add(given_up)
        work.commit()
    csrf = world.log_in(client, Role.MANAGER)
    seen = text_of(client.get("/breaches?state=dead").text)
    assert "550 no such person" in seen
    assert "given up 1" in seen
    assert " dead " not in seen
    assert client.post("/breaches/D-1/again", data={"csrf": csrf}).status_code == 303
    with world.core.store.read() as work:
        assert work.deliveries.get("D-1").state is DeliveryState.PENDING
    assert client.post("/breaches/D-1/again", data={"csrf": csrf}).status_code == 409
    assert client.post("/breaches/D-2/again", data={"csrf": csrf}).status_code == 404


def test_the_queue_is_sorted_by_what_is_due_next(world: World, client: FlaskClient) -> None:
    world.ticket("10", subject="third", body="a question about reports", tags=("zuper",))
    world.ticket("11", subject="second: production is down, nobody can work")
    world.ticket(
        "12",
        subject="first: production is down, nobody can work",
        opened=world.clock.at - 2 * HOUR,
    )
    world.log_in(client)
    page = client.get("/queue").text
    assert page.index("first: production") < page.index("second: production") < page.index("third")


def test_a_row_says_how_long_who_must_act_and_why(world: World, client: FlaskClient) -> None:
    world.ticket(subject="Production is down, nobody can work", opened=world.clock.at - 5 * MINUTE)
    world.log_in(client)
    page = client.get("/queue").text
    assert '<span class="digits">25:00</span>' in page
    seen = text_of(page)
    assert "Zuper must answer" in seen
    assert "Within 30 minutes. Annex A, 2 (a) (004:2231)" in seen


def test_a_late_ticket_says_late_in_words_and_in_its_sign(
    world: World, client: FlaskClient
) -> None:
    world.ticket(subject="Production is down, nobody can work", opened=world.clock.at - HOUR)
    world.log_in(client)
    page = client.get("/queue").text
    assert '<span class="digits">−30:00</span><span class="word">late</span>' in page
    assert "icons.svg?v=" in page
    assert "#late" in page


def test_filters_narrow_the_queue(world: World, client: FlaskClient) -> None:
    world.ticket("20", subject="the zuper one")
    world.ticket("21", subject="the aprimo one", tags=("aprimo",))
    world.log_in(client)
    page = client.get("/queue?vendor=aprimo").text
    assert "the aprimo one" in page
    assert "the zuper one" not in page
    assert "Nothing matches" in client.get("/queue?vendor=aprimo&q=nonesuch").text
    assert "No open tickets" not in client.get("/queue?needs=details").text


def test_a_ticket_without_a_vendor_waits_in_its_tab(world: World, client: FlaskClient) -> None:
    world.ticket("30", subject="whose is this", body="hello", tags=())
    world.ticket("31", subject="known")
    world.log_in(client)
    page = client.get("/queue?needs=vendor").text
    assert "whose is this" in page
    assert "known" not in page
    assert 'Needs a vendor<span class="count">1</span>' in page


def test_samples_are_marked(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(mode=Mode.SAMPLE)
    world.log_in(client)
    assert '<span class="chip dashed">sample</span>' in client.get("/queue").text
    assert "sample: an invented ticket" in client.get(f"/tickets/{ticket}").text


def test_the_queue_turns_pages(world: World, client: FlaskClient) -> None:
    for number in range(55):
        world.ticket(f"9{number:02d}")
    world.log_in(client)
    first = client.get("/queue").text
    more = re.search(r'href="([^"]+)">More</a>', first)
    assert more is not None
    second = client.get(html.unescape(more[1])).text
    rows = re.findall(r'data-row="(T-\d+)"', first) + re.findall(r'data-row="(T-\d+)"', second)
    assert len(rows) == len(set(rows)) == 55


def test_empty_screens_say_what_to_do(world: World, client: FlaskClient) -> None:
    world.log_in(client, Role.MANAGER)
    assert "sla-router sources add" in client.get("/queue").text
    assert "Every ticket has a vendor" in client.get("/queue?needs=vendor").text
    assert "Nothing is late" in client.get("/breaches").text


def test_the_ledger_adds_up_on_the_page(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(
        subject="How do I export?", body="a question", opened=world.clock.at - 5 * MINUTE
    )
    world.log_in(client)
    seen = text_of(client.get(f"/tickets/{ticket}/clocks/response-1").text)
    assert "Promised 6 h" in seen
    assert re.search(r"Together [\dhmin ]+ 6 h", seen)
    assert "within six (6) vendor support hours" in seen


def test_the_ledger_of_a_clock_that_was_met_says_what_was_not_needed(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket(opened=world.clock.at - 5 * MINUTE)
    world.log_in(client)
    address = f"/tickets/{ticket}/clocks/response-1"
    assert "Still to count until it is due 25 min" in text_of(client.get(address).text)
    vendor_reply(world.core, "zuper", ticket, "on it", public=True, who="vendor:zuper")
    seen = text_of(client.get(address).text)
    assert "Not needed: it ended before it was due 25 min" in seen
    assert "still" not in seen.lower()


def test_an_agent_sets_the_tier_with_a_reason(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(subject="How do I export?", body="a question")
    csrf = world.log_in(client)
    form = {"csrf": csrf, "tier": "critical", "how": "correction", "reason": "all are down"}
    answer = client.post(f"/tickets/{ticket}/tier", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tickets/{ticket}")
    seen = text_of(client.get(f"/tickets/{ticket}").text)
    assert "Tier corrected: it holds from opening by agent@example.com" in seen
    assert "all are down" in seen
    assert "contract: Zuper, field service platform" in seen, "names, not identifiers"


def test_an_agent_says_whose_ticket_it_is(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(subject="whose is this", body="hello", tags=())
    csrf = world.log_in(client)
    form = {"csrf": csrf, "vendor": "zuper/field-service", "reason": "asked them"}
    assert client.post(f"/tickets/{ticket}/vendor", data=form).status_code == 303
    assert read_ticket(world.core, ticket).ticket.vendor == "zuper"


def test_a_recorded_call_stops_the_response_clock(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    csrf = world.log_in(client)
    form = {"csrf": csrf, "who": "Ravi of Zuper", "at": ""}
    assert client.post(f"/tickets/{ticket}/calls", data=form).status_code == 303
    assert "met in time" in client.get(f"/tickets/{ticket}").text


def test_notes_pauses_and_resumptions_are_on_record(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    csrf = world.log_in(client)
    for path, form in (
        ("notes", {"body": "called\r\nthem"}),
        ("pause", {"reason": "waiting_for_customer"}),
        ("resume", {}),
    ):
        answer = client.post(f"/tickets/{ticket}/{path}", data={"csrf": csrf, **form})
        assert answer.status_code == 303, path
    kinds = [stored.event.kind.value for stored in read_ticket(world.core, ticket).events]
    assert kinds[-3:] == ["noted", "paused", "resumed"]


def test_a_paused_ticket_without_a_contract_offers_to_resume(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket(tags=())  # no shipped contract pauses for anything
    world.log_in(client)
    assert "Resume clocks" not in client.get(f"/tickets/{ticket}").text
    pause(world.core, ticket, reason="waiting_for_customer", who="user:x")
    assert "Resume clocks" in client.get(f"/tickets/{ticket}").text


@pytest.mark.parametrize("path", ["vendor", "tier", "notes", "calls", "pause", "resume"])
def test_a_reader_may_look_and_not_touch(world: World, client: FlaskClient, path: str) -> None:
    ticket = world.ticket()
    csrf = world.log_in(client, Role.READ_ONLY)
    form = {"csrf": csrf, "vendor": "aprimo", "tier": "major", "reason": "x", "body": "x"}
    assert client.post(f"/tickets/{ticket}/{path}", data=form).status_code == 403
    assert "Set tier" not in client.get(f"/tickets/{ticket}").text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"tier": "major", "reason": " "}, "Reason is empty"),
        ({"tier": "nonesuch", "reason": "x"}, "no tier"),
        ({"tier": "major", "reason": "x" * 1001}, "1001 characters"),
        ({"tier": "major", "reason": "a\x00b"}, "zero byte"),
    ],
)
def test_a_bad_form_changes_nothing_and_says_why(
    world: World, client: FlaskClient, form: dict[str, str], said: str
) -> None:
    ticket = world.ticket()
    before = read_ticket(world.core, ticket).events
    csrf = world.log_in(client)
    answer = client.post(f"/tickets/{ticket}/tier", data={"csrf": csrf, **form})
    assert 400 <= answer.status_code < 500
    assert said in text_of(answer.text)
    assert read_ticket(world.core, ticket).events == before


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


def test_hostile_words_are_shown_as_words(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(
        number="</title><script>",
        subject=HOSTILE,
        body=HOSTILE,
        organisation=HOSTILE,
        requester=HOSTILE,
        requester_name=HOSTILE,
        product=HOSTILE,
        priority=HOSTILE,
        tags=("zuper", HOSTILE),
    )
    add_note(world.core, ticket, HOSTILE, who="user:x")
    vendor_reply(world.core, "zuper", ticket, HOSTILE, public=True, who="vendor:zuper")
    csrf = world.log_in(client, Role.MANAGER)
    client.post(f"/tickets/{ticket}/pause", data={"csrf": csrf, "reason": HOSTILE})
    for path in (
        "/queue",
        f"/tickets/{ticket}",
        f"/tickets/{ticket}/clocks/update-1",
        "/breaches",
        "/queue?q=" + HOSTILE.replace("{", "%7B"),
        "/queue?vendor=" + HOSTILE.replace("{", "%7B"),
        "/explain?vendor=" + HOSTILE.replace("{", "%7B"),
        "/explain?vendor=zuper&opened=" + HOSTILE.replace("{", "%7B"),
    ):
        page = client.get(path).text
        assert "<script>alert" not in page, path
        assert "<img src=x" not in page, path
        assert "onerror=alert(1)>" not in page, path


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://acme.example/tickets/1", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("https://acme.example/\nx", False),
        ("//acme.example", False),
    ],
)
def test_only_web_addresses_become_links(
    world: World, client: FlaskClient, url: str, shown: bool
) -> None:
    ticket = world.ticket(url=url)
    world.log_in(client)
    assert ("open in the helpdesk" in client.get(f"/tickets/{ticket}").text) is shown


def test_an_unknown_ticket_is_a_friendly_404(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    for path in ("/tickets/T-0", "/vendors/nonesuch", "/nothing", "/tickets/T-0/clocks/x"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/html"), path
        assert "Nothing here" in answer.text


def test_what_would_be_due_is_answered_for_any_instant(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    page = client.get(
        "/explain?vendor=zuper/field-service&promise=tier:other"
        "&opened=2026-11-20T17:00&zone=Europe/Berlin"
    )
    seen = text_of(page.text)
    assert 'datetime="2026-11-20T23:00:00Z"' in page.text  # 15:00 in Los Angeles
    assert "Promised 6 h" in seen
    assert "America/Los_Angeles (the calendar's)" in seen


def test_what_would_be_due_shows_duties_and_updates(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    ask = "/explain?vendor=zuper/field-service&opened=2026-11-20T17:00&zone=UTC"
    duty = client.get(ask + "&promise=duty:incident-notice").text
    assert 'datetime="2026-11-21T17:00:00Z"' in duty
    updates = client.get(ask + "&promise=tier:critical&answered=2026-11-20T17:10").text
    assert 'datetime="2026-11-20T17:40:00Z"' in updates
    lead = client.get(ask + "&promise=duty:maintenance-notice&planned=2026-12-20T00:00").text
    assert 'datetime="2026-12-13T00:00:00Z"' in lead


@pytest.mark.parametrize(
    "ask",
    [
        "vendor=nonesuch&opened=2026-11-20T17:00",
        "vendor=zuper&opened=yesterday",
        "vendor=zuper&opened=2026-11-20T17:00&promise=tier:nonesuch",
        "vendor=zuper&opened=2026-11-20T17:00&promise=duty:nonesuch",
        "vendor=zuper&opened=2026-11-20T17:00&promise=duty:maintenance-notice",
        "vendor=zuper&opened=0001-01-01T00:00",
        "vendor=zuper&opened=2026-11-20T17:00&zone=../../etc/passwd",
        "vendor=zuper&opened=2026-11-20T17:00&country=%3Cb%3E",
        "vendor=openmethods&opened=2026-11-20T17:00",
        "vendor=bluejeans&opened=2026-11-20T17:00",
    ],
)
def test_a_question_that_cannot_be_answered_says_so(
    world: World, client: FlaskClient, ask: str
) -> None:
    world.log_in(client)
    assert client.get(f"/explain?{ask}").status_code == 200


def test_every_contract_has_a_page_a_person_can_read(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    for contract in world.core.contracts():
        page = client.get(f"/vendors/{contract.vendor}?contract={contract.id}")
        assert page.status_code == 200
        seen = text_of(page.text)
        for tier in contract.tiers:
            assert tier.name in seen
        for duty in contract.duties:
            assert duty.name in seen
        for interpretation in contract.interpretations.values():
            assert interpretation.reading in seen
        assert "mappingproxy" not in page.text
        assert "Clause(" not in page.text


def test_an_alias_leads_to_its_vendor(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    assert "SweetHawk" in client.get("/vendors/freshhawk").text


def test_a_removed_user_is_out_at_once(world: World, client: FlaskClient) -> None:
    world.log_in(client)
    assert client.get("/queue").status_code == 200
    accounts.remove_user(world.core, "agent@example.com")
    assert client.get("/queue").status_code == 303


def test_times_are_in_the_zone_the_browser_told(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    world.log_in(client)
    client.set_cookie("tz", "Asia%2FKolkata")
    page = client.get(f"/tickets/{ticket}").text
    assert 'title="2026-03-04T09:55:00Z (UTC)">Wed 04 Mar 2026 15:25:00</time>' in page
    client.set_cookie("tz", "../../../etc/passwd")
    assert client.get("/queue").status_code == 200


def test_a_duty_is_started_on_the_vendors_page_and_finished_on_its_ticket(
    world: World, client: FlaskClient
) -> None:
    csrf = world.log_in(client)
    form = {
        "csrf": csrf,
        "contract": "field-service",
        "duty": "incident-notice",
        "subject": "laptop stolen",
        "at": "2026-03-04T09:00:00Z",
    }
    answer = client.post("/vendors/zuper/duties", data=form)
    assert answer.status_code == 303
    ticket = answer.headers["Location"]
    page = client.get(ticket).text
    assert "laptop stolen" in page
    assert "It is done" in page
    assert (
        client.post(
            f"{ticket}/duties/finish", data={"csrf": csrf, "duty": "incident-notice"}
        ).status_code
        == 303
    )
    assert "incident report" in text_of(client.get(ticket).text)  # what follows has started
    late = client.post("/vendors/zuper/duties", data=form | {"duty": "maintenance-notice"})
    assert "planned_for" in text_of(late.text)


def test_a_reader_starts_no_duty(world: World, client: FlaskClient) -> None:
    csrf = world.log_in(client, Role.READ_ONLY)
    form = {"csrf": csrf, "contract": "field-service", "duty": "deletion", "subject": "x"}
    assert client.post("/vendors/zuper/duties", data=form).status_code == 403
    assert client.post("/vendors/zuper/duties", data={}).status_code == 403
    assert "Start a duty" not in client.get("/vendors/zuper").text


@pytest.mark.parametrize("opened", ["0001-01-01T00:00", "9999-12-31T23:59", "1989-12-31T00:00"])
def test_a_year_that_no_calendar_knows_is_said_on_the_page(
    world: World, client: FlaskClient, opened: str
) -> None:
    world.log_in(client)
    answer = client.get(f"/explain?vendor=zuper&opened={opened}&promise=tier:critical&zone=Etc/UTC")
    assert answer.status_code == 200
    assert "between 1990 and 2100" in answer.text
