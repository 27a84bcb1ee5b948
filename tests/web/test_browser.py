"""The pages in a real browser: timers, keyboard, live changes, and nothing that the policy bars."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import make_server

from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Sighting
from router.domain.time.instants import HOUR, MINUTE, SECOND, Instant
from router.usecases.intake.take_in import take_in
from router.usecases.records import Arrival, Role
from router.usecases.vendors.vendor_reply import vendor_reply
from router.web.http.auth import COOKIE
from router.web.live import LiveFeed
from tests.patience import PATIENCE
from tests.web.conftest import World

CHROMIUM = Path("/usr/bin/chromium")
expect.set_options(timeout=PATIENCE * 1000)
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no chromium here")


def wall_clock() -> Instant:
    return time.time_ns() // SECOND * SECOND


class Site:
    """The application on a port of its own, and what is needed to look at it. Its clock starts at
    the time of day and stands still until a test moves it, however busy the machine is."""

    def __init__(self, world: World, app: Flask) -> None:
        self.world = world
        self.feed: LiveFeed = app.extensions["sla_live"]
        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._server.daemon_threads = True  # type: ignore[attr-defined]  # of its threaded kind
        self.url = f"http://127.0.0.1:{self._server.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.cookie = world.cookie_of("maria@example.com", Role.MANAGER)

    def stop(self) -> None:
        self.feed.stop()
        self._server.shutdown()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    world = World(tmp_path)
    world.clock.at = wall_clock()
    made = Site(world, world.app())
    yield made
    made.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    made = browser.new_context(timezone_id="Asia/Kolkata", locale="en-GB")
    made.add_cookies([{"name": COOKIE, "value": site.cookie, "url": site.url}])
    made.set_default_timeout(PATIENCE * 1000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; anything that the browser complains of fails the test."""
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    assert complaints == []


def digits(page: Page) -> str:
    return page.locator("[data-row] .digits").first.inner_text()


def seconds(text: str) -> int:
    total = 0
    for part in text.removeprefix("−").split(":"):
        total = total * 60 + int(part)
    return -total if text.startswith("−") else total


def down(site: Site, number: str, opened_ago: int) -> str:
    return site.world.ticket(
        number,
        subject=f"Production is down {number}",
        opened=site.world.clock.at - opened_ago,
    )


def hold_the_clock(site: Site, page: Page, wrong_by: int = 0) -> None:
    """From now on the browser's clock too moves only by `advance`; `wrong_by` nanoseconds off."""
    at = datetime.fromtimestamp((site.world.clock.at + wrong_by) / SECOND, UTC)
    page.clock.install(time=at - timedelta(hours=1))  # it runs until it is held
    page.clock.pause_at(at)


def advance(site: Site, page: Page, seconds: int) -> None:
    """Both clocks, second by second: a page takes its server's anew where the two are further
    apart."""
    for _ in range(seconds):
        site.world.clock.advance(SECOND)
        page.clock.run_for(1000)
    page.clock.run_for(10)  # timers turn a moment after the second


def test_a_timer_ticks_without_asking_the_server_and_without_moving(site: Site, page: Page) -> None:
    down(site, "1", 5 * MINUTE)
    hold_the_clock(site, page)
    page.goto(f"{site.url}/queue")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    place = page.locator("[data-row] .digits").first.bounding_box()
    assert seconds(digits(page)) == 25 * 60
    advance(site, page, 2)
    assert seconds(digits(page)) == 25 * 60 - 2
    assert page.locator("[data-row] .digits").first.bounding_box() == place
    assert [url for url in asked if "/queue" in url] == []


