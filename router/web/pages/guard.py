"""Who may see a page; forms are checked for where they come from."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeAlias
from urllib.parse import urlencode

from flask import Response, g, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from router.usecases.ports import Core
from router.usecases.records import Role
from router.web.http.auth import COOKIE, READERS, Principal, by_session, require
from router.web.http.security import check_form

P = ParamSpec("P")
Answer: TypeAlias = str | BaseResponse


def page(
    core: Core, roles: frozenset[Role] = READERS
) -> Callable[[Callable[P, Answer]], Callable[P, Answer]]:
    """A view for those roles. Nobody logged in: to the login page; another role: 403."""

    def guard(view: Callable[P, Answer]) -> Callable[P, Answer]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> Answer:
            principal = by_session(core, request.cookies.get(COOKIE))
            if principal is None:
                return to_login()
            g.principal = principal
            require(principal, roles)
            if request.method == "POST":
                check_form(principal)
            return view(*args, **kwargs)

        return guarded

    return guard


def viewer() -> Principal:
    """The person who looks at this guarded page."""
    principal = g.principal
    assert isinstance(principal, Principal)
    return principal


def to_login() -> BaseResponse:
    """To the login page, and back here afterwards where this is a page one can come back to."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/queue"
    target = "/login?" + urlencode({"next": wanted}) if wanted != "/" else "/login"
    if request.headers.get("HX-Request"):
        # A part of a page would show the login form inside it: let the whole page go there.
        return Response("", 401, {"HX-Redirect": "/login"})
    return redirect(target, 303)


def local_path(given: str | None) -> str:
    """Where to go after a form: a path of ours, else the queue. `//elsewhere` and `/\\elsewhere`
    are other sites to a browser."""
    if (
        not given
        or not given.startswith("/")
        or given.startswith("//")
        or "\\" in given
        or any(ord(sign) < 32 for sign in given)
        or len(given) > 500
    ):
        return "/queue"
    return given
