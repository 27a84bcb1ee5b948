"""A dict that does not change: what contracts hold, and JSON and templates can read."""

from __future__ import annotations

from typing import Any, NoReturn


class FrozenTable(dict[str, Any]):
    """Plain data by name. Equal to a dict with the same content; every change raises TypeError."""

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a contract does not change: load the changed file instead")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> FrozenTable:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> FrozenTable:
        return self

    def __reduce__(self) -> tuple[type[FrozenTable], tuple[dict[str, Any]]]:
        return FrozenTable, (dict(self),)
