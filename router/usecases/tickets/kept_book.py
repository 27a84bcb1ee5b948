"""Every contract version that a ticket may refer to: the current files, and what was kept."""

from __future__ import annotations

from collections.abc import Callable

from router.domain.contracts.contract import Contract, ContractBook
from router.usecases.ports import Store


def version_or_current(
    book: ContractBook, vendor: str, contract: str | None, version: str | None
) -> Contract | None:
    """The version that a ticket or clock is counted by, or what has become of its contract."""
    return book.find(vendor, contract, version) or book.find(vendor, contract)


class KeptBook:
    """A ContractBook that falls back to the versions kept in the store.

    `current` is asked each time, so that applied files count at once; `read` makes a contract of
    a kept snapshot. A version never changes: it is read once.
    """

    def __init__(
        self, current: Callable[[], ContractBook], store: Store, read: Callable[[str], Contract]
    ) -> None:
        self._current = current
        self._store = store
        self._read = read
        self._kept: dict[tuple[str, str, str], Contract] = {}

    def find(
        self,
        vendor: str,
        contract: str | None = None,
        version: str | None = None,
        *,
        on: str | None = None,
    ) -> Contract | None:
        found = self._current().find(vendor, contract, version, on=on)
        if found is not None or contract is None or version is None:
            return found
        key = (vendor, contract, version)
        if key not in self._kept:
            with self._store.read() as work:
                stored = work.contracts.find(vendor, contract, version)
            if stored is None:
                return None
            self._kept[key] = self._read(stored.snapshot)
        return self._kept[key]
