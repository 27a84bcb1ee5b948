"""A contract that was kept counts by the zone data that it was kept with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import pytest

from router.domain.contracts.changes import changes_between
from router.domain.contracts.contract import Length, Target
from router.policy_files import from_snapshot, snapshot
from router.policy_files.format import zone_data as zones
from tests.builders import a_contract, a_target, a_tier, an_event, at, fold, paris_hours


@pytest.fixture
def moscow_is_paris(tmp_path: Path) -> Iterator[None]:
    """Zone data of a later year, in which Paris keeps Moscow's time."""
    data = zones.data_of("Europe/Moscow")
    assert data
    import base64
    import zlib

    folder = tmp_path / "Europe"
    folder.mkdir()
    (folder / "Paris").write_bytes(zlib.decompress(base64.b64decode(data)))
    _forget()
    reset_tzpath([str(tmp_path)])
    yield
    reset_tzpath()
    _forget()


def _forget() -> None:
    ZoneInfo.clear_cache()
    zones.fingerprint.cache_clear()
    zones.data_of.cache_clear()


def test_newer_zone_data_move_no_deadline_of_a_kept_contract(
    request: pytest.FixtureRequest,
) -> None:
    contract = a_contract("lutece", paris_hours(), a_tier("high", a_target("response", 60)))
    kept = json.dumps(snapshot(contract))
    opened = an_event("opened", "2026-03-02 07:30")
    before = fold(contract, "high", "2026-03-02 07:30", opened)["response-1"].due_at
    assert before == at("2026-03-02 09:00"), "Paris opens at 8:00 UTC"

    request.getfixturevalue("moscow_is_paris")
    again = from_snapshot(json.loads(kept))
    after = fold(again, "high", "2026-03-02 07:30", opened)["response-1"].due_at
    assert after == before
    fresh = a_contract("lutece", paris_hours(), a_tier("high", a_target("response", 60)))
    moved = fold(fresh, "high", "2026-03-02 07:30", opened)["response-1"].due_at
    assert moved == at("2026-03-02 08:30"), "the files by the new data open two hours earlier"
    (change,) = changes_between(again, fresh)
    assert change.field == "zone data.Europe/Paris"
    assert (change.before, change.after) == (
        "+01:00 from UTC on 2015-01-01",
        "+03:00 from UTC on 2015-01-01",
    )


def test_a_kept_contract_is_equal_while_the_data_are_the_same() -> None:
    contract = a_contract("lutece", paris_hours(), a_tier("high", a_target("response", 60)))
    assert from_snapshot(snapshot(contract)) == contract
    assert isinstance(contract.tiers[0].targets[0], Target)
    assert contract.tiers[0].targets[0].limit == Length(3600)
