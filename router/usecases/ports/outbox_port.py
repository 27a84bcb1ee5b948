"""Where notices and their deliveries are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from router.domain.time.instants import Instant
from router.usecases.records import DeliveryRecord, NoticeRecord, Page, Purpose


class Notices(Protocol):
    def add(self, notice: NoticeRecord) -> bool:
        """False where the same notice was written before."""

    def get(self, notice_id: str) -> NoticeRecord: ...
    def of(self, ticket_id: str) -> tuple[NoticeRecord, ...]: ...
    def withdraw(self, notice_id: str, at: Instant, reason: str) -> None: ...
    def bring_back(self, ticket_id: str, reason: str) -> None:
        """Those of a ticket that were withdrawn for that reason count again."""


class Deliveries(Protocol):
    def add(self, delivery: DeliveryRecord) -> bool:
        """False where that notice already goes to that recipient by that channel."""

    def get(self, delivery_id: str) -> DeliveryRecord: ...
    def of(self, ticket_id: str) -> tuple[DeliveryRecord, ...]: ...
    def due(
        self, now: Instant, without: Sequence[str], limit: int
    ) -> tuple[tuple[str, Purpose, str], ...]:
        """Id, purpose and receiver of pending ones whose attempt is due, and of claimed ones whose
        lease ran out: notices, hand-overs, write-backs, each from the oldest. Those to the
        receivers `without` are left out."""

    def claim(
        self, ids: Sequence[str], now: Instant, until: Instant, by: str
    ) -> tuple[DeliveryRecord, ...]:
        """Take those of them that are due still and that nobody takes at this moment."""

    def put_off(self, receiver: str, until: Instant) -> None:
        """Let what was never tried wait until then: its receiver does not answer."""

    def let_go(self, receiver: str, now: Instant) -> None:
        """What was put off is due now."""

    def finish(self, delivery: DeliveryRecord) -> bool:
        """Write the outcome if `claimed_by` still holds it; False where another has taken over."""

    def waiting(self, now: Instant) -> int:
        """How many could be claimed now."""

    def renew(self, ids: Sequence[str], by: str, until: Instant) -> None:
        """Keep those of them that `by` has claimed for longer."""

    def next_attempt_at(self) -> Instant | None: ...
    def list(
        self,
        *,
        state: str | None = None,
        tickets: Sequence[str] | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[DeliveryRecord]:
        """The last written first; `tickets`: only those of these."""

    def withdraw(self, ticket_id: str, reason: str, purposes: Sequence[Purpose] = ()) -> int:
        """Withdraw what nobody has claimed yet; how many. What is on its way checks itself."""

    def bring_back(self, ticket_id: str, reason: str, at: Instant) -> None:
        """Let those of a ticket that were withdrawn for that reason go out after all."""

    def postpone(self, ticket_id: str, purpose: Purpose, until: Instant) -> None:
        """Let the first attempt of what nobody has claimed yet be then: later, or at once."""

    def withdraw_one(self, delivery_id: str, reason: str) -> bool:
        """The same for one that nobody has claimed; False where it is on its way or out."""

    def again(self, delivery_id: str, at: Instant) -> None:
        """A dead one starts over."""

    def came_back(self, delivery_id: str, why: str) -> bool:
        """A mail that was sent has come back: it is dead, and says why; False for no such."""

    def counts(self) -> Mapping[str, int]: ...
