"""The data folder: what others on the machine may see of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from router.runtime import data_folder


@pytest.fixture(autouse=True)
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_nobody_else_may_read_what_is_written_into_a_folder_that_was_open_to_all(
    tmp_path: Path,
) -> None:
    tmp_path.chmod(0o755)
    for name in ("sla-router.db", "sla-router.db-wal"):
        (tmp_path / name).touch(0o644)
    data_folder.prepare(tmp_path)
    with data_folder.lock(tmp_path):
        (tmp_path / "new.db").touch()
    modes = {p.name: p.stat().st_mode & 0o077 for p in tmp_path.iterdir()}
    assert modes == dict.fromkeys(
        ("format", "lock", "new.db", "run", "sla-router.db", "sla-router.db-wal"), 0
    )
