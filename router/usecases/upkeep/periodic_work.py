"""What is done now and then by whoever sweeps; doing it twice does no harm."""

from __future__ import annotations

from router.domain.time.instants import DAY
from router.usecases.duties.yearly_duties import raise_yearly_duties
from router.usecases.ports import Core

#: How long the feed of changes goes back; a page that slept longer loads itself again.
KEPT = DAY
#: Rows dropped in one transaction, so that nobody waits long to write.
_PIECE = 1000


def do_periodic_work(core: Core) -> None:
    """Raise the duties that come up by themselves, and drop what nobody follows any more."""
    raise_yearly_duties(core)
    before = core.now() - KEPT
    pruned = _PIECE
    while pruned == _PIECE:
        with core.store.write() as work:
            pruned = work.changes.prune(before, _PIECE)
            work.commit()
