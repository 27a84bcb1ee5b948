"""A source's settings and secret can change while it runs."""

from __future__ import annotations

import pytest

from integrations.kinds.registry import source_settings
from router.domain.errors import BadSettings
from router.store.unit import SqlStore
from router.usecases.access.let_in import BadAccount
from router.usecases.intake.change_source import (
    add_secret,
    change_mode,
    change_settings,
    end_old_secret,
)
from router.usecases.ports import NotFound
from router.usecases.records import Mode, SourceRecord
from tests.usecases.world import World

OLD, NEW, NEWER = "old-secret-of-sixteen", "new-secret-of-sixteen", "newer-secret-of-sixteen"


@pytest.fixture
def world(store: SqlStore) -> World:
    world = World(store)
    with world.core.store.write() as work:
        sealed = (world.core.secrets.seal(OLD),)
        work.sources.add(SourceRecord("desk", "zendesk", sealed, world.now))
        work.commit()
    return world


def secrets(world: World) -> list[str]:
    with world.core.store.read() as work:
        source = work.sources.find("desk")
    assert source is not None
    return [world.core.secrets.open(sealed) for sealed in source.secrets]


def test_two_secrets_are_valid_while_one_replaces_the_other_and_never_three(world: World) -> None:
    add_secret(world.core, "desk", NEW)
    assert secrets(world) == [NEW, OLD]
    add_secret(world.core, "desk", NEWER)
    assert secrets(world) == [NEWER, NEW]
    end_old_secret(world.core, "desk")
    assert secrets(world) == [NEWER]


def test_a_secret_that_can_be_guessed_is_refused(world: World) -> None:
    with pytest.raises(BadAccount, match="16 characters"):
        add_secret(world.core, "desk", "short")
    assert secrets(world) == [OLD]


def test_settings_are_checked_before_they_are_in_force(world: World) -> None:
    good = {"vendors": {"zuper": {"domains": ["zuper.co"]}}}
    assert change_settings(world.core, "desk", good, source_settings).settings == good
    with pytest.raises(BadSettings, match="colour"):
        change_settings(world.core, "desk", {"colour": 1}, source_settings)
    with world.core.store.read() as work:
        source = work.sources.find("desk")
    assert source is not None
    assert source.settings == good


def test_a_source_goes_live_after_its_time_in_shadow(world: World) -> None:
    assert change_mode(world.core, "desk", Mode.SHADOW).mode is Mode.SHADOW
    assert change_mode(world.core, "desk", Mode.LIVE).mode is Mode.LIVE


def test_a_source_that_is_not_there_is_named(world: World) -> None:
    with pytest.raises(NotFound, match="'nowhere'"):
        add_secret(world.core, "nowhere", NEW)
