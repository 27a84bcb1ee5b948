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

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from router.domain.contracts import Contract, ContractBook
from router.domain.errors import RouterError
from router.domain.escalations import Escalations
from router.domain.events import Event
from router.domain.instants import Instant
from router.domain.routing import Routing
from router.domain.sightings import Pulled
from router.domain.tickets import TicketFacts
from router.usecases.records import (
    Change,
    ClockRow,
    CustomerRecord,
    DeliveryRecord,
    EndpointRecord,
    LoginLink,
    Mode,
    NewEvent,
    NoticeRecord,
    Page,
    PastTicket,
    Purpose,
    Receipt,
    SessionRecord,
    SourceRecord,
    StoredContract,
    StoredEvent,
    TicketFilter,
    TicketRecord,
    TokenRecord,
    UserRecord,
)


class Unavailable(RouterError):
    """The database cannot take it now (locked, full, gone): 503 with Retry-After, never lost by us
    in silence."""


class Conflict(RouterError):
    """Something of that name is there already, or it is in a state that forbids this: 409."""


class NotFound(RouterError):
    """No source, user, token, customer, clock or delivery of that name: 404."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a channel sends to one recipient.

    `id`: the same at every attempt (webhook-id; mail: `<id@domain>`). `kind`: `warning`, `breach`,
    `breach_withdrawn`, `hand_over`. `to`: the address. `subject`, `text`: for people. `data`: the
    same for programs, JSON values only. `at`: when it was first meant to be sent.
    """

    id: str
    kind: str
    to: str
    subject: str
    text: str
    at: Instant
    data: Mapping[str, object] = field(default_factory=dict)
    url: str = ""  # the ticket's page


class Channel(Protocol):
    """How a message reaches a person or a program (`integrations/channels/`)."""

    kind: str

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem with the settings in words; empty when they are usable."""

    def send(self, message: Message, settings: Mapping[str, object], http: Any) -> str:
        """Send it; return the receiver's reference or an empty text. Raises DeliveryFailed only.
        `settings` come with secrets opened."""


class VendorWay(Protocol):
    """How a vendor is handed a ticket (`integrations/vendors/`); `message.data["ticket"]` is the
    ticket as the vendor API shows it. Returns the vendor's reference, or an empty text."""

    kind: str

    def check_settings(self, settings: Mapping[str, object]) -> list[str]: ...

    def hand_over(self, message: Message, settings: Mapping[str, object], http: Any) -> str: ...


class Puller(Protocol):
    """Fetches what a source's webhooks dropped, or all of it where it sends none."""

    kind: str

    def wants(self, settings: Mapping[str, object]) -> bool:
        """Whether the source's settings ask for it."""

    def pull(
        self,
        source: str,
        settings: Mapping[str, object],
        bookmark: str,
        since: Instant,
        now: Instant,
        http: Any,
    ) -> Pulled:
        """Go on at `bookmark`, or begin at `since` where it is empty. Raises DeliveryFailed."""


class WriteBack(Protocol):
    """Notes and fields back into a helpdesk (`integrations/helpdesks/`). `message.data`:
    `external_id`, `note`, `fields`. Returns the natural key under which the helpdesk will tell us
    of our own note (its echo), or an empty text."""

    kind: str

    def write_back(self, message: Message, settings: Mapping[str, object], http: Any) -> str: ...


class Work(StrEnum):
    """What a worker may be called for; the ids are hints, the database is the truth."""

    ROUTE = "route"
    DELIVER = "deliver"


class Doorbell(Protocol):
    """Wakes a worker. Never raises and never blocks for long: a bell that nobody hears is made
    good by the sweeper's scan."""

    def ring(self, work: Work, ids: Sequence[str] = ()) -> None: ...


class IdMaker(Protocol):
    """New ids: sortable by time, unique without asking the database; `prefix` as `T`, `N`, `D`."""

    def __call__(self, prefix: str) -> str: ...


class Secrets(Protocol):
    """Seals what must be kept secret, with a key that is not in the database."""

    def seal(self, plain: str) -> str: ...

    def open(self, sealed: str) -> str: ...


class Signal(Protocol):
    """One thing that spoke for the tier, the words that gave it, and how much it weighed."""

    @property
    def signal(self) -> str: ...
    @property
    def words(self) -> Sequence[str]: ...
    @property
    def weight(self) -> float: ...


