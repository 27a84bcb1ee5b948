"""Settings: flags win over `SLA_ROUTER_*` variables, those over the defaults below.

A plain dataclass read by hand, because every small command pays for this import.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from router.domain.errors import RouterError

DEFAULT_PORT = 8420
PREFIX = "SLA_ROUTER_"


class BadSettings(RouterError):
    """A flag or variable that cannot be meant: the message says which, and what would be right."""


def shipped_policies() -> Path:
    """The folder of policy files that comes with the product."""
    return Path(__file__).resolve().parents[2] / "policies"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a process is told from outside.

    `redis_url` of None means the embedded Valkey in the data folder. `secret_key` (Fernet, URL-safe
    base64 of 32 bytes) of None means the key file in the data folder. `private_networks` are the
    address blocks or hosts that outgoing calls may reach although they are not public; `smtp_host`
    may be reached for mail wherever it stands: whoever starts the process has named it. `proxies`:
    how many proxies in front of us may be believed about a caller's address. `judge_url` of None:
    no language model is asked about tiers.
    """

    data: Path = Path("data")
    policies: Path = field(default_factory=shipped_policies)
    database_url: str = ""
    redis_url: str | None = field(default=None, repr=False)
    valkey_binary: str | None = None
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    public_url: str = ""
    web_processes: int = 2
    web_threads: int = 128
    workers: int = 1
    proxies: int = 0
    samples: bool = True
    secret_key: str | None = field(default=None, repr=False)
    private_networks: tuple[str, ...] = ()
    smtp_host: str = ""
    judge_url: str | None = None
    judge_model: str | None = None
    judge_key: str | None = field(default=None, repr=False)
    log_format: str = "auto"
    log_level: str = "info"

    @property
    def address(self) -> str:
        """The URL that people and helpdesks reach us at, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def mail_hosts(self) -> tuple[str, ...]:
        """The hosts that mail may go to although they are not public."""
        return (self.smtp_host,) if self.smtp_host else ()

    @property
    def embedded(self) -> bool:
        """Whether the queue is the embedded Valkey."""
        return self.redis_url is None

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of the database: the one given, else SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'sla-router.db'}"

    @property
    def sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database.startswith("sqlite")

    def as_variables(self) -> dict[str, str]:
        """The same settings as environment variables, for the processes that `up` starts."""
        given = {
            "DATA": str(self.data),
            "POLICIES": str(self.policies),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url or "",
            "VALKEY_BINARY": self.valkey_binary or "",
            "HOST": self.host,
            "PORT": str(self.port),
            "PUBLIC_URL": self.public_url,
            "WEB_PROCESSES": str(self.web_processes),
            "WEB_THREADS": str(self.web_threads),
            "PROXIES": str(self.proxies),
            "SECRET_KEY": self.secret_key or "",
            "PRIVATE_NETWORKS": ",".join(self.private_networks),
            "SMTP_HOST": self.smtp_host,
            "JUDGE_URL": self.judge_url or "",
            "JUDGE_MODEL": self.judge_model or "",
            "JUDGE_KEY": self.judge_key or "",
            "LOG_FORMAT": self.log_format,
            "LOG_LEVEL": self.log_level,
        }
        return {PREFIX + name: value for name, value in given.items() if value}


_TEXTS = (
    "HOST",
    "DATABASE_URL",
    "PUBLIC_URL",
    "VALKEY_BINARY",
    "SECRET_KEY",
    "REDIS_URL",
    "SMTP_HOST",
    "JUDGE_URL",
    "JUDGE_MODEL",
    "JUDGE_KEY",
)


def load(variables: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """The settings from the environment, with the flags that are not None laid over them.

    `variables`: the environment to read, the process's own if not given. Raises BadSettings with
    the name of the variable and its value (a secret value is not shown).
    """
    env = os.environ if variables is None else variables
    given: dict[str, object] = {}

    def text(name: str) -> str | None:
        return env.get(PREFIX + name) or None

    if (value := text("DATA")) is not None:
        given["data"] = Path(value)
    if (value := text("POLICIES")) is not None:
        given["policies"] = Path(value)
    for name in _TEXTS:
        if (value := text(name)) is not None:
            given[name.lower()] = value
    if "redis_url" not in given and env.get("REDIS_URL"):
        given["redis_url"] = env["REDIS_URL"]
    for name, low, high in (
        ("PORT", 1, 65535),
        ("WEB_PROCESSES", 1, 64),
        ("WEB_THREADS", 1, 1024),
        ("WORKERS", 1, 64),
        ("PROXIES", 0, 8),
    ):
        if (value := text(name)) is not None:
            given[name.lower()] = _whole(PREFIX + name, value, low, high)
    if (value := text("SAMPLES")) is not None:
        given["samples"] = _yes_or_no(PREFIX + "SAMPLES", value)
    if (value := text("LOG_FORMAT")) is not None:
        given["log_format"] = _one_of(PREFIX + "LOG_FORMAT", value, ("auto", "json", "console"))
    if (value := text("LOG_LEVEL")) is not None:
        levels = ("debug", "info", "warning", "error")
        given["log_level"] = _one_of(PREFIX + "LOG_LEVEL", value, levels)
    if (value := text("PRIVATE_NETWORKS")) is not None:
        given["private_networks"] = tuple(part.strip() for part in value.split(","))
    given.update({name: value for name, value in flags.items() if value is not None})
    settings = replace(Settings(), **given)  # type: ignore[arg-type]  # checked field by field above
    return replace(
        settings, data=settings.data.expanduser().absolute(), policies=settings.policies.absolute()
    )


def _whole(name: str, value: str, low: int, high: int) -> int:
    if value.isascii() and value.isdigit() and low <= int(value) <= high:
        return int(value)
    raise BadSettings(f"{name}={value!r} is not a whole number from {low} to {high}")


def _yes_or_no(name: str, value: str) -> bool:
    if value.lower() in ("1", "yes", "true", "on"):
        return True
    if value.lower() in ("0", "no", "false", "off"):
        return False
    raise BadSettings(f"{name}={value!r} is neither yes nor no")


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value in allowed:
        return value
    raise BadSettings(f"{name}={value!r} is unknown; write one of {', '.join(allowed)}")
