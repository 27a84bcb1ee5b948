"""What follows from each fold of a ticket, in the order in which it is done.

What is new (slack, credits, chains of an escalation) is one more line here.
"""

from __future__ import annotations

from router.usecases.notices.withdraw_turned import WithdrawTurned
from router.usecases.notices.write_back import KeepFieldsCurrent
from router.usecases.outbox.settle_outgoing import SettleOutgoing
from router.usecases.ports import Reaction
from router.usecases.vendors.missing_details import SettleDetails

REACTIONS: tuple[Reaction, ...] = (
    SettleOutgoing(),
    WithdrawTurned(),
    SettleDetails(),
    KeepFieldsCurrent(),
)
