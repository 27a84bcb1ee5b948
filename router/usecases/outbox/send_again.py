"""A person has mended what was wrong with a receiver: what was given up goes out after all."""

from __future__ import annotations

from router.usecases.outbox.receivers import gone_note
from router.usecases.ports import Core, Work


def send_again(core: Core, delivery_id: str) -> None:
    """A delivery that was given up starts over, under its own id. Raises NotFound, and Conflict for
    one that is not given up. A receiver that had said it is gone is asked again."""
    with core.store.write() as work:
        work.deliveries.again(delivery_id, core.now())
        work.notes.set(gone_note(work.deliveries.get(delivery_id).receiver), None)
        work.commit()
    core.doorbell.ring(Work.DELIVER)
