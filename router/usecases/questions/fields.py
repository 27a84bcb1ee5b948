"""Fields of a question: one that is not known, or that its kind cannot use, is an error.

Silence would answer another question than the one that was asked.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

#: What a line may carry beside the question; `expect…` too: cases with their answers are questions.
NOTES = frozenset({"id", "source", "notes", "note", "comment"})


def unknown_field(given: Mapping[str, object], known: Collection[str], where: str = "") -> str:
    """An error in words about the first field that is not known; empty where there is none."""
    for name in given:
        if name in known or (not where and (name in NOTES or str(name).startswith("expect"))):
            continue
        near = get_close_matches(str(name), sorted(known), 1, 0.75)
        right = f"write {near[0]}" if near else f"known: {', '.join(sorted(known))}"
        return f"{where}{name} is not a known field; {right}"
    return ""


def is_given(value: object) -> bool:
    """Whether a field says anything: null and an empty list or object do not."""
    return value is not None and value != [] and value != {} and value != ()
