"""What strangers write is shown without what turns, hides or commands."""

from __future__ import annotations

import json

import pytest

from router.domain.text.shown_text import escaped, isolated, one_line, plain_text

HIDDEN = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\u2060\ufeff"
    "\u00ad\u180e\U000e0001\U000e0041\U000e007f\x00\x07\x08\x1b\x7f\x9b"
)


@pytest.mark.parametrize("sign", HIDDEN.replace("\x9b", ""))  # that one takes a letter with it
def test_what_nobody_can_see_is_not_shown(sign: str) -> None:
    assert plain_text(f"pay{sign}pal") == "paypal"
    assert one_line(f"pay{sign}pal") == "paypal"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jcleared", "cleared"),
        ("a\x1b]0;title\x07b", "a0;titleb"),
        ("one\r\ntwo\rthree\u2028four\x85five", "one\ntwo\nthree\nfour\nfive"),
        ("tab\tstays", "tab\tstays"),
        ("a\u200db", "ab"),
        ("\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645",) * 2,  # Persian needs its joiner
        ("\u0915\u094d\u200d\u0937",) * 2,  # so does Devanagari
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467",) * 2,  # and a family
        ("\u0646\u200c\u200c\u0627", "\u0646\u0627"),  # two in a row hide something
        ("\u200cx", "x"),
    ],
)
def test_what_a_script_or_a_sign_needs_stays(given: str, shown: str) -> None:
    assert plain_text(given) == shown


def test_a_line_has_no_break_and_a_name_from_right_to_left_is_kept_to_itself() -> None:
    assert one_line(" a\r\n\t b\u2029c ") == "a b c"
    assert isolated("Acme") == "Acme"
    assert isolated("\u202e\u05d0\u05d1") == "\u2068\u05d0\u05d1\u2069"


def test_json_on_a_terminal_says_the_same_without_what_a_terminal_obeys() -> None:
    value = {"a": f"x{HIDDEN}\u05d0é"}
    text = escaped(json.dumps(value, ensure_ascii=False))
    assert json.loads(text) == value
    assert not set(text) & set(HIDDEN)
    assert "\u05d0é" in text
