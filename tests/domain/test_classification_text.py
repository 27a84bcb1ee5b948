"""Which part of a mail counts, how phrases match, and that no text makes it slow."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.routing.classification import classify
from router.domain.routing.classification.lexicon import LANGUAGES, languages_of, phrase_book
from router.domain.routing.classification.newest import newest_message
from router.domain.routing.classification.patterns import PhraseBook
from router.domain.routing.classification.signals import findings
from router.domain.routing.classification.word_list import fold, words_of
from router.domain.tickets.ticket import TicketFacts
from tests.patience import PATIENCE

MAILS = [
    (
        "lines with >",
        "Works again.\n> it is down\n>> all is down\nThanks for that.",
        "Works again.\nThanks for that.",
    ),
    (
        "english attribution",
        "Fine now.\n\nOn 3 June 2024, Ann wrote:\nIt is down.",
        "Fine now.",
    ),
    ("french attribution", "Ça marche.\nLe 3 juin 2024, Anne a écrit :\nEn panne.", "Ça marche."),
    ("german attribution", "Geht.\nAm 3. Juni 2024 schrieb Anne:\nAusfall.", "Geht."),
    ("spanish attribution", "Ya va.\nEl 3 jun 2024, Ana escribió:\nCaído.", "Ya va."),
    ("portuguese attribution", "Voltou.\nEm 3 de jun. de 2024, Ana escreveu:\nCaiu.", "Voltou."),
    ("outlook", "Fine.\n-----Original Message-----\nFrom: a\nSent: b\nDown.", "Fine."),
    ("outlook in german", "Gut.\n-----Ursprüngliche Nachricht-----\nVon: a\nAusfall.", "Gut."),
    ("header block", "Fine.\nFrom: Ann\nSent: Monday\nTo: us\nSubject: x\n\nDown.", "Fine."),
    ("header block in french", "Bien.\nDe : Anne\nEnvoyé : lundi\nObjet : x\n\nPanne.", "Bien."),
    ("signature", "It fails.\n\nKind regards\nAnn\nHead of Production\n+33 1 23", "It fails."),
    (
        "postscript",
        "It fails.\n\nThanks\nAnn\n\nPS: production only",
        "It fails.\n\nPS: production only",
    ),
    ("two dashes", "It fails.\n-- \nAnn, Test Manager", "It fails."),
    (
        "disclaimer",
        "It fails.\n\nThis message is confidential and meant for the recipient only.",
        "It fails.",
    ),
    ("phone", "It fails.\n\nSent from my iPhone", "It fails."),
    (
        "log",
        "It fails.\n2024-06-12T07:55:03Z CRITICAL down\nat com.x.Y(Z.java:3)\nHelp",
        "It fails.\nHelp",
    ),
    ("http", 'It fails.\nGET /api HTTP/1.1\nX-Env: production\n{"a": 1}', "It fails."),
    ("code fence", "It fails.\n```\nall users down\n```\nHelp", "It fails.\nHelp"),
    (
        "prose that begins like a field",
        "Production: down for us all.",
        "Production: down for us all.",
    ),
]


@pytest.mark.parametrize(
    ("body", "text"), [case[1:] for case in MAILS], ids=[case[0] for case in MAILS]
)
def test_only_the_newest_message_counts(body: str, text: str) -> None:
    assert newest_message(body).text == text


def test_a_forward_that_leans_on_what_is_below_brings_it_along() -> None:
    newest = newest_message(
        "Still the case, see below.\n\n"
        "-----Original Message-----\nFrom: a\nSent: b\n\nAll is down.\n"
        "-----Original Message-----\nFrom: c\nSent: d\n\nAn older matter."
    )
    assert newest.quoted == "All is down."


def test_a_message_that_says_its_matter_ignores_what_is_below() -> None:
    body = "It works again.\n\n-----Original Message-----\nFrom: a\nSent: b\n\nAll down."
    assert "outage" not in findings(TicketFacts("t", "1", "", body))


def signals_of(text: str, language: str | None = None) -> set[str]:
    return set(findings(TicketFacts("t", "1", "", text, language=language)))


@pytest.mark.parametrize(
    ("text", "signal"),
    [
        ("The service is not down.", "outage"),
        ("Keine Leitung ist ausgefallen.", "outage"),
        ("Le serveur n'est pas en panne.", "outage"),
        ("El sistema no está caído.", "outage"),
        ("O sistema não caiu.", "outage"),
    ],
)
def test_a_not_takes_a_signal_back(text: str, signal: str) -> None:
    assert signal not in signals_of(text)


def test_a_not_in_another_clause_does_not() -> None:
    assert "outage" in signals_of("We did not change anything, the service is down.")


def test_folding_is_the_same_for_accents_quotes_and_both_german_spellings() -> None:
    assert fold("Élève’s ÜBER Straße") == "eleve's uber strasse"
    assert fold("fuer", german=True) == fold("für", german=True) == "fur"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The app is down and we can't work", "en"),
        ("Nous ne pouvons plus travailler, c'est bloqué", "fr"),
        ("Wir können nicht mehr arbeiten, es ist weg", "de"),
        ("No podemos trabajar desde ayer y es urgente", "es"),
        ("A gente não consegue trabalhar, está fora do ar", "pt"),
    ],
)
def test_the_language_is_read_from_the_text(text: str, language: str) -> None:
    assert languages_of(words_of(text), None)[0] == language


def a_book(*patterns: str) -> PhraseBook:
    book = PhraseBook()
    book.add("x", patterns, {"people": ("agent|agents", "team lead")})
    return book


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("no other way", "There is no other way.", "no other way"),
        ("work*", "It is working", "working"),
        ("can't open", "I can’t open it", "can’t open"),
        ("all .. agents", "all of our agents left", "all of our agents"),
        ("all .. agents", "all of the many good agents", None),
        ("all .. agents", "That is all. Agents left", None),
        ("#10 @people", "1,200 agents wait", "1,200 agents"),
        ("#10 @people", "3 agents wait", None),
        ("# @people", "two team leads wait", None),
        ("# @people", "two team lead", "two team lead"),
        ("goes|turned_off fully", "it is turned off fully", "turned off fully"),
    ],
)
def test_phrases_match(pattern: str, text: str, found: str | None) -> None:
    words = words_of(text)
    matches = list(a_book(pattern).matches(words))
    if found is None:
        assert matches == []
    else:
        assert [text[words[m.start].start : words[m.end - 1].end] for m in matches] == [found]


@pytest.mark.parametrize("pattern", [".. way", "@unknown", "a||b"])
def test_a_mistake_in_a_lexicon_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        a_book(pattern)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_can_be_read(language: str) -> None:
    assert phrase_book(language) is phrase_book(language)


ANYTHING = st.text(
    st.one_of(st.characters(), st.sampled_from(" \n\n>:-.,\"'#<>{}[]@—«»“”0123456789")),
    max_size=400,
)


@given(subject=ANYTHING, body=ANYTHING, language=st.sampled_from([None, "", "fr", "xx", "pt-BR"]))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_a_decision(subject: str, body: str, language: str | None) -> None:
    for vendor in ("zuper", "aircall"):
        decision = classify(vendor, TicketFacts("t", "1", subject, body, language=language))
        assert 0 <= decision.confidence <= 1
        assert decision.reason


def _hostile() -> list[tuple[str, str]]:
    rng = random.Random(5)
    size = 1 << 20
    return [
        ("one letter", "a" * size),
        ("blank lines", "\n" * size),
        ("header lines", "From: a\n" * (size // 8)),
        ("attribution lines", ("On " + "x " * 60 + "\n") * (size // 124)),
        ("half a phrase", "no other way " * (size // 13)),
        ("open brackets", "<" * size),
        ("open quotes", '"a ' * (size // 3)),
        ("digits", "1 234 " * (size // 6)),
        ("signs", "".join(rng.choice("abc \n.,>:-\"#*'") for _ in range(size))),
    ]


@pytest.mark.timeout(PATIENCE)
@pytest.mark.parametrize(("name", "body"), _hostile(), ids=lambda value: repr(value[:12]))
def test_a_mebibyte_of_anything_is_read_in_bounded_time(name: str, body: str) -> None:
    classify("zuper", TicketFacts("t", "0", "warm up", "Hallo, es ist down, nous, que, não"))
    classify("zuper", TicketFacts("t", "1", name, body))


def test_a_long_run_of_marks_is_no_letter_and_costs_no_square() -> None:
    """Unicode's normal form sorts a run of marks; whoever sends 64,000 of them wants it to."""
    assert fold("\u00e9" + "\u0301\u0323" * 32_000) == "e"
    assert fold("Vi\u1ec7t") == "viet"
