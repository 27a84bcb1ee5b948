"""Sealed secrets and the key that opens them."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from router.runtime.secrets_box import BadKey, SecretsBox, open_box


def test_what_is_sealed_is_opened_and_reads_differently_every_time(tmp_path: Path) -> None:
    """Two equal secrets cannot be told from what is kept."""
    box = open_box(tmp_path, None)
    first, second = box.seal("signing secret"), box.seal("signing secret")
    assert box.open(first) == box.open(second) == "signing secret"
    assert first != second
    assert "signing" not in first


def test_the_key_file_is_ours_alone(tmp_path: Path) -> None:
    """0600 from its first moment."""
    open_box(tmp_path, None)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """With the command that puts it right."""
    open_box(tmp_path, None)
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(BadKey, match=r"may be read by others \(0644\); run: chmod 600"):
        open_box(tmp_path, None)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    """Of many that make the key, one wins and the others use it."""
    with ThreadPoolExecutor(8) as pool:
        boxes = list(pool.map(lambda _: open_box(tmp_path, None), range(8)))
    assert all(box.open(boxes[0].seal("x")) == "x" for box in boxes)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_the_key_of_the_environment_wins(tmp_path: Path) -> None:
    """And no file is made."""
    key = Fernet.generate_key().decode()
    sealed = open_box(tmp_path, key).seal("x")
    assert SecretsBox(key).open(sealed) == "x"
    assert list(tmp_path.iterdir()) == []


def test_a_new_key_in_front_seals_and_the_old_one_still_opens() -> None:
    """A key can be replaced without losing what it sealed."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = SecretsBox(old).seal("x")
    both = SecretsBox(f"{new},{old}")
    assert both.open(sealed) == "x"
    assert SecretsBox(new).open(both.seal("y")) == "y"


@pytest.mark.parametrize("key", ["", "short", "é" * 44])
def test_a_key_that_is_none_is_named(key: str) -> None:
    """Without showing it."""
    with pytest.raises(BadKey, match="not 32 bytes in URL-safe base64"):
        SecretsBox(key)


def test_another_key_opens_nothing() -> None:
    """The message says which file to bring back."""
    sealed = SecretsBox(Fernet.generate_key().decode()).seal("x")
    with pytest.raises(BadKey, match=r"bring back the secret\.key"):
        SecretsBox(Fernet.generate_key().decode()).open(sealed)
