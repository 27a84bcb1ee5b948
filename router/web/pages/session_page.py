"""Logging in with a one-time link, logging out, and the stream of live pages."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from router.usecases.access import let_in as accounts
from router.web.http.auth import COOKIE, READERS, by_session, caller_address
from router.web.http.error_answers import problem
from router.web.http.request_limits import Attempts
from router.web.http.security import check_form
from router.web.http.services import Services
from router.web.live import BEAT_EVERY_SECONDS, LiveFeed, TooMany
from router.web.pages.guard import Answer, local_path, page

#: A form of two short fields, from anybody.
_LONGEST_LOGIN = 8_192
_SESSION_SECONDS = accounts.SESSION_LIFE // 1_000_000_000


def build_session(
    services: Services, feed: LiveFeed, attempts: Attempts, *, secure: bool
) -> Blueprint:
    """/, /login, /logout, /live."""
    pages = Blueprint("session", __name__)
    core = services.core

    @pages.get("/")
    def root() -> BaseResponse:
        return redirect(url_for("queue.queue"), 302)

    @pages.get("/login")
    def login() -> Answer:
        # The link alone logs nobody in: mail scanners open every address they see.
        return render_template(
            "login.html",
            token=request.args.get("token", "")[:200],
            next=local_path(request.args.get("next")),
            failed=False,
        )

    @pages.post("/login")
    def log_in() -> Answer:
        request.max_content_length = _LONGEST_LOGIN
        request.max_form_memory_size = _LONGEST_LOGIN
        check_form(None)
        address = f"login:{caller_address()}"
        token = request.form.get("token", "").strip()
        wanted = local_path(request.form.get("next"))
        found = None
        if token and token.isascii() and len(token) <= 200:
            found = accounts.log_in_with_link(core, token)
        if found is None:
            attempts.check(address)  # only now: a right link is never turned away
            attempts.failed(address)
            text = render_template("login.html", token="", next=wanted, failed=True)
            return Response(text, 400)
        cookie, _ = found
        response = redirect(wanted, 303)
        response.set_cookie(
            COOKIE,
            cookie,
            max_age=_SESSION_SECONDS,
            path="/",
            secure=secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    @pages.post("/logout")
    @page(core)
    def log_out() -> Answer:
        accounts.log_out(core, request.cookies.get(COOKIE, ""))
        response = redirect(url_for("session.login"), 303)
        response.delete_cookie(COOKIE, path="/", secure=secure, httponly=True, samesite="Lax")
        return response

    @pages.get("/live")
    def live() -> BaseResponse:
        cookie = request.cookies.get(COOKIE)
        principal = by_session(core, cookie)
        if principal is None or not principal.may(READERS):
            return problem(401, "log in to watch tickets live")
        try:
            mine = feed.join(principal.name, caller_address())
        except TooMany as error:
            wait = {"Retry-After": str(int(BEAT_EVERY_SECONDS))}
            return problem(429 if error.of_the_caller else 503, str(error), wait)
        stream = feed.stream(mine, core.now, lambda: by_session(core, cookie) is not None)
        response = Response(stream, mimetype="text/event-stream")
        response.headers["X-Accel-Buffering"] = "no"  # nginx would hold the events back
        # The generator may never start where the browser is gone: leave in either case.
        response.call_on_close(lambda: feed.leave(mine))
        return response

    return pages
