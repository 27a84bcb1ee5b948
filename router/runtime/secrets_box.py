"""Sealing of what must be kept secret, with a key that is not in the database."""

from __future__ import annotations

import os
import stat
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from router.domain.errors import RouterError

KEY_FILE = "secret.key"


class BadKey(RouterError):
    """The key is missing, unreadable, open to others, or not the one that sealed this."""


class SecretsBox:
    """`router.usecases.ports.Secrets` by Fernet (AES-128-CBC and HMAC-SHA-256).

    `keys` is one key, or several with commas between them: the first seals, all of them open, so
    that a key can be replaced.
    """

    def __init__(self, keys: str) -> None:
        try:
            boxes = [Fernet(key.strip()) for key in keys.split(",") if key.strip()]
            self._box = MultiFernet(boxes)
            # Every delivery needs its source's secret; a sealed text opens to the same for ever.
            self._opened = lru_cache(maxsize=256)(self._open)
        except ValueError:
            raise BadKey(
                "the secret key is not 32 bytes in URL-safe base64; take it from secret.key in "
                "the data folder that it belongs to"
            ) from None

    def seal(self, plain: str) -> str:
        """The sealed text, different every time."""
        return self._box.encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> str:
        """What was sealed. Raises BadKey where another key sealed it."""
        return self._opened(sealed)

    def _open(self, sealed: str) -> str:
        try:
            return self._box.decrypt(sealed).decode()
        except InvalidToken:
            raise BadKey(
                "a stored secret was sealed with another key; bring back the secret.key or "
                "SLA_ROUTER_SECRET_KEY that belongs to this database"
            ) from None


def open_box(data: Path, key: str | None) -> SecretsBox:
    """The box of a data folder: with the key given, else with its key file, made at need (0600).

    Raises BadKey for a key file that others may read or that cannot be read.
    """
    if key is not None:
        return SecretsBox(key)
    path = data / KEY_FILE
    try:
        if not path.exists():
            _make(path)
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise BadKey(f"{path} may be read by others ({mode:04o}); run: chmod 600 {path}")
        return SecretsBox(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise BadKey(f"{path} cannot be read or made: {error.strerror}") from None


def _make(path: Path) -> None:
    # Written aside and linked, so that of two processes that start at once one key wins whole.
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    aside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(Fernet.generate_key() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()
