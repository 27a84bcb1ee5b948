"""A world whose policies are in force by the database, and a folder of files that may change."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from router.domain.contracts.contract import Contract, Rule
from router.policy_files import from_snapshot, snapshot
from router.policy_files.contracts.snapshots import version_of
from router.runtime.policies_in_force import PoliciesInForce
from router.usecases.policies.apply_policies import apply_first
from router.usecases.ports import Core, Store
from router.usecases.tickets.kept_book import KeptBook
from tests.builders import ASKING, a_target, a_tier, alwayson, lutece, nightline
from tests.usecases.world import World


def versioned(contract: Contract) -> Contract:
    """The contract under the version that its content has."""
    return replace(contract, version=version_of(contract))


def first_files() -> tuple[Contract, ...]:
    """The cast, as its files stand at first."""
    return (
        versioned(lutece(rules=(Rule(tags=("lutece",)),))),
        versioned(alwayson(rules=(Rule(tags=("alwayson",)),))),
    )


def quicker_alwayson() -> Contract:
    """`alwayson` promises an answer in 20 minutes instead of 30 for its highest tier."""
    before = alwayson(rules=(Rule(tags=("alwayson",)),))
    tiers = (
        a_tier("high", a_target("response", 20), a_target("update", 30)),
        *before.tiers[1:],
    )
    return versioned(replace(before, tiers=tiers))


def later_nightline() -> Contract:
    """A vendor that was not there at first."""
    return versioned(nightline(rules=(Rule(tags=("nightline",)),)))


class Folder:
    """Policy files that a test may change; `broken` is raised instead of reading them."""

    def __init__(self, *contracts: Contract) -> None:
        self.contracts: tuple[Contract, ...] = contracts
        self.broken: Exception | None = None

    def read(self) -> Sequence[Contract]:
        if self.broken is not None:
            raise self.broken
        return self.contracts


class ApplyingWorld(World):
    """One process; `another_process` gives the core of one more over the same database."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.folder = Folder(*first_files())
        self.core = self.another_process()
        apply_first(self.core)

    def another_process(self, folder: Folder | None = None) -> Core:
        store = self.core.store
        files = (folder or self.folder).read
        in_force = PoliciesInForce(
            store, lambda text: from_snapshot(json.loads(text)), files, look_every_seconds=0
        )
        book = KeptBook(in_force.book, store, lambda text: from_snapshot(json.loads(text)))
        return replace(
            self.core,
            book=book,
            contracts=in_force.contracts,
            snapshot=lambda contract: json.dumps(snapshot(contract)),
            files=files,
            reread=in_force.reread,
            _routing={},
        )


__all__ = ["ASKING", "ApplyingWorld", "first_files", "later_nightline", "quicker_alwayson"]
