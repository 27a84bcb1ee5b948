"""Checking the settings of channels and vendor ways: every problem, each with its name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from router.domain.errors import BadSettings

Settings = Mapping[str, object]


def unknown_keys(settings: Settings, known: Collection[str]) -> list[str]:
    """Keys that mean nothing are mistakes, not decoration."""
    return [
        f"{key}: not a setting here; there are {', '.join(sorted(known))}"
        for key in settings
        if key not in known
    ]


def text_problem(settings: Settings, key: str, meaning: str, required: bool = True) -> list[str]:
    """A text, and there if it must be."""
    value = settings.get(key)
    if value is None or value == "":
        return [f"{key}: is missing; it is {meaning}"] if required else []
    return [] if isinstance(value, str) else [f"{key}: {value!r} is not a text; it is {meaning}"]


def text_of(settings: Settings, key: str, otherwise: str = "") -> str:
    value = settings.get(key)
    return value if isinstance(value, str) else otherwise


def number_of(settings: Settings, key: str, otherwise: float) -> float:
    """A number, also one written as text; -1 for what is none, which no range allows."""
    value = settings.get(key, otherwise)
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return -1
    return value if isinstance(value, int | float) and not isinstance(value, bool) else -1


def secrets_of(settings: Settings) -> list[str]:
    """The secrets to sign with, newest first: `secrets`, or the one `secret`."""
    several = settings.get("secrets")
    if isinstance(several, list | tuple):
        return [s for s in several if isinstance(s, str) and s]
    return [text_of(settings, "secret")] if text_of(settings, "secret") else []


def header_problems(settings: Settings) -> list[str]:
    """`headers`: extra headers to send, such as a gateway's key."""
    headers = settings.get("headers")
    if headers is None:
        return []
    if not isinstance(headers, Mapping):
        return [f"headers: {headers!r} is not a mapping of names to texts"]
    return [
        f"headers.{name}: is not a name and a text on one line"
        for name, value in headers.items()
        if not isinstance(name, str)
        or not isinstance(value, str)
        or not name.replace("-", "").isalnum()
        or not name.isascii()
        or any(ord(c) < 32 or ord(c) > 126 for c in value)
    ]


def headers_of(settings: Settings) -> dict[str, str]:
    headers = settings.get("headers")
    return {str(k): str(v) for k, v in headers.items()} if isinstance(headers, Mapping) else {}


def refuse(problems: list[str]) -> None:
    """Raises BadSettings that names every problem, if there is one."""
    if problems:
        raise BadSettings("; ".join(problems))