def test_a_timer_turns_late_by_itself(site: Site, page: Page) -> None:
    down(site, "1", 30 * MINUTE - 4 * SECOND)
    hold_the_clock(site, page)
    page.goto(f"{site.url}/queue")
    timer = page.locator("[data-row] .timer")
    expect(timer).to_have_attribute("data-look", "soon")
    advance(site, page, 3)
    expect(timer).to_have_attribute("data-look", "soon")
    expect(timer.locator(".digits")).to_have_text("0:01")
    advance(site, page, 1)
    expect(timer).to_have_attribute("data-look", "late")
    expect(timer.locator(".word")).to_have_text("late")
    expect(timer.locator("use")).to_have_attribute("href", re.compile("#late$"))
    expect(timer.locator(".digits")).to_have_text(re.compile("^−0:0"))


def test_a_wrong_clock_of_the_viewer_does_not_matter(
    site: Site, context: BrowserContext, page: Page
) -> None:
    down(site, "1", 5 * MINUTE)
    hold_the_clock(site, page, wrong_by=7 * HOUR)
    page.goto(f"{site.url}/queue")
    advance(site, page, 2)
    assert seconds(digits(page)) == 25 * 60 - 2


def test_the_table_works_from_the_keyboard(site: Site, page: Page) -> None:
    tickets = [down(site, str(n), n * MINUTE) for n in (12, 8, 4)]
    page.goto(f"{site.url}/queue")

    def chosen() -> str | None:
        return page.locator("[data-row][aria-selected=true]").get_attribute("data-row")

    page.keyboard.press("j")
    assert chosen() == tickets[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert chosen() == tickets[2]
    page.keyboard.press("k")
    assert chosen() == tickets[1]
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).not_to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("jk?")
    expect(page.locator("#q")).to_have_value("jk?")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    assert chosen() == tickets[0]
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/tickets/{tickets[0]}")
    page.keyboard.press("u")
    page.wait_for_url("**/queue")
    page.keyboard.press("g")
    page.keyboard.press("v")
    page.wait_for_url("**/vendors")


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_change_shows_by_itself_and_the_chosen_row_stays(site: Site, page: Page) -> None:
    first, second = down(site, "1", 12 * MINUTE), down(site, "2", 4 * MINUTE)
    page.goto(f"{site.url}/queue")
    expect(page.locator("[data-live-status]")).to_have_text("live")
    page.keyboard.press("j")
    page.keyboard.press("j")
    vendor_reply(site.world.core, "zuper", first, "on it", public=True, who="vendor:zuper")
    row = page.locator(f'[data-row="{first}"]')
    expect(row).to_contain_text("Zuper must send an update")
    expect(page.locator("[data-row][aria-selected=true]")).to_have_attribute("data-row", second)


def test_many_tabs_share_one_stream(site: Site, context: BrowserContext, page: Page) -> None:
    down(site, "1", 5 * MINUTE)
    page.goto(f"{site.url}/queue")
    others = [context.new_page() for _ in range(7)]  # a browser opens six connections to a host
    for other in others:
        other.goto(f"{site.url}/queue")
        expect(other.locator("[data-live-status]")).to_have_text("live")
    assert site.feed.watching == 1
    ticket = down(site, "2", 5 * MINUTE)
    for other in others:
        expect(other.locator(f'[data-row="{ticket}"]')).to_be_visible()


def test_times_are_in_the_viewers_zone_with_the_full_instant_on_hover(
    site: Site, page: Page
) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    page.goto(f"{site.url}/tickets/{ticket}")
    opened = page.locator("aside time").last
    instant = opened.get_attribute("datetime") or ""
    expect(opened).to_have_attribute("title", f"{instant} (UTC), shown in Asia/Calcutta")
    shown = page.evaluate(
        "iso => new Date(iso).toLocaleTimeString('en-GB', {timeZone: 'Asia/Kolkata'})",
        instant.replace("Z", "")[:19] + "Z",
    )
    expect(opened).to_contain_text(shown)
    expect(page.locator("footer")).to_have_text("Times in Asia/Calcutta")  # chromium's own name


