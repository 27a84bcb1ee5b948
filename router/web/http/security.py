"""What every request passes: request id, headers, forms that another site cannot send."""

from __future__ import annotations

import hmac
import re
import secrets
import time

import structlog
from flask import Flask, g, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from router.web.http.auth import Principal
from router.web.http.error_answers import Refused

log = structlog.get_logger("router.web")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

#: No inline script or style, nothing from elsewhere; SVG in a page carries no style attributes.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with that, browsers send "Origin: null" with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}


def register_security(app: Flask, *, secure: bool) -> None:
    """Wraps every request; `secure`: people reach us by https only."""
    always = dict(_HEADERS)
    if secure:
        always["Strict-Transport-Security"] = "max-age=31536000"
    unkept = always | {"Cache-Control": "no-store"}

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)
        if any("\0" in str(part) for part in (request.view_args or {}).values()):
            raise NotFound  # no name holds one, and PostgreSQL cannot even be asked

    @app.after_request
    def finish(response: Response) -> Response:
        known = {name.lower() for name, _ in response.headers}
        ours = always if request.endpoint == "static" else unkept
        response.headers.extend((n, v) for n, v in ours.items() if n.lower() not in known)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        _log(response)
        return response


def _log(response: Response) -> None:
    # The route and not the address: an address may hold a login link or a customer's words.
    rule = request.url_rule.rule if request.url_rule else "(none)"
    if rule == "/static/<path:filename>" and response.status_code < 400:
        return
    principal = g.get("principal")
    # Probes come every few seconds for ever; what they found is in the metrics.
    probe = request.path in ("/healthz", "/readyz", "/metrics") and response.status_code < 500
    say = log.debug if probe else log.info
    say(
        "request",
        method=request.method if len(request.method) < 10 else "(odd)",
        route=rule,
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        by=principal.origin if isinstance(principal, Principal) else None,
        **{k: v for k, v in (request.view_args or {}).items() if k in _IDS},
    )


_IDS = ("ticket_id", "clock_id", "source", "vendor")


def check_form(principal: Principal | None) -> None:
    """Refuses (403) a form that our own page did not send.

    The browser's word on where it comes from is checked first, then the session's own token: the
    cookie's SameSite is not enough where another site shares our registrable domain.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site not in (None, "same-origin", "none"):
        raise Refused(403, "the form was sent from another site")
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise Refused(403, "the form was sent from another site")
    if principal is None:
        return
    given = request.form.get("csrf", "") or request.headers.get("X-CSRF-Token", "")
    if not principal.csrf or not hmac.compare_digest(given.encode(), principal.csrf.encode()):
        raise Refused(403, "the form is too old or not ours; load the page again and send it anew")
