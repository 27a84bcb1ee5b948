"""The sweeper's loop: what it does besides sweeping, and that nothing ends it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from router.domain.time.instants import SECOND, format_instant
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load
from router.runtime.sweeping import LOOK_EVERY_SECONDS, SWEPT_AT, Sweeper
from router.usecases.ports import Core, Unavailable, Work
from router.usecases.upkeep.samples import add_samples


class Bell:
    """Remembers what it was rung for."""

    def __init__(self) -> None:
        self.rung: list[Work] = []

    def ring(self, work: Work, ids: Any = ()) -> None:
        self.rung.append(work)


@pytest.fixture
def bell() -> Bell:
    return Bell()


@pytest.fixture
def core(tmp_path: Path, bell: Bell) -> Iterator[Core]:
    with bootstrap.core(load({}, data=tmp_path)) as built:
        yield replace(built, doorbell=bell)


class Failing:
    """A store that cannot be used just now."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    @contextmanager
    def read(self) -> Iterator[Any]:
        raise self._error
        yield

    write = read


@pytest.mark.parametrize("error", [Unavailable("the disk is full"), RuntimeError("a bug")])
def test_nothing_that_fails_ends_the_loop(core: Core, error: Exception) -> None:
    """It looks again a second later."""
    assert Sweeper(replace(core, store=Failing(error))).look() == 1.0


def test_a_quiet_system_is_looked_at_twice_a_second(core: Core, bell: Bell) -> None:
    """What comes in meanwhile may be due sooner than anything known."""
    assert Sweeper(core).look() == LOOK_EVERY_SECONDS
    assert bell.rung == []


def test_that_somebody_watches_is_noted_every_few_seconds(core: Core) -> None:
    """For the doctor, without a write for every look."""
    began = core.now()
    at = [began]
    sweeper = Sweeper(replace(core, now=lambda: at[0]))
    noted = []
    for seconds in (0, 1, 6):
        at[0] = began + seconds * SECOND
        sweeper.look()
        with core.store.read() as work:
            noted.append(work.notes.get(SWEPT_AT))
    assert noted == [format_instant(began + seconds * SECOND) for seconds in (0, 0, 6)]


def test_samples_are_swept_and_tell_nobody(core: Core, bell: Bell) -> None:
    """Their clocks run and are late; nothing is sent and no bell rings for a delivery."""
    add_samples(core)
    bell.rung.clear()
    sweeper = Sweeper(core)
    for _ in range(3):
        sweeper.look()
    with core.store.read() as work:
        assert work.deliveries.counts() == {}
    assert Work.DELIVER not in bell.rung