@pytest.mark.parametrize("address", ["/queue", "/vendors", "/vendors/zuper", "/customers"])
def test_a_finger_can_hit_every_link(site: Site, browser: Browser, address: str) -> None:
    down(site, "1", 5 * MINUTE)
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    phone.add_cookies([{"name": COOKIE, "value": site.cookie, "url": site.url}])
    page = phone.new_page()
    page.goto(f"{site.url}{address}")
    low = page.evaluate(
        """() => [...document.querySelectorAll("a:not(.skip), button, select, summary")]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 24)
            .map(e => e.textContent.trim())"""
    )
    assert low == [], "24 CSS pixels at least (WCAG 2.2, 2.5.8)"
    phone.close()


def test_the_theme_is_kept(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/queue")
    page.locator("[data-theme-toggle]").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.goto(f"{site.url}/vendors")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("[data-theme-toggle]").click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_an_agent_corrects_a_tier_through_the_dialog(site: Site, page: Page) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    site.world.clock.advance(MINUTE)
    page.goto(f"{site.url}/tickets/{ticket}")
    page.get_by_role("button", name="Set tier").click()
    dialog = page.locator("#d-tier")
    dialog.get_by_text("Major business impact").click()
    dialog.get_by_text("We had it wrong").click()
    dialog.get_by_role("textbox", name="Reason").fill("only one crew")
    dialog.get_by_role("button", name="Set tier").click()
    expect(page.locator("aside")).to_contain_text("only one crew")
    expect(page.locator(".events")).to_contain_text("Tier corrected")


def test_a_dialog_begins_at_its_first_field_and_escape_leads_back(site: Site, page: Page) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    page.goto(f"{site.url}/tickets/{ticket}")
    opener = page.get_by_role("button", name="Record a call")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Who of the vendor")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#d-call")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_tier_is_set_where_scripts_are_off(site: Site, browser: Browser) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies([{"name": COOKIE, "value": site.cookie, "url": site.url}])
    page = plain.new_page()
    page.goto(f"{site.url}/tickets/{ticket}")
    form = page.locator("#d-tier")
    form.get_by_text("Major business impact").click()
    form.get_by_role("textbox", name="Reason").fill("only one crew")
    form.get_by_role("button", name="Set tier").click()
    expect(page.locator(".events")).to_contain_text("Tier changed")
    expect(page.locator("#c-at")).to_be_hidden()  # a local time needs the script for its offset
    plain.close()


def test_a_call_is_recorded_at_the_local_time_that_was_typed(site: Site, page: Page) -> None:
    ticket = down(site, "1", 10 * MINUTE)
    page.goto(f"{site.url}/tickets/{ticket}")
    spoken = page.evaluate(
        "ms => new Date(ms + 5.5 * 3600e3).toISOString().slice(0, 19)",
        (site.world.clock.at - 3 * MINUTE) // 1_000_000,
    )
    page.get_by_role("button", name="Record a call").click()
    dialog = page.locator("#d-call")
    dialog.get_by_label("Who of the vendor").fill("Ravi")
    dialog.get_by_label("When").fill(spoken)
    dialog.get_by_role("button", name="Record the call").click()
    expect(page.locator(".events")).to_contain_text("Vendor was spoken to")
    clock = page.locator(".clock.quiet").first
    expect(clock).to_contain_text("met in time")


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_no_page_is_wider_than_the_screen(
    site: Site, browser: Browser, page: Page, width: int
) -> None:
    ticket = down(site, "1", 50 * MINUTE)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "/queue",
        f"/tickets/{ticket}",
        f"/tickets/{ticket}/clocks/response-1",
        "/vendors",
        *(f"/vendors/{c.vendor}?contract={c.id}" for c in site.world.core.contracts()),
        "/explain?vendor=aircall&promise=tier:severity-4&opened=2026-10-23T17:00&country=AU",
        "/breaches",
        "/login",
    ):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_click_with_ctrl_or_the_middle_button_opens_a_row_in_a_tab_of_its_own(
    site: Site, context: BrowserContext, page: Page
) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    page.goto(f"{site.url}/queue")
    place = page.locator(f'[data-row="{ticket}"] .cell-vendor')
    with context.expect_page() as opened:
        place.click(modifiers=["Control"])
    opened.value.wait_for_url(f"**/tickets/{ticket}")
    with context.expect_page() as beside:
        place.click(button="middle")
    beside.value.wait_for_url(f"**/tickets/{ticket}")
    assert page.url.endswith("/queue")


