"""Sending what waits in the outbox: claim, check again, send, write down what came of it."""

from __future__ import annotations

from router.usecases.outbox.senders import LEASE as LEASE
from router.usecases.outbox.senders import Outbox
from router.usecases.ports import Core


def deliver(core: Core, by: str, limit: int = 40) -> int:
    """Claim what is due, send it, record it, until nothing is left; returns how many were claimed.

    `by` names this run and is unique: only its own claims are finished by it. Safe to call at any
    time and by any number of workers. While the hold is on, nothing is claimed.
    """
    return Outbox(core, by).send_all(limit)
