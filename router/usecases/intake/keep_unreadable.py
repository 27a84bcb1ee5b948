"""Keeping a delivery that its sender signed and nobody can read: nothing of it is lost."""

from __future__ import annotations

import hashlib

from router.domain.time.instants import Instant
from router.usecases.ports import Core
from router.usecases.records import Receipt

#: The flag of a receipt whose body made no sense to its source's adapter.
UNREADABLE = "unreadable"


def keep_unreadable(core: Core, source: str, body: bytes, reason: str, now: Instant) -> bool:
    """Keep the raw body with the reason; False where the same body is kept already.

    Its own delivery id stays free, so that a mended delivery under the same id is taken. Raises
    Unavailable where it cannot be written.
    """
    with core.store.write() as work:
        new = work.receipts.add(
            Receipt(
                id=core.ids("R"),
                source=source,
                delivery_id=f"{UNREADABLE}:{hashlib.sha256(body).hexdigest()}",
                received_at=now,
                body=body,
                flags=(UNREADABLE, reason[:200]),
            )
        )
        work.commit()
    return new