def test_the_focus_stays_on_the_same_control_through_a_live_change(site: Site, page: Page) -> None:
    first, second = down(site, "1", 12 * MINUTE), down(site, "2", 4 * MINUTE)
    page.goto(f"{site.url}/queue")
    expect(page.locator("[data-live-status]")).to_have_text("live")
    page.locator(f'[data-row="{second}"] a.timer').focus()
    vendor_reply(site.world.core, "zuper", first, "on it", public=True, who="vendor:zuper")
    expect(page.locator(f'[data-row="{first}"]')).to_contain_text("Zuper must send an update")
    expect(page.locator(f'[data-row="{second}"] a.timer')).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_shows_every_column_of_the_queue_within_the_paper(
    site: Site, page: Page, scheme: str
) -> None:
    down(site, "1", 5 * MINUTE)
    page.emulate_media(media="print", color_scheme=scheme)  # type: ignore[arg-type]  # of two
    page.set_viewport_size({"width": 718, "height": 1000})  # A4 less its margins
    for path in ("/queue", "/breaches", "/vendors/zuper"):
        page.goto(site.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 718, path
    page.goto(f"{site.url}/queue")
    for cell in ("left", "due", "ticket", "vendor", "why"):
        expect(page.locator(f".cell-{cell}").first).to_be_visible()


def shown(page: Page) -> list[str]:
    """The rows of the queue, as they stand."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('[data-list=queue] [data-row]')].map(r => r.dataset.row)"
    )
    return found


def live_queue(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/queue")
    expect(page.locator("[data-live-status]")).to_have_text("live")


def test_no_row_moves_under_the_pointer_and_a_change_brings_only_its_row(
    site: Site, page: Page
) -> None:
    first, second = down(site, "1", 12 * MINUTE), down(site, "2", 4 * MINUTE)
    live_queue(site, page)
    page.locator(f'[data-row="{second}"] .cell-vendor').hover()
    places = [page.locator(f'[data-row="{t}"]').bounding_box() for t in (first, second)]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    vendor_reply(site.world.core, "zuper", first, "on it", public=True, who="vendor:zuper")
    row = page.locator(f'[data-row="{first}"]')
    expect(row).to_contain_text("Zuper must send an update")
    assert shown(page) == [first, second]
    assert [page.locator(f'[data-row="{t}"]').bounding_box() for t in (first, second)] == places
    assert [url.partition("/queue")[2] for url in asked if "/queue" in url] == [f"?rows={first}"]


def test_new_tickets_wait_behind_a_button_that_is_announced_and_reached_by_keyboard(
    site: Site, page: Page
) -> None:
    second = down(site, "2", 4 * MINUTE)
    live_queue(site, page)
    page.locator(f'[data-row="{second}"] a.timer').focus()
    first = down(site, "1", 12 * MINUTE)
    third = down(site, "3", 2 * MINUTE)
    button = page.get_by_role("button", name="2 new")
    expect(button).to_be_visible()
    expect(page.locator("#said")).to_have_text("2 new in the queue; press r to bring in")
    expect(page.locator("#said")).to_have_attribute("aria-live", "polite")
    assert shown(page) == [second]
    expect(page.locator(f'[data-row="{second}"] a.timer')).to_be_focused()
    page.keyboard.press("r")
    assert shown(page) == [first, second, third]
    expect(button).to_be_hidden()
    fourth = down(site, "4", 13 * MINUTE)
    page.locator(f'[data-row="{second}"] a.timer').focus()
    button = page.get_by_role("button", name="1 new")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert shown(page) == [fourth, first, second, third]
    expect(page.locator(f'[data-row="{fourth}"] a[data-open]')).to_be_focused()


def test_a_ticket_that_leaves_the_list_is_struck_out_and_goes_when_nobody_is_there(
    site: Site, page: Page
) -> None:
    first, second = down(site, "1", 12 * MINUTE), down(site, "2", 4 * MINUTE)
    live_queue(site, page)
    page.locator(f'[data-row="{first}"] .cell-vendor').hover()
    resolve(site, first, "1")
    row = page.locator(f'[data-row="{first}"]')
    expect(row).to_contain_text("no longer in this list")
    assert shown(page) == [first, second]
    page.mouse.move(5, 5)
    down(site, "3", 2 * MINUTE)
    expect(row).to_have_count(0)
    assert shown(page)[0] == second


def test_selected_text_and_scroll_stay_through_a_live_change(site: Site, page: Page) -> None:
    tickets = [down(site, str(n), n * MINUTE) for n in range(28, 2, -1)]
    live_queue(site, page)
    last = page.locator(f'[data-row="{tickets[-1]}"] .subject')
    last.scroll_into_view_if_needed()
    page.mouse.move(5, 5)
    page.evaluate(
        "id => getSelection().selectAllChildren(document.querySelector("
        "`[data-row='${id}'] .subject`))",
        tickets[-1],
    )
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    vendor_reply(site.world.core, "zuper", tickets[-2], "on it", public=True, who="vendor:zuper")
    expect(page.locator(f'[data-row="{tickets[-2]}"]')).to_contain_text("send an update")
    assert page.evaluate("scrollY") == scrolled
    assert page.evaluate("String(getSelection())").strip() == last.inner_text()


def test_the_breaches_are_live_row_by_row(site: Site, page: Page) -> None:
    late = [down(site, str(n), 50 * MINUTE + n * MINUTE) for n in (3, 2, 1)]
    page.goto(f"{site.url}/breaches")
    expect(page.locator("[data-live-status]")).to_have_text("live")
    page.locator(f'[data-list=late] [data-row="{late[1]}"]').hover()
    vendor_reply(site.world.core, "zuper", late[0], "on it", public=True, who="vendor:zuper")
    row = page.locator(f'[data-list=late] [data-row="{late[0]}"]')
    expect(row).to_contain_text("no longer in this list")
    expect(page.locator('[data-part="late-count"]')).to_have_text("2")
    expect(page.locator('[data-list=missed] [data-row^="' + late[0] + '"]')).to_contain_text(
        "met late"
    )


def test_what_is_typed_and_opened_on_a_ticket_stays_through_a_live_change(
    site: Site, page: Page
) -> None:
    ticket = down(site, "1", 5 * MINUTE)
    page.goto(f"{site.url}/tickets/{ticket}")
    expect(page.locator("[data-live-status]")).to_have_text("live")
    ledger = page.get_by_role("link", name="why then?").first
    ledger.focus()
    page.get_by_label("Internal note").evaluate("e => { e.value = 'half a word' }")
    vendor_reply(site.world.core, "zuper", ticket, "seen", public=True, who="vendor:zuper")
    expect(page.locator(".events")).to_contain_text("Vendor replied")
    expect(page.get_by_role("link", name="why then?").first).to_be_focused()
    expect(page.get_by_label("Internal note")).to_have_value("half a word")


def resolve(site: Site, ticket: str, number: str) -> None:
    """The helpdesk says that it is resolved."""
    at = site.world.clock.at
    done = Event(Kind.RESOLVED, at, f"acme:{number}:done", at, origin="source:acme")
    seen = Sighting(external_id=number, facts_at=at, events=(done,))
    take_in(site.world.core, Arrival("acme", f"d-{number}-done", at, b"{}", (seen,)))
