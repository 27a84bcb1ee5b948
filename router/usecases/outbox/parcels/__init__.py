"""What is sent, by purpose: whether it is still wanted, how it is made, and what follows."""

from __future__ import annotations

from collections.abc import Mapping

from router.usecases.outbox.parcels.hand_over_parcel import HandOvers
from router.usecases.outbox.parcels.notice_parcel import Notices
from router.usecases.outbox.parcels.parcel import Parcel, ParcelKind, Withdrawn
from router.usecases.outbox.parcels.write_back_parcel import WriteBacks
from router.usecases.records import Purpose

#: Another purpose is one more line here.
PARCELS: Mapping[Purpose, ParcelKind] = {
    Purpose.NOTICE: Notices(),
    Purpose.HAND_OVER: HandOvers(),
    Purpose.WRITE_BACK: WriteBacks(),
}

__all__ = ["PARCELS", "Parcel", "ParcelKind", "Withdrawn"]
