"""Every contract version that a ticket may refer to, and which contract a ticket falls under."""

from __future__ import annotations

from collections.abc import Iterable

from router.domain.contracts.contract import Contract


class Book:
    """A ContractBook over loaded contracts and older versions from snapshots."""

    def __init__(self, current: Iterable[Contract], older: Iterable[Contract] = ()) -> None:
        self.current = tuple(current)
        self._versions: dict[tuple[str, str, str], Contract] = {}
        # One after the other where several hold in turn.
        self._current: dict[tuple[str, str], list[Contract]] = {}
        self._defaults: dict[str, str] = {}
        self._vendors: dict[str, str] = {}
        for contract in (*older, *self.current):
            self._versions[(contract.vendor, contract.id, contract.version)] = contract
            self._vendors.setdefault(contract.vendor, contract.vendor)
            for alias in contract.aliases:
                self._vendors.setdefault(alias, contract.vendor)
        for contract in sorted(self.current, key=lambda c: c.valid_from or ""):
            self._current.setdefault((contract.vendor, contract.id), []).append(contract)
        for contract in self.current:
            if contract.default or contract.vendor not in self._defaults:
                self._defaults[contract.vendor] = contract.id

    def find(
        self,
        vendor: str,
        contract: str | None = None,
        version: str | None = None,
        *,
        on: str | None = None,
    ) -> Contract | None:
        """As `ContractBook.find` says."""
        name = self._vendors.get(vendor.strip().casefold())
        if name is None:
            return None
        if version is not None:
            ids = [contract] if contract else [c.id for c in self._all(name)]
            return next(
                (f for each in ids if (f := self._versions.get((name, each, version)))), None
            )
        wanted = self._defaults.get(name, "") if contract is None else contract
        in_turn = self._current.get((name, wanted), [])
        holding = (c for c in in_turn if on is not None and c.holds_on(on))
        return next(holding, in_turn[-1] if in_turn else None)

    def _all(self, vendor: str) -> list[Contract]:
        return [c for c in self._versions.values() if c.vendor == vendor]
