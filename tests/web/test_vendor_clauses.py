"""The vendor's page shows each clause as the document has it, with its line."""

from __future__ import annotations

import re
from html import unescape

from flask.testing import FlaskClient

from router.domain.time.instants import parse_instant
from tests.web.conftest import World


def _text(world: World, client: FlaskClient, vendor: str) -> str:
    world.log_in(client)
    return " ".join(
        unescape(re.sub(r"<[^>]+>", " ", client.get(f"/vendors/{vendor}").text)).split()
    )


def test_aircall_shows_efforts_and_what_excludes_every_level_with_their_lines(
    world: World, client: FlaskClient
) -> None:
    text = _text(world, client, "aircall")
    assert text.count("commercially reasonable efforts Annex C, 3 c 004:1960") == 4
    assert "Not broken where" in text
    assert "(d) scheduled or emergency maintenance by Aircall" in text
    assert text.count("(every service level)") == 5


def test_aprimo_shows_its_percentages_with_their_signs_and_its_holidays_by_name(
    world: World, client: FlaskClient
) -> None:
    world.clock.at = parse_instant("2026-12-01T10:00:00Z")
    text = _text(world, client, "aprimo")
    assert "over 1 %" in text
    assert "up to 10 %" in text
    assert "over 3 %" in text
    assert "holidays skipped in the next year, GB/ENG: 8" in text
    assert "Fri 25 Dec 2026 Christmas Day" in text
    assert "first class post clause 14.7 003:138" in text
    assert "served on the 2nd business day after the day of posting" in text
    assert "Change that avoids the new sub-processor" in text


def test_zuper_shows_72_hours_its_exception_and_which_text_prevails(
    world: World, client: FlaskClient
) -> None:
    text = _text(world, client, "zuper")
    assert "within 72 hours" in text
    assert "Not where: an incident with data that the customer or its users caused" in text
    for line in ("004:2460", "004:2533", "004:2933-2935", "004:2539", "004:2257, 004:2356"):
        assert line in text
    assert "No holiday is skipped." in text
