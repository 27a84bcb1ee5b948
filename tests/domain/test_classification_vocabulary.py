"""The vocabulary's vote: general, explained, bounded."""

from __future__ import annotations

import json

import pytest

from router.domain.routing.classification import classify, scheme_named
from router.domain.routing.classification.concepts import meanings_of
from router.domain.routing.classification.decide import VOCABULARY, vocabulary_vote
from router.domain.routing.classification.vocabulary import (
    opinion_on,
    read_model,
    shipped,
    tokens_of,
)
from router.domain.routing.classification.word_list import words_of
from router.domain.tickets.ticket import TicketFacts
from tests.patience import PATIENCE

SCHEME = scheme_named("disruption")
LEAK = (
    "Good morning, since lunch our volunteers open the donor page and find the donations, home "
    "addresses and bank accounts of a charity we have never heard of. Reloading shows yet "
    "another one. We have told them not to look, but the page stays reachable for all."
)


def a_ticket(body: str, subject: str = "") -> TicketFacts:
    return TicketFacts("test", "1", subject, body)


def test_the_vote_is_a_signal_with_words_of_the_ticket() -> None:
    decision = classify(SCHEME, a_ticket(LEAK))
    named = [one for one in decision.signals if one.signal == VOCABULARY]
    assert decision.tier == "critical"
    assert len(named) == 1
    assert named[0].words
    assert all(word in LEAK.lower() for words in named[0].words for word in words.split())


def test_a_few_words_are_not_judged_by_their_vocabulary() -> None:
    assert vocabulary_vote(SCHEME, a_ticket("Production is down.")) is None


def test_shares_add_up_for_every_family() -> None:
    for name in ("disruption", "aprimo", "aircall"):
        scheme = scheme_named(name)
        opinion = opinion_on(scheme, a_ticket(LEAK))
        assert opinion is not None
        assert sum(opinion.shares) == pytest.approx(1.0)
        assert len(opinion.shares) == len(scheme.tiers) + scheme.table.has_no_tier


def test_a_word_counts_once_however_often_it_stands_there() -> None:
    assert tokens_of("down. down. down.") == tokens_of("down.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "and nobody was missed"),
        ("fr", "et personne n'a été oublié, c'est"),
        ("de", "und niemand wurde verpasst, das ist"),
        ("es", "y nadie se ha perdido, es que"),
        ("pt", "e ninguém foi esquecido, é que"),
    ],
)
def test_words_of_every_language_mean_the_same(language: str, text: str) -> None:
    meanings = {meaning for meaning, _ in meanings_of(words_of(text), language)}
    assert {"nobody", "missed", "nobody missed"} <= meanings


def test_meanings_do_not_meet_across_sentences() -> None:
    meanings = {meaning for meaning, _ in meanings_of(words_of("Nobody knows. One missed."), "en")}
    assert "nobody missed" not in meanings


def test_numbers_count_by_their_size_alone() -> None:
    assert tokens_of("230 users") == tokens_of("950 users") != tokens_of("3 users")


@pytest.mark.timeout(PATIENCE)
def test_a_mebibyte_is_voted_on() -> None:
    text = " ".join(f"{LEAK} {number}" for number in range(4000))[: 1 << 20]
    classify(SCHEME, a_ticket(LEAK))  # lexicon and numbers are read once
    classify(SCHEME, a_ticket(text))


def test_numbers_for_other_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="train it again"):
        read_model(json.dumps({"classes": ["a"], "buckets": 1, "weights": {}}))


def test_the_package_comes_with_its_numbers() -> None:
    assert shipped() is not None
