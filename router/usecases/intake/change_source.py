"""Change a source that is there: its settings, and its secret without a gap."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from router.usecases.access.let_in import BadAccount
from router.usecases.intake.pull import fetch_soon
from router.usecases.ports import Core, NotFound, UnitOfWork
from router.usecases.records import Mode, SourceRecord

SHORTEST_SECRET = 16

#: Kind, name and settings; raises BadSettings that names every problem.
CheckSettings = Callable[[str, str, Mapping[str, object]], object]


def change_settings(
    core: Core, name: str, settings: Mapping[str, object], check: CheckSettings
) -> SourceRecord:
    """Put other settings in force for what arrives from now on. Raises BadSettings, NotFound."""
    with core.store.write() as work:
        source = _found(work, name)
        check(source.kind, name, settings)
        changed = replace(source, settings=dict(settings))
        work.sources.save(changed)
        fetch_soon(work, name)
        work.commit()
    return changed


def change_mode(core: Core, name: str, mode: Mode) -> SourceRecord:
    """Let new tickets of a source be live or in shadow; those that are there stay as they are."""
    with core.store.write() as work:
        changed = replace(_found(work, name), mode=mode)
        work.sources.save(changed)
        work.commit()
    return changed


def add_secret(core: Core, name: str, secret: str) -> SourceRecord:
    """Let a new secret be valid beside the one that is; an older third one ends now.

    Raises BadAccount for a secret that can be guessed, NotFound.
    """
    if len(secret) < SHORTEST_SECRET:
        raise BadAccount(
            f"a webhook secret of fewer than {SHORTEST_SECRET} characters can be guessed"
        )
    with core.store.write() as work:
        source = _found(work, name)
        changed = replace(source, secrets=(core.secrets.seal(secret), *source.secrets[:1]))
        work.sources.save(changed)
        fetch_soon(work, name)
        work.commit()
    return changed


def end_old_secret(core: Core, name: str) -> SourceRecord:
    """From now on only the newest secret is valid. Raises NotFound."""
    with core.store.write() as work:
        source = _found(work, name)
        changed = replace(source, secrets=source.secrets[:1])
        work.sources.save(changed)
        work.commit()
    return changed


def _found(work: UnitOfWork, name: str) -> SourceRecord:
    source = work.sources.find(name)
    if source is None:
        raise NotFound(f"there is no source {name!r}")
    return source
