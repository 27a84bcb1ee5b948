"""Questions about instants that no ledger should be written for."""

from __future__ import annotations

import pytest

from router.domain.errors import BadEvent
from router.policy_files import Book, read_directory
from router.runtime.settings import shipped_policies
from router.usecases.questions.explain import explain


def test_a_story_of_more_than_ten_years_is_refused() -> None:
    book = Book(read_directory(shipped_policies()))
    told = {
        "vendor": "aprimo",
        "tier": "priority-1",
        "events": [{"type": "opened", "at": "1990-01-01T00:00:00Z"}],
        "at": "2098-01-01T00:00:00Z",
    }
    with pytest.raises(BadEvent, match="more than 10 years after the story begins"):
        explain(told, book)
