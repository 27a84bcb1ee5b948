"""A person has mended what was wrong with a receiver: what was given up goes out after all."""

from __future__ import annotations

from router.usecases.ports import Core, Work


def send_again(core: Core, delivery_id: str) -> None:
    """A delivery that was given up starts over, under its own id. Raises NotFound, and Conflict for
    one that is not given up."""
    with core.store.write() as work:
        work.deliveries.again(delivery_id, core.now())
        work.commit()
    core.doorbell.ring(Work.DELIVER)
