"""Reading a request's raw body, never more than we take."""

from __future__ import annotations

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

#: No body is longer, whatever it is (1 MiB).
LONGEST_BODY = 1 << 20


def raw_body() -> bytes:
    """The body's bytes. Raises RequestEntityTooLarge (413) where it is over 1 MiB.

    A body without a length (chunked) is cut off at the application's limit in silence, which lies
    one byte higher for that reason: the byte too many shows here.
    """
    raw = request.get_data(cache=False)
    if len(raw) > LONGEST_BODY:
        raise RequestEntityTooLarge
    return raw
