"""What the core needs of the outside, and what it offers to it.

A use case is a function `verb(core, …)` in a file of its own name; `core` is a `Core`, which only
`bootstrap` builds. Inside a use case:

    with core.store.write() as work:      # one transaction; leaving without commit rolls back
        ticket = work.tickets.lock(ticket_id)
        …
        work.commit()
    core.doorbell.ring(Work.DELIVER)      # after the commit, never inside

Reading is `with core.store.read() as work:`. `who` in a use case is the origin that its events
carry: `user:maria@example.com`, `token:desk`, `vendor:zuper`, `source:acme`, `system`.
"""

from __future__ import annotations

from router.usecases.ports.classifying_port import Classifier, Decision, Signal
from router.usecases.ports.core_port import Core
from router.usecases.ports.intake_port import Echoes, Receipts, Sources, Threads
from router.usecases.ports.outbox_port import Deliveries, Notices
from router.usecases.ports.outside_port import (
    Channel,
    Doorbell,
    IdMaker,
    Message,
    Puller,
    Secrets,
    VendorWay,
    Work,
    WriteBack,
)
from router.usecases.ports.people_port import Customers, Logins, Tokens, Users
from router.usecases.ports.reaction_port import Reaction, Turn
from router.usecases.ports.refusals import Conflict, NotFound, Reused, TooMuch, Unavailable
from router.usecases.ports.store_port import Contracts, Endpoints, Notes, Store, UnitOfWork
from router.usecases.ports.ticket_port import Changes, Clocks, Events, History, Tickets

__all__ = [
    "Changes",
    "Channel",
    "Classifier",
    "Clocks",
    "Conflict",
    "Contracts",
    "Core",
    "Customers",
    "Decision",
    "Deliveries",
    "Doorbell",
    "Echoes",
    "Endpoints",
    "Events",
    "History",
    "IdMaker",
    "Logins",
    "Message",
    "NotFound",
    "Notes",
    "Notices",
    "Puller",
    "Reaction",
    "Receipts",
    "Reused",
    "Secrets",
    "Signal",
    "Sources",
    "Store",
    "Threads",
    "Tickets",
    "Tokens",
    "TooMuch",
    "Turn",
    "Unavailable",
    "UnitOfWork",
    "Users",
    "VendorWay",
    "Work",
    "WriteBack",
]
