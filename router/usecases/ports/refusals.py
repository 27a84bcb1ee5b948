"""What a use case refuses, and why it cannot go on."""

from __future__ import annotations

from router.domain.errors import RouterError


class Unavailable(RouterError):
    """The database cannot take it now (locked, full, gone): 503 with Retry-After, never lost by us
    in silence."""


class Conflict(RouterError):
    """Something of that name is there already, or it is in a state that forbids this: 409."""


class TooMuch(RouterError):
    """More than one caller may write: 422; or so much at once, and then `retry_after_seconds` says
    when it may go on: 429."""

    def __init__(self, why: str, retry_after_seconds: int | None = None) -> None:
        super().__init__(why)
        self.retry_after_seconds = retry_after_seconds


class Reused(RouterError):
    """An Idempotency-Key that was used for something else: 422."""


class NotFound(RouterError):
    """No source, user, token, customer, clock or delivery of that name: 404."""
