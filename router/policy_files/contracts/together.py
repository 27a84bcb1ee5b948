"""What only shows when all contracts are looked at together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from router.domain.contracts.contract import Contract
from router.policy_files.yaml.nodes import Node, Table
from router.policy_files.yaml.problems import Findings, Place, quoted

Loaded = tuple[Contract, Table]


def check_together(loaded: Sequence[Loaded], findings: Findings) -> tuple[Contract, ...]:
    """The contracts, by vendor and name; notes names that clash and vendors without a default.

    A vendor's only contract is its default without saying so.
    """
    _one_of_each(loaded, findings)
    _aliases_apart(loaded, findings)
    vendors: dict[str, list[Loaded]] = {}
    for each in loaded:
        vendors.setdefault(each[0].vendor, []).append(each)
    found = []
    for own in vendors.values():
        in_use = {contract.id for contract, _ in own if not contract.retired}
        # What follows a default under the same name is the default too.
        defaults = {contract.id for contract, _ in own if contract.default}
        for contract, _ in own:
            only = len(in_use) <= 1 and (not in_use or contract.id in in_use)
            found.append(replace(contract, default=contract.id in defaults or only))
        if len(in_use) > 1 and not any(contract.default for contract, _ in own):
            findings.error(
                place_of(own[0][1], "contract"),
                f"{own[0][0].vendor} has {len(in_use)} contracts and none is the default",
                "add `default: yes` to the one that holds where a ticket does not say",
            )
        if len({contract.id for contract, _ in own if contract.default}) > 1:
            findings.error(
                place_of(own[-1][1], "default"),
                f"{own[0][0].vendor} has more than one default contract",
                "keep `default: yes` in one of them",
            )
    return tuple(sorted(found, key=lambda c: (c.vendor, c.id, c.valid_from or "")))


def place_of(table: Table, key: str) -> Place:
    """Where the value of a key stands, or the table where there is none."""
    node: Node | None = table.entries.get(key)
    return table.at if node is None else node.at


def _one_of_each(loaded: Sequence[Loaded], findings: Findings) -> None:
    seen: dict[tuple[str, str], list[Loaded]] = {}
    for contract, table in loaded:
        others = seen.setdefault((contract.vendor, contract.id), [])
        for other, other_table in others:
            if at_one_time(contract, other):
                findings.error(
                    place_of(table, "contract" if "contract" in table.entries else "vendor"),
                    f"the contract {contract.vendor}/{contract.id} stands already in "
                    f"{place_of(other_table, 'vendor').file}",
                    "give it another name, or valid_from and valid_to that do not overlap",
                )
        others.append((contract, table))


def at_one_time(one: Contract, other: Contract) -> bool:
    """Whether there is a day on which both are in force."""
    starts = max(one.valid_from or "", other.valid_from or "")
    ends = min(one.valid_to or "9999", other.valid_to or "9999")
    return starts <= ends


def _aliases_apart(loaded: Sequence[Loaded], findings: Findings) -> None:
    vendors = {contract.vendor for contract, _ in loaded}
    owner: dict[str, str] = {}
    for contract, table in loaded:
        for alias in contract.aliases:
            taken = alias if alias in vendors and alias != contract.vendor else owner.get(alias)
            if taken is not None and taken != contract.vendor:
                findings.error(
                    place_of(table, "aliases"),
                    f"the alias {quoted(alias)} is a name of the vendor {taken}",
                    "use another alias",
                )
            owner.setdefault(alias, contract.vendor)
