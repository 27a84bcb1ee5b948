"""Learned tables in the running system: they vote, and a broken one stops nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.domain.contracts.contract import Contract
from router.domain.routing.classification import scheme_of
from router.domain.routing.classification.training import Confirmed, learn
from router.domain.tickets.ticket import TicketFacts
from router.policy_files import Book, read_directory
from router.runtime.learned import Learned, LearnedClassifier, path_of, save

POLICIES = Path(__file__).parents[2] / "policies"
SLOW = "Production is slow today, page {} takes 40 seconds."


@pytest.fixture(scope="module")
def zuper() -> Contract:
    found = Book(read_directory(POLICIES)).find("zuper")
    assert found is not None
    return found


def a_ticket(body: str) -> TicketFacts:
    return TicketFacts("test", "1", "", body)


def test_a_kept_table_votes_at_once_and_ends_with_its_file(zuper: Contract, tmp_path: Path) -> None:
    told: list[str] = []
    classifier = LearnedClassifier(tmp_path, told.append)
    facts = a_ticket(SLOW.format(3))
    voters = "learned from 30 confirmed tickets"
    assert voters not in [one.signal for one in classifier(zuper, facts).signals]
    scheme = scheme_of(zuper)
    table = learn(scheme, [Confirmed(a_ticket(SLOW.format(n)), "critical") for n in range(30)])
    path = path_of(tmp_path, zuper)
    save(path, Learned(table, 30))
    assert voters in [one.signal for one in classifier(zuper, facts).signals]
    path.unlink()
    assert voters not in [one.signal for one in classifier(zuper, facts).signals]
    assert told == []


def test_an_unreadable_table_is_told_once_and_left_out(zuper: Contract, tmp_path: Path) -> None:
    told: list[str] = []
    path = path_of(tmp_path, zuper)
    path.parent.mkdir(parents=True)
    path.write_text("{broken")
    classifier = LearnedClassifier(tmp_path, told.append)
    for _ in range(2):
        assert classifier(zuper, a_ticket(SLOW.format(1))).tier == "major"
    assert len(told) == 1
    assert "is not a learned table" in told[0]
