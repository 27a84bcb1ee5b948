"""The errors the product raises on purpose; anything else is a bug and keeps its traceback."""

from __future__ import annotations


class RouterError(Exception):
    """Root of every error that is somebody's mistake rather than ours.

    Messages start in lower case, name the thing, quote the bad value and say what would be right.
    """


class BadInstant(RouterError):
    """A text or value that is not an instant we accept (RFC 3339 with an offset, 1990 to 2100)."""


class BadCalendar(RouterError):
    """Opening hours that cannot be a calendar: unknown zone, overlap, no open time at all."""


class BadLength(RouterError):
    """A length that is negative, not a number, or in an unknown unit."""


class BadEvent(RouterError):
    """What a sender sent is not what it should be: answered 4xx and never retried."""


class UnknownTicket(RouterError):
    """No ticket has that id."""


class UnknownContract(RouterError):
    """No vendor, contract, version or tier of that name."""


class BadSignature(RouterError):
    """A delivery that nobody who knows the secret sent: 401. The message never says which part."""

    def __init__(self) -> None:
        super().__init__("the delivery is not signed as this source signs")


class BadSettings(RouterError):
    """Settings of a source, channel or endpoint that cannot work; the message names each."""


class DeliveryFailed(RouterError):
    """The one thing that an adapter which sends may raise.

    `retryable`: another attempt may succeed. `retry_after_seconds`: the receiver asked for that
    pause. `disable`: the receiver said that it is gone for good, nothing more is to be sent there.
    `unanswered`: it could not be reached or said nothing in time, whatever it was asked.
    """

    def __init__(
        self,
        reason: str,
        *,
        retryable: bool,
        retry_after_seconds: int | None = None,
        disable: bool = False,
        unanswered: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable
        self.retry_after_seconds = retry_after_seconds
        self.disable = disable
        self.unanswered = unanswered
