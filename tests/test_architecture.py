"""The dependency rule, read from the imports: who may know whom."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STANDARD = frozenset(sys.stdlib_module_names)
FRAMEWORKS = frozenset({"flask", "werkzeug", "jinja2", "sqlalchemy", "alembic", "rq", "redis"})
OUTSIDE = FRAMEWORKS | {"requests", "gunicorn", "structlog", "click"}

# What each part of the product may import of the product; a prefix covers what is below it.
# bootstrap is not listed: it alone knows everybody.
INSIDE: dict[str, tuple[str, ...]] = {
    "router.domain": ("router.domain",),
    "router.usecases": ("router.domain", "router.usecases"),
    "router.policy_files": (
        "router.domain",
        "router.policy_files",
        "router.policy_files.holidays.holiday_sources",
    ),
    "router.store": ("router.domain", "router.usecases", "router.store"),
    "router.web": ("router.domain", "router.usecases", "router.web", "router.runtime.logs"),
    "router.runtime.jobs": (
        "router.domain",
        "router.usecases",
        "router.runtime.jobs",
        "router.runtime.logs",
    ),
    "integrations": ("router.domain", "router.usecases", "integrations"),
}
# The only part that may import a library.
SOLE_IMPORTER = {
    "sqlalchemy": ("router.store",),
    "alembic": ("router.store",),
    "flask": ("router.web",),
    "werkzeug": ("router.web",),
    "rq": ("router.runtime.jobs",),
    "requests": ("integrations.transport.http",),
}


def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    found = {}
    for top in ("router", "integrations"):
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports_of(name: str, path: Path) -> list[tuple[int, str]]:
    """Line and dotted name of all that a module imports, inside functions too."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join(base) if node.level else ""
            target = ".".join(filter(None, [start, node.module or ""]))
            found += [(node.lineno, f"{target}.{alias.name}") for alias in node.names]
    return found


def within(name: str, part: str) -> bool:
    """Whether a dotted name is a part of the product, or below it."""
    return name == part or name.startswith(part + ".")


def offenders() -> list[str]:
    """Every import that breaks the rule, as `file:line: what, and why not`."""
    found = []
    for name, path in modules().items():
        where = path.relative_to(ROOT)
        part = next((part for part in INSIDE if within(name, part)), None)
        for line, target in imports_of(name, path):
            top = target.partition(".")[0]
            say = f"{where}:{line}: imports {target}"
            ours = top in ("router", "integrations")
            if part and ours and not any(within(target, ok) for ok in INSIDE[part]):
                found.append(f"{say}; {part} may know only {', '.join(INSIDE[part])}")
            if within(name, "router.domain") and not ours:
                allowed = {"pendulum"} | (
                    {"numpy"} if name == "router.domain.time.batch" else set()
                )
                if top not in STANDARD | allowed:
                    found.append(f"{say}; the domain is the standard library and pendulum")
            if within(name, "router.usecases") and top in OUTSIDE:
                found.append(f"{say}; usecases know no framework")
            sole = SOLE_IMPORTER.get(top)
            if sole and not any(within(name, ok) for ok in sole):
                found.append(f"{say}; only {', '.join(sole)} imports {top}")
            bootstraps = (
                "router.runtime.bootstrap.core",
                "router.cli",
                "router.runtime.supervisor",
            )
            if within(target, "router.runtime.bootstrap.core") and not any(
                within(name, b) for b in bootstraps
            ):
                found.append(f"{say}; nothing that bootstrap builds may know it")
    return found


def test_every_import_obeys_the_dependency_rule() -> None:
    """The list of offenders is empty."""
    assert offenders() == []


def test_the_rule_sees_an_import_inside_a_function(tmp_path: Path) -> None:
    """An import cannot hide from the rule by being late."""
    path = tmp_path / "late.py"
    path.write_text("def f():\n    from ..store import tables\n    import rq.job\n")
    assert imports_of("router.web.late", path) == [(2, "router.store.tables"), (3, "rq.job")]


@pytest.mark.parametrize("name", sorted(modules()))
def test_nothing_is_called_while_a_domain_module_is_imported(name: str) -> None:
    """The domain never asks the time: no clock on the wall is reachable from it."""
    if not within(name, "router.domain"):
        return
    forbidden = {"now", "utcnow", "today", "time_ns", "monotonic", "from_local_now"}
    tree = ast.parse(modules()[name].read_text(encoding="utf-8"))
    called = [
        f"{name}:{node.lineno}: .{node.func.attr}()"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in forbidden
    ]
    assert called == []
