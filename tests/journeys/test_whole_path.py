"""A signed payload in, a timer on the page, a breach told once: over real processes."""

from __future__ import annotations

import re
import time
from datetime import datetime

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.journeys.conftest import HOOK_SECRET, MANAGER, SUBJECT, World
from tests.journeys.system import Zendesk, find_browser, standard_webhook_verifies, wait_for
from tests.patience import PATIENCE

pytestmark = pytest.mark.xdist_group("whole path")


def test_a_ticket_comes_in_its_timer_runs_and_its_breach_is_told(world: World) -> None:
    """In, seen ticking in a real browser, told by mail and by a webhook that verifies."""
    number = 71447
    link = world.system.cli("users", "add", "anna@desk.example", "--role", "agent")["url"]
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(link)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/queue*")
        world.open_ticket(number)
        page.get_by_text(SUBJECT).first.wait_for(timeout=PATIENCE * 1000)  # without a reload
        timer = page.locator("tr", has_text=SUBJECT).locator("[data-due]").first
        seen = timer.inner_text()
        expect(timer).not_to_have_text(seen, timeout=PATIENCE * 1000)
        ticket = world.ticket(number)
        page.goto(f"{world.system.url}/tickets/{ticket['id']}")
        expect(page.locator("main")).to_contain_text(re.compile("response", re.IGNORECASE))
        expect(page.locator("main")).to_contain_text("test:1")  # the clause
        browser.close()

    assert (ticket["vendor"], ticket["tier"]) == ("quick", "critical")
    assert ticket["tier_reason"]
    clock = ticket["clocks"][0]
    assert (clock["obligation"], clock["round"], clock["owed_by"]) == ("response", 1, "vendor")

    call = wait_for("the webhook", lambda: world.breach_calls(number))[0]
    _, mail = wait_for("the mail", lambda: world.breach_mails(number))[0]
    assert standard_webhook_verifies(HOOK_SECRET, call)
    assert mail["To"] == MANAGER

    time.sleep(2)  # what was told once is not told again
    assert len(world.breach_mails(number)) == 1
    assert len(world.breach_calls(number)) == 1
    path = f"/api/v1/tickets/{ticket['id']}"
    seen_later = world.system.get(path, world.agent)["clocks"]
    assert [(c["obligation"], c["breached"]) for c in seen_later] == [("response", True)]
    ledger = world.system.get(f"{path}/clocks/{clock['id']}/ledger", world.agent)
    first = ledger["segments"][0]
    assert first["from"] == clock["started_at"]
    assert first["counted"]


def test_no_breach_is_told_before_its_deadline(world: World) -> None:
    """Neither mail nor webhook comes early; how soon after they come is measured in `bench/`."""
    number = 80
    world.open_ticket(number)
    mail = wait_for("the mail", lambda: world.breach_mails(number))[0]
    call = wait_for("the webhook", lambda: world.breach_calls(number))[0]
    (clock,) = world.ticket(number)["clocks"]
    due_at = datetime.fromisoformat(clock["due_at"]).timestamp()
    assert min(mail[0], call.at) > due_at


@pytest.mark.parametrize("part", ["worker", "sweep", "queue"])
def test_told_once_although_a_process_is_killed_in_mid_flight(world: World, part: str) -> None:
    """kill -9 while it is routed, around the deadline, and while it is sent: told, and once."""
    number = {"worker": 501, "sweep": 502, "queue": 503}[part]
    world.open_ticket(number)
    world.system.kill(part)
    for pause in (2.6, 0.5, 0.5):
        time.sleep(pause)
        world.system.kill(part)
    mails = wait_for("the mail", lambda: world.breach_mails(number))
    calls = wait_for("the webhook", lambda: world.breach_calls(number))
    time.sleep(7)  # longer than a killed worker's claim holds
    mails, calls = world.breach_mails(number), world.breach_calls(number)
    assert len({str(mail["Message-ID"]) for _, mail in mails}) == 1
    assert len({call.headers["webhook-id"] for call in calls}) == 1
    # Only a worker can be cut off between acceptance and its record.
    if part != "worker":
        assert (len(mails), len(calls)) == (1, 1)


def test_a_vendor_is_handed_its_ticket_and_answers_it(world: World) -> None:
    """Pushed, signed; answered and resolved with the vendor's token, which sees its own only."""
    system = world.system
    words = ("endpoints", "add", "handed", "--vendor", "handed", "--url", f"{world.hook.url}/in")
    secret = system.cli(*words)["secret"]
    words = ("tokens", "add", "handed-desk", "--role", "vendor", "--vendor", "handed")
    vendor = system.cli(*words)["token"]
    world.open_ticket(900, tag="handed")
    world.open_ticket(901, tag="quick")

    pushed = wait_for("the hand-over", lambda: world.hook.by_id("/in"))
    ((call,),) = pushed.values()
    assert standard_webhook_verifies(secret, call)
    theirs = wait_for(
        "the vendor's clock",
        lambda: [t for t in system.get("/api/v1/vendor/tickets", vendor)["tickets"] if t["clocks"]],
    )
    assert [ticket["external_id"] for ticket in theirs] == ["900"]
    other = world.ticket(901)["id"]
    path = f"/api/v1/vendor/tickets/{theirs[0]['id']}"
    reply = {"body": "We are looking at it.", "public": True}
    assert system.send("POST", f"{path}/replies", vendor, reply).status_code in (200, 201)
    refused = system.send("POST", f"/api/v1/vendor/tickets/{other}/replies", vendor, reply)
    assert refused.status_code == 404

    def vendors_clocks() -> list[tuple[str, str]]:
        clocks = world.ticket(900)["clocks"]
        return [(c["obligation"], c["state"]) for c in clocks if c["owed_by"] == "vendor"]

    assert vendors_clocks() == [("response", "stopped"), ("update", "running")]
    assert system.send("POST", f"{path}/resolve", vendor, {}).status_code in (200, 201)
    assert vendors_clocks() == [("response", "stopped"), ("update", "stopped")]


def test_a_repeated_payload_changes_nothing(world: World) -> None:
    """The signed payload id stops replays: 200, and one ticket."""
    payload = Zendesk.created(600, SUBJECT, tags=["quick"])
    assert [world.zendesk.post(payload) for _ in range(3)] == [200, 200, 200]
    listed = world.system.get("/api/v1/tickets?external_id=600", world.agent)
    assert len(listed["tickets"]) == 1


def test_a_source_added_and_removed_counts_at_once_in_the_running_system(world: World) -> None:
    """No restart: everything reads the database."""
    added = world.system.cli("sources", "add", "second", "--kind", "zendesk")
    second = Zendesk(added["url"], added["secret"])
    assert second.post(Zendesk.created(1, SUBJECT)) == 200
    world.system.cli("sources", "remove", "second")
    assert second.post(Zendesk.created(2, SUBJECT)) == 401


def test_no_secret_and_no_ticket_text_is_in_the_logs(world: World) -> None:
    """What a stranger to the desk may read stays free of what they may not."""
    world.open_ticket(700)
    world.ticket(700)
    world.system.send("GET", "/api/v1/tickets", "slr_wrong", None)
    log = world.system.log
    assert "request_id" in log
    for secret in (world.agent, world.zendesk.secret, HOOK_SECRET, "nothing works", SUBJECT):
        assert secret not in log