class Decision(Protocol):
    """What the classifier says (`router.domain.classification`)."""

    @property
    def tier(self) -> str | None: ...
    @property
    def confidence(self) -> float: ...
    @property
    def runner_up(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def uncertain(self) -> bool: ...
    @property
    def signals(self) -> Sequence[Signal]: ...


Classifier = Callable[[Contract, TicketFacts], Decision]


class Tickets(Protocol):
    def add(self, ticket: TicketRecord) -> None: ...
    def get(self, ticket_id: str) -> TicketRecord:
        """Raises UnknownTicket."""

    def lock(self, ticket_id: str) -> TicketRecord:
        """The same, kept from others until the transaction ends. Raises UnknownTicket."""

    def find(self, source: str, external_id: str) -> TicketRecord | None: ...
    def find_locked(self, source: str, external_id: str) -> TicketRecord | None: ...
    def save(self, ticket: TicketRecord, at: Instant) -> None:
        """Write it back and note the change for live pages."""

    def touch(self, ticket_id: str, at: Instant) -> None:
        """Note a change for live pages, where only clocks or notices changed."""

    def find_many(self, ids: Sequence[str]) -> tuple[TicketRecord, ...]: ...
    def list(
        self, where: TicketFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TicketRecord]:
        """Newest first."""

    def queue(
        self, where: TicketFilter, *, cursor: str | None = None, limit: int = 50
    ) -> Page[TicketRecord]:
        """By next deadline, then those without one; open tickets only."""

    def counts(self, where: TicketFilter) -> Mapping[str, int]:
        """By state, with `needs_vendor`, `needs_details` and `check_tier` beside them."""

    def to_route(self, limit: int) -> tuple[str, ...]:
        """Ids that still need routing, oldest first."""


class Events(Protocol):
    def append(self, ticket_id: str, events: Sequence[NewEvent]) -> tuple[Event, ...]:
        """Keep what is new by its natural key; returns that. A repeat changes nothing."""

    def of(self, ticket_id: str) -> tuple[StoredEvent, ...]:
        """In order of arrival, with their texts."""

    def folded_from(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[Event, ...]]:
        """Without texts, for folding."""

    def counts(self) -> Mapping[str, int]: ...


class Clocks(Protocol):
    def replace(self, ticket_id: str, clocks: Sequence[ClockRow]) -> None: ...
    def of(self, ticket_ids: Sequence[str]) -> Mapping[str, tuple[ClockRow, ...]]: ...
    def due(self, now: Instant, limit: int) -> tuple[str, ...]:
        """Ids of tickets with a clock to look at by `now`, the most pressing first. On PostgreSQL
        locked, skipping those that another sweeper holds."""

    def next_look_at(self) -> Instant | None: ...
    def duties(self, *, over: bool, limit: int) -> tuple[ClockRow, ...]:
        """Clocks of duties: those that run, by deadline; `over`: those that do not, the last
        started first."""

    def swept(self, row: ClockRow) -> None:
        """Write what a sweep found out: `breached`, `breached_at`, `look_at`."""

    def postpone(self, ticket_id: str, look_at: Instant) -> None:
        """Look at this ticket's clocks again then: for one that cannot be read."""


class Notices(Protocol):
    def add(self, notice: NoticeRecord) -> bool:
        """False where the same notice was written before."""

    def get(self, notice_id: str) -> NoticeRecord: ...
    def of(self, ticket_id: str) -> tuple[NoticeRecord, ...]: ...
    def withdraw(self, notice_id: str, at: Instant, reason: str) -> None: ...


class Deliveries(Protocol):
    def add(self, delivery: DeliveryRecord) -> bool:
        """False where that notice already goes to that recipient by that channel."""

    def get(self, delivery_id: str) -> DeliveryRecord: ...
    def of(self, ticket_id: str) -> tuple[DeliveryRecord, ...]: ...
    def claim(
        self, now: Instant, until: Instant, by: str, limit: int
    ) -> tuple[DeliveryRecord, ...]:
        """Take pending ones whose attempt is due, and claimed ones whose lease ran out."""

    def finish(self, delivery: DeliveryRecord) -> bool:
        """Write the outcome if `claimed_by` still holds it; False where another has taken over."""

    def waiting(self, now: Instant) -> int:
        """How many could be claimed now."""

    def renew(self, by: str, until: Instant) -> None:
        """Keep all that `by` has claimed for longer."""

    def next_attempt_at(self) -> Instant | None: ...
    def list(
        self, *, state: str | None = None, cursor: str | None = None, limit: int = 50
    ) -> Page[DeliveryRecord]: ...
    def withdraw(self, ticket_id: str, reason: str, purposes: Sequence[Purpose] = ()) -> int:
        """Withdraw what nobody has claimed yet; how many. What is on its way checks itself."""

    def postpone(self, ticket_id: str, purpose: Purpose, until: Instant) -> None:
        """Let the first attempt of what nobody has claimed yet be then: later, or at once."""

    def withdraw_one(self, delivery_id: str, reason: str) -> bool:
        """The same for one that nobody has claimed; False where it is on its way or out."""

    def again(self, delivery_id: str, at: Instant) -> None:
        """A dead one starts over."""

    def counts(self) -> Mapping[str, int]: ...


class Receipts(Protocol):
    def add(self, receipt: Receipt) -> bool:
        """False where that source has delivered this id before."""

    def seen(self, source: str, delivery_id: str) -> bool: ...
    def get(self, receipt_id: str) -> Receipt: ...
    def list(self, source: str, *, cursor: str | None = None, limit: int = 50) -> Page[Receipt]:
        """Newest first."""


class Echoes(Protocol):
    """Keys of what we wrote into a helpdesk ourselves."""

    def remember(self, source: str, key: str, at: Instant) -> None: ...
    def known(self, source: str, keys: Sequence[str]) -> frozenset[str]: ...


class Threads(Protocol):
    """Mail ids by which a later mail finds its ticket."""

    def remember(self, source: str, mail_ids: Sequence[str], external_id: str) -> None: ...
    def find(self, source: str, mail_ids: Sequence[str]) -> str | None: ...


class Sources(Protocol):
    def add(self, source: SourceRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find(self, name: str) -> SourceRecord | None: ...
    def list(self) -> tuple[SourceRecord, ...]: ...
    def save(self, source: SourceRecord) -> None: ...
    def remove(self, name: str) -> bool: ...


class Endpoints(Protocol):
    def add(self, endpoint: EndpointRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find(self, name: str) -> EndpointRecord | None: ...
    def for_vendor(self, vendor: str) -> EndpointRecord | None: ...
    def list(self) -> tuple[EndpointRecord, ...]: ...
    def save(self, endpoint: EndpointRecord) -> None: ...
    def remove(self, name: str) -> bool: ...


class Tokens(Protocol):
    def add(self, token: TokenRecord) -> None:
        """Raises Conflict where the name is taken."""

    def find_by_hash(self, token_hash: str) -> TokenRecord | None: ...
    def list(self) -> tuple[TokenRecord, ...]: ...
    def remove(self, name: str) -> bool: ...
    def used(self, name: str, at: Instant) -> None: ...


class Users(Protocol):
    def add(self, user: UserRecord) -> None:
        """Raises Conflict where the address is taken."""

    def find(self, email: str) -> UserRecord | None: ...
    def list(self) -> tuple[UserRecord, ...]: ...
    def save(self, user: UserRecord) -> None: ...
    def remove(self, email: str) -> bool:
        """With their sessions and links."""


class Logins(Protocol):
    """One-time links and sessions."""

    def add_link(self, link: LoginLink) -> None: ...
    def use_link(self, link_hash: str, now: Instant) -> str | None:
        """The address, once; None where the link is unknown, used or expired."""

    def add_session(self, session: SessionRecord) -> None: ...
    def find_session(self, session_hash: str, now: Instant) -> SessionRecord | None: ...
    def touch_session(self, session_hash: str, now: Instant, expires_at: Instant) -> None: ...
    def remove_session(self, session_hash: str) -> None: ...


class Customers(Protocol):
    def add(self, customer: CustomerRecord) -> None: ...
    def get(self, customer_id: str) -> CustomerRecord: ...
    def find_by_id(self, customer_id: str) -> CustomerRecord | None: ...
    def find(
        self, *, organisation: str | None = None, mail_domain: str | None = None
    ) -> CustomerRecord | None:
        """By name first, ignoring case; then by mail domain."""

    def list(self, *, cursor: str | None = None, limit: int = 50) -> Page[CustomerRecord]: ...
    def save(self, customer: CustomerRecord) -> None: ...
    def remove(self, customer_id: str) -> bool: ...


class Contracts(Protocol):
    """Versions that tickets started under."""

    def keep(self, contract: StoredContract) -> None: ...
    def has(self, vendor: str, contract: str, version: str) -> bool: ...
    def find(self, vendor: str, contract: str, version: str) -> StoredContract | None: ...
    def list(self) -> tuple[StoredContract, ...]: ...


class Changes(Protocol):
    def since(self, sequence: int, limit: int = 500) -> tuple[Change, ...]:
        """What changed after that number. On PostgreSQL a lower number may be committed later:
        `router.usecases.follow` overlaps and drops what it has seen."""

    def latest(self) -> int: ...
    def prune(self, before: Instant) -> int: ...


class History(Protocol):
    """Tickets of the past, many at a time."""

    def known(self, source: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Those of the numbers that the source has a ticket of."""

    def add(self, tickets: Sequence[PastTicket], at: Instant) -> frozenset[str]:
        """Write them whole; the ids of those that are new. A ticket that is there stays as it is.
        Live pages are told of one of them: they read the whole list again anyway."""


class Notes(Protocol):
    """Small things kept by name: the hold, first start, last sweep."""

    def get(self, name: str) -> str | None: ...
    def set(self, name: str, value: str | None) -> None: ...
    def count(self, name: str) -> None:
        """One more; a name that is new begins at 1."""


class UnitOfWork(Protocol):
    """One transaction and what can be reached in it."""

    tickets: Tickets
    events: Events
    clocks: Clocks
    notices: Notices
    deliveries: Deliveries
    receipts: Receipts
    echoes: Echoes
    threads: Threads
    sources: Sources
    endpoints: Endpoints
    tokens: Tokens
    users: Users
    logins: Logins
    customers: Customers
    contracts: Contracts
    changes: Changes
    history: History
    notes: Notes

    def commit(self) -> None: ...


class Store(Protocol):
    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Raises Unavailable where the database cannot be written."""

    def read(self) -> AbstractContextManager[UnitOfWork]: ...


@dataclass(frozen=True)
class Core:
    """Everything a use case may reach. `now` is the only way to the clock on the wall, and only
    use cases that are outermost (called by web, jobs, sweeper) ask it, once.

    `book` knows the kept versions too (`router.usecases.book.KeptBook`). `contracts` (what is in
    force) and `escalations` are asked each time, so that changed files count once they are
    applied; `files` are the contracts as they stand on disk, applied or not, and raises
    PolicyProblems; `reread` looks at once at what is in force. `page_url` gives a ticket's page.
    """

    store: Store
    now: Callable[[], Instant]
    doorbell: Doorbell
    ids: IdMaker
    secrets: Secrets
    book: ContractBook
    classify: Classifier
    escalations: Callable[[], Escalations]
    contracts: Callable[[], Sequence[Contract]]  # current ones, in the order of their files
    snapshot: Callable[[Contract], str]
    channels: Mapping[str, Channel] = field(default_factory=dict)
    vendor_ways: Mapping[str, VendorWay] = field(default_factory=dict)
    write_backs: Mapping[str, WriteBack] = field(default_factory=dict)
    pullers: Mapping[str, Puller] = field(default_factory=dict)
    http: Any = None
    page_url: Callable[[str], str] = lambda ticket_id: f"/tickets/{ticket_id}"
    default_mode: Mode = Mode.LIVE
    files: Callable[[], Sequence[Contract]] | None = None  # None: there are only those in force
    reread: Callable[[], None] = lambda: None
    _routing: dict[str, tuple[Sequence[Contract], Routing]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def routing(self) -> Routing:
        """The rules of the current contracts, filed once for as long as these are current."""
        contracts = self.contracts()
        kept = self._routing.get("")
        if kept is None or kept[0] is not contracts:
            kept = self._routing[""] = (contracts, Routing(contracts))
        return kept[1]
