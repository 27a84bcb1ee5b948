"""Lengths, limits and hours as people write them."""

from __future__ import annotations

import pytest

from router.domain.contracts.contract import BusinessDays, Length, Limit, Months
from router.domain.contracts.limit_words import limit_in_words
from router.policy_files.format.hour_words import parse_windows
from router.policy_files.format.lengths import parse_clock, parse_limit
from router.policy_files.yaml.problems import Refused

LIMITS: list[tuple[str, Limit, str]] = [
    ("3s", Length(3), "3 seconds"),
    ("30m", Length(1_800), "30 minutes"),
    ("30 minutes", Length(1_800), "30 minutes"),
    ("2h", Length(7_200), "2 hours"),
    ("1h 30m", Length(5_400), "1 hour 30 minutes"),
    ("1h30m", Length(5_400), "1 hour 30 minutes"),
    ("24h", Length(86_400), "24 hours"),
    ("2d", Length(172_800), "2 days"),
    ("48 Hours", Length(172_800), "2 days"),
    ("1w", Length(604_800), "7 days"),
    ("1 month", Months(1), "1 month"),
    ("6 months", Months(6), "6 months"),
    ("next business day by 17:00", BusinessDays(1, 61_200), "next business day by 17:00"),
    ("3 business days by 24:00", BusinessDays(3, 86_400), "3 business days by 24:00"),
    ("1 business day by 09:30", BusinessDays(1, 34_200), "next business day by 09:30"),
]


@pytest.mark.parametrize(("text", "limit", "words"), LIMITS, ids=[row[0] for row in LIMITS])
def test_limit_is_read_and_said_again(text: str, limit: Limit, words: str) -> None:
    assert parse_limit(text) == limit
    assert limit_in_words(limit) == words
    assert parse_limit(words) == limit


@pytest.mark.parametrize(
    "text",
    [
        *["", "h", "4", "4 hourz", "-1h", "1.5h", "1,5h", "0h", "4h and a bit", "1h;2m", "PT4H"],
        *["0 months", "999 months", "6 months by 17:00", "next week", "business day"],
        *["next business day", "0 business days by 17:00", "2 business days by 00:00"],
        *["next business day by 25:00", "next business day by noon", "9999 business days by 09:00"],
        *["999999999999999999999h", "٣h", "4h\u200b"],
    ],
)
def test_what_is_no_limit_is_refused_with_what_would_be(text: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_limit(text)
    assert caught.value.what
    assert caught.value.instead


@pytest.mark.parametrize(
    ("text", "second"),
    [("00:00", 0), ("09:30", 34_200), ("23:59:59", 86_399), ("24:00", 86_400)],
)
def test_time_of_day_is_read_as_local_seconds(text: str, second: int) -> None:
    assert parse_clock(text) == second


@pytest.mark.parametrize("text", ["9:00", "24:01", "12:60", "noon", "0900", "09:00 pm", "٠٩:٠٠"])
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_clock(text)


WINDOWS: list[tuple[str, tuple[tuple[int, int], ...]]] = [
    ("09:00-17:00", ((32_400, 61_200),)),
    ("09:00 – 17:00", ((32_400, 61_200),)),
    ("09:00-24:00", ((32_400, 86_400),)),
    ("14:00-18:00, 09:00-12:30", ((32_400, 45_000), (50_400, 64_800))),
    ("09:00-12:00, 12:00-13:00", ((32_400, 43_200), (43_200, 46_800))),
    ("22:00-06:00", ((79_200, 21_600),)),
    ("22:00-00:00", ((79_200, 0),)),
    ("closed", ()),
    ("10:00-10:00", ()),
]


@pytest.mark.parametrize(("text", "windows"), WINDOWS, ids=[row[0] for row in WINDOWS])
def test_windows_are_read_in_order(text: str, windows: tuple[tuple[int, int], ...]) -> None:
    assert parse_windows(text) == windows


@pytest.mark.parametrize(
    "text",
    [
        *["9-5", "09:00", "09:00-10:00-11:00", "24:00-02:00", ""],
        *["09:00-12:00, 11:00-13:00", "22:00-08:00, 23:00-23:30"],
    ],
)
def test_what_are_no_windows_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        parse_windows(text)
