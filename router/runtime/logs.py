"""Structured logs: one JSON object a line, or readable lines on a terminal.

No secret, token or ticket body belongs in a log. Values under telling names are blanked, as the
last line of defence and not the first.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from router.domain.text.secret_text import BLANK, without_secrets
from router.domain.text.shown_text import plain_text

_SECRET_NAME = re.compile(
    r"(?:^|[_-])(?:secret|token|password|passwd|pwd|authorization|cookie|csrf|api[_-]?key|"
    r"signature|dsn|body|text|payload|session|link)s?(?:$|[_-])",
    re.IGNORECASE,
)
#: Characters of one value: a traceback has some thousands.
_LONGEST = 20_000


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
    """A structlog processor that blanks values with telling names or telling looks."""
    return {key: _blanked(key, value) for key, value in event.items()}


def _blanked(key: str, value: Any) -> Any:
    if key not in ("event", "exception") and _SECRET_NAME.search(key):
        return BLANK if value else value
    if isinstance(value, str):
        return _for_reading(value)
    if isinstance(value, dict):
        return {inner: _blanked(str(inner), entry) for inner, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_blanked("", entry) for entry in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    # An error, bytes, a record: written as it will be written, before anybody looks for secrets.
    return _for_reading(repr(value))


def _for_reading(text: str) -> str:
    """Bounded: a stranger's words in an error must fill no log, and cost no time here."""
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} … {text[-_LONGEST // 2 :]}"
    return plain_text(without_secrets(text))


def set_up(role: str, *, style: str = "auto", level: str = "info") -> None:
    """Send structlog's and the standard library's logs to standard error, in one shape.

    `role` (web, worker, sweep, up) stands on every line. `style`: json, console, or auto, which
    is console on a terminal.
    """
    console = style == "console" or (style == "auto" and sys.stderr.isatty())
    threshold = logging.getLevelNamesMapping()[level.upper()]

    def add_role(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Any:
        event.setdefault("role", role)
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        add_role,
    ]
    # Plain tracebacks, and before anything is blanked: prettier ones show what variables hold.
    plain = structlog.dev.plain_traceback
    ending: list[Any] = [
        structlog.processors.format_exc_info,
        redact,
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
        if console
        else structlog.processors.JSONRenderer(),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    # These say at every request or job what our own lines say better.
    for noisy in ("rq.worker", "rq.queue", "urllib3", "alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(max(threshold, logging.WARNING))
