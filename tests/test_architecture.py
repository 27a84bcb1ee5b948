"""The dependency rule, read from the imports: who may know whom, between layers and inside them."""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STANDARD = frozenset(sys.stdlib_module_names)
FRAMEWORKS = frozenset({"flask", "werkzeug", "jinja2", "sqlalchemy", "alembic", "rq", "redis"})
OUTSIDE = FRAMEWORKS | {"requests", "gunicorn", "structlog", "click"}

# What each layer may import of the product; a prefix covers what is below it.
# bootstrap and the command line, which starts it, are not listed: they know everybody.
INSIDE: dict[str, tuple[str, ...]] = {
    "router.domain": ("router.domain",),
    "router.usecases": ("router.domain", "router.usecases"),
    "router.policy_files": ("router.domain", "router.policy_files"),
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

# Inside a layer: which folder may import which of its neighbours. It has no ring, and
# docs/architecture.md draws it. A module beside the folders is named like one.
NEIGHBOURS: dict[str, dict[str, tuple[str, ...]]] = {
    "router.domain": {
        "errors": (),
        "text": (),
        "time": ("errors",),
        "contracts": ("errors", "time"),
        "tickets": ("errors", "time"),
        "clocks": ("contracts", "errors", "tickets", "time"),
        "routing": ("contracts", "tickets"),
        "escalation": ("clocks", "contracts", "errors", "time"),
    },
    "router.usecases": {
        "records": (),
        "ports": ("records",),
        "present": ("records",),
        "access": ("ports", "records"),
        "questions": ("present",),
        "tickets": ("ports", "records"),
        "vendors": ("ports", "records", "tickets"),
        "notices": ("ports", "present", "records", "tickets"),
        "outbox": ("notices", "ports", "records", "tickets"),
        "routing": ("notices", "outbox", "ports", "records", "tickets", "vendors"),
        "policies": ("ports", "records", "routing", "tickets"),
        "duties": ("ports", "records", "routing", "tickets", "vendors"),
        "customers": ("duties", "policies", "ports", "records", "tickets"),
        "intake": ("access", "outbox", "ports", "records", "routing", "tickets"),
        "upkeep": ("duties", "intake", "ports", "records", "routing"),
    },
    "router.policy_files": {
        "yaml": (),
        "format": ("yaml",),
        "holidays": ("yaml",),
        "contracts": ("format", "holidays", "yaml"),
        "escalations": ("format", "yaml"),
    },
    "router.store": {
        "tables": (),
        "engine": (),
        "prepared": (),
        "prepare": (),
        "migrations": ("tables",),
        "repositories": ("prepared", "tables"),
        "unit": ("engine", "repositories"),
    },
    "router.web": {
        "http": (),
        "live": (),
        "ui": ("http",),
        "metrics": ("http", "live"),
        "api": ("http",),
        "pages": ("http", "live", "ui"),
        "app": ("api", "http", "live", "metrics", "pages", "ui"),
    },
    "integrations": {
        "transport": (),
        "mail": ("transport",),
        "channels": ("transport",),
        "vendors": ("transport",),
        "judge": ("transport",),
        "helpdesks": ("mail", "transport"),
        "history": ("helpdesks", "transport"),
        "kinds": ("channels", "helpdesks", "transport", "vendors"),
    },
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
# A command and the use case that it calls may have one name: it is one thing.
SAME_THING = {"explain"}


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
    """Every import that breaks the rule between layers, as `file:line: what, and why not`."""
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
                bulk = {"numpy"} if name == "router.domain.time.batch" else set()
                if top not in STANDARD | {"pendulum"} | bulk:
                    found.append(f"{say}; the domain is the standard library and pendulum")
            if within(name, "router.usecases") and top in OUTSIDE:
                found.append(f"{say}; usecases know no framework")
            sole = SOLE_IMPORTER.get(top)
            if sole and not any(within(name, ok) for ok in sole):
                found.append(f"{say}; only {', '.join(sole)} imports {top}")
            knowing = ("router.runtime.bootstrap", "router.runtime.supervisor", "router.cli")
            if within(target, "router.runtime.bootstrap") and not any(
                within(name, each) for each in knowing
            ):
                found.append(f"{say}; nothing that bootstrap builds may know it")
    return found


def neighbours() -> dict[tuple[str, str, str], str]:
    """Every import between two folders of one layer: (layer, from, to), and where one stands."""
    found: dict[tuple[str, str, str], str] = {}
    for name, path in modules().items():
        layer = next((layer for layer in NEIGHBOURS if name.startswith(layer + ".")), None)
        if layer is None:
            continue
        depth = layer.count(".") + 1
        own = name.split(".")[depth]
        for line, target in imports_of(name, path):
            parts = target.split(".")
            if target.startswith(layer + ".") and len(parts) > depth and parts[depth] != own:
                where = f"{path.relative_to(ROOT)}:{line}: imports {target}"
                found.setdefault((layer, own, parts[depth]), where)
    return found


def test_every_import_obeys_the_dependency_rule() -> None:
    """The list of offenders is empty."""
    assert offenders() == []


def test_inside_a_layer_folders_import_each_other_only_as_declared() -> None:
    """What is not in the list is named with the line that does it; what is not used goes."""
    declared = {
        (layer, own, other)
        for layer, folders in NEIGHBOURS.items()
        for own, others in folders.items()
        for other in others
    }
    found = neighbours()
    assert [found[edge] for edge in sorted(found.keys() - declared)] == []
    assert sorted(declared - found.keys()) == []


@pytest.mark.parametrize("layer", NEIGHBOURS)
def test_what_is_declared_has_no_ring(layer: str) -> None:
    """Each folder can be read without those that come after it."""
    assert list(TopologicalSorter(NEIGHBOURS[layer]).static_order())


@pytest.mark.parametrize("layer", NEIGHBOURS)
def test_the_page_of_the_architecture_draws_what_is_declared(layer: str) -> None:
    """`docs/architecture.md` names each folder once, with those that it may import."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition(f"### `{layer.replace('.', '/')}`")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|$", section, re.MULTILINE)
    drawn = {name: tuple(re.findall(r"`(\w+)`", others)) for name, others in rows}
    assert drawn == NEIGHBOURS[layer]


def test_the_page_names_only_files_that_are_there() -> None:
    """One ticket's way through the layers is told by files and functions that exist."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    way = page.partition("## One ticket's way")[2].partition("\n## ")[0]
    steps = re.findall(r"`([\w/]+\.py)`[^`\n]*`(\w+)`", way)
    assert len(steps) >= 10
    for file, function in steps:
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), (file, function)


def test_nothing_but_packages_lies_at_a_root() -> None:
    """`router` holds `__main__`, `integrations` nothing but folders."""
    at_root = [
        path.name for top in ("router", "integrations") for path in (ROOT / top).glob("*.py")
    ]
    assert sorted(at_root) == ["__init__.py", "__init__.py", "__main__.py"]


def test_no_file_of_the_same_name_means_two_things() -> None:
    """A name that is searched for is found once."""
    names = Counter(path.stem for path in modules().values() if path.stem != "__init__")
    assert {name for name, count in names.items() if count > 1} == SAME_THING


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
