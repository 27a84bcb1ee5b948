"""A mail server on loopback that lets go of its connections when it stops."""

from __future__ import annotations

from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class MailServer(Controller):
    """aiosmtpd's own leaves those open that a client keeps for its next mail."""

    def __init__(self, *args: Any, **more: Any) -> None:
        self.lines: list[SMTP] = []
        super().__init__(*args, **more)

    def factory(self) -> SMTP:
        self.lines.append(super().factory())
        return self.lines[-1]

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        for line in self.lines:
            if line.transport is not None:
                line.transport.abort()
        # Not before the transports have closed their sockets, a few turns of the loop from now.
        self.loop.call_later(0.02, super().cancel_tasks, stop_loop)
