"""Errors as the caller should see them: problem+json (RFC 9457) for programs, a page for people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, g, json, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from router.domain.errors import (
    BadEvent,
    BadSignature,
    RouterError,
    UnknownContract,
    UnknownTicket,
)
from router.usecases.ports import Conflict, NotFound, TooMuch, Unavailable

log = structlog.get_logger("router.web")

#: How long a caller is asked to wait when the database cannot be written.
RETRY_AFTER_SECONDS = 5


class Refused(Exception):
    """A request that is answered with a problem: status, what was wrong in words, more members."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.members = members


def status_of(error: RouterError) -> int:
    """The HTTP status that says whose mistake an error of the core is."""
    if isinstance(error, UnknownTicket | UnknownContract | NotFound):
        return 404
    if isinstance(error, Conflict):
        return 409
    if isinstance(error, Unavailable):
        return 503
    if isinstance(error, TooMuch) and error.retry_after_seconds is not None:
        return 429
    if isinstance(error, BadSignature):
        return 401
    if isinstance(error, BadEvent):
        return 400
    return 422


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None, **members: object
) -> Response:
    """A problem+json response; `detail` in words, `members` beside the standard ones."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": g.get("request_id", ""),
        **members,
    }
    response = Response(json.dumps(body), status, mimetype="application/problem+json")
    response.headers.update(headers or {})
    if status == 503:
        response.headers.setdefault("Retry-After", str(RETRY_AFTER_SECONDS))
    return response


def wants_a_page() -> bool:
    """True where a person with a browser asked, and not a program."""
    programs = ("/api/", "/webhooks/", "/healthz", "/readyz", "/metrics", "/live")
    return not request.path.startswith(programs)


_WORDS = {
    400: ("That did not arrive as it should", "Go back and try once more."),
    403: ("Not for your role", "Somebody with more rights can do this for you."),
    404: ("Nothing here", "The address may be mistyped, or what it named is gone."),
    405: ("That cannot be done here", "Go back and use the buttons of the page."),
    409: ("Somebody was faster", "Load the page again to see how it stands now."),
    413: ("Too long", "Shorten the text and send it again."),
    422: ("That cannot be taken as it is", "Go back, change it and send it again."),
    429: ("Too many attempts", "Wait a minute, then try again."),
    500: (
        "Something broke on our side",
        "Nothing you sent was half kept. Try again; the number below finds this in the log.",
    ),
    503: ("The database cannot take it now", "Nothing was changed. Try again in a few seconds."),
}


def answer(
    status: int, detail: str, headers: dict[str, str] | None = None, **members: object
) -> BaseResponse:
    """A problem for a program, a friendly page for a person."""
    if not wants_a_page():
        return problem(status, detail, headers, **members)
    title, advice = _WORDS.get(status, (HTTPStatus(status).phrase, "Go back and try once more."))
    page = render_template("error.html", status=status, title=title, detail=detail, advice=advice)
    response = Response(page, status, mimetype="text/html")
    response.headers.update(headers or {})
    return response


def register_errors(app: Flask) -> None:
    """Every way in which a request can fail ends in `answer`."""

    @app.errorhandler(Refused)
    def refused(error: Refused) -> BaseResponse:
        return answer(error.status, error.detail, error.headers, **error.members)

    @app.errorhandler(RouterError)
    def of_the_core(error: RouterError) -> BaseResponse:
        status = status_of(error)
        if isinstance(error, UnknownContract) and request.method not in ("GET", "HEAD"):
            status = 422  # the address was right; what the body names is not there
        if status >= 500:
            log.warning("unavailable", error=str(error))
            return answer(status, "the database cannot take it now; nothing was changed")
        wait = getattr(error, "retry_after_seconds", None)
        return answer(status, str(error), {"Retry-After": str(wait)} if wait else None)

    @app.errorhandler(HTTPException)
    def of_http(error: HTTPException) -> BaseResponse:
        if error.response is not None or error.code is None or error.code < 400:
            return error.get_response()
        keep = ("Allow", "Retry-After", "WWW-Authenticate")
        headers = {k: v for k, v in error.get_headers() if k in keep}
        return answer(error.code, _detail_of(error), headers)

    @app.errorhandler(Exception)
    def a_bug(error: Exception) -> BaseResponse:
        log.exception("request failed", error_type=type(error).__name__)
        return answer(500, "something broke on our side; the request id finds it in the log")


def _detail_of(error: HTTPException) -> str:
    if error.code == 404:
        return "nothing is at this address"
    if error.code == 413:
        return "the body is longer than 1 MiB (1,048,576 bytes)"
    if error.code == 405:
        return f"{request.method} is not possible here"
    return error.description or HTTPStatus(error.code or 500).phrase
