"""One description of each API operation: it checks the request and it is the documentation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError

from router.domain.text.strict_json import read_strictly
from router.usecases.records import Role
from router.web.http.auth import by_token, require
from router.web.http.bodies import raw_body
from router.web.http.error_answers import Refused
from router.web.http.request_limits import Attempts
from router.web.http.services import Services

Handler: TypeAlias = Callable[..., BaseModel]


@dataclass(frozen=True, slots=True)
class Operation:
    """`path` in Flask's form. `query`, `body`, `answer` are pydantic models. `refusals` are the
    statuses beyond those that every operation may give. `created`: answers 201 and not 200.
    `headers`: request headers that mean something to it."""

    method: str
    path: str
    name: str
    summary: str
    roles: frozenset[Role]
    answer: type[BaseModel]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    refusals: tuple[int, ...] = ()
    created: bool = False
    headers: tuple[str, ...] = ()
    description: str = ""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the variable parts of the path."""
        return tuple(re.findall(r"<([a-z_]+)>", self.path))

    @property
    def body_may_be_absent(self) -> bool:
        """Whether nothing of the body is needed, so that it may be left out altogether."""
        return self.body is not None and not any(
            field.is_required() for field in self.body.model_fields.values()
        )

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status other than success that a caller must expect, in order."""
        own = {401, 403, 429, 503, *self.refusals}
        if self.query is not None:
            own |= {400, 422}  # 400: a cursor that is not ours
        if self.body is not None:
            own |= {400, 413, 415, 422}
        if self.parameters:
            own.add(404)
        return tuple(sorted(own))


class Api:
    """Collects operations and makes Flask routes of them."""

    def __init__(self, services: Services, attempts: Attempts) -> None:
        self.services = services
        self.attempts = attempts
        # A vendor's program is not ours: one that runs wild must not fill the disk.
        self._writes = Attempts(allowed=300, every_seconds=1.0, of="writes of this token")
        self.blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
        self.operations: list[Operation] = []

    def add(self, operation: Operation, handler: Handler) -> None:
        """`handler(principal, query?, body?, **path parameters)` returns the answer's model."""
        self.operations.append(operation)

        def view(**path: str) -> Response:
            principal = by_token(self.services.core, self.attempts)
            require(principal, operation.roles)
            if principal.vendor is not None and operation.method != "GET":
                self._writes.check(principal.name)
                self._writes.failed(principal.name)
            given: dict[str, Any] = dict(path)
            if operation.query is not None:
                given["query"] = read_query(operation.query)
            if operation.body is not None:
                given["body"] = read_body(operation.body, operation.body_may_be_absent)
            answer = handler(principal, **given)
            text = answer.model_dump_json(by_alias=True)
            status = 201 if operation.created else 200
            return Response(text + "\n", status, mimetype="application/json")

        self.blueprint.add_url_rule(
            operation.path,
            endpoint=operation.name,
            view_func=view,
            methods=[operation.method],
            provide_automatic_options=False,
        )


def read_query(model: type[BaseModel]) -> BaseModel:
    """The query string as that model. Raises Refused (422) with every problem.

    A known parameter without a value (`?vendor=&tier=`) is one that is not given.
    """
    given = {
        name: values[0]
        for name, values in request.args.lists()
        if values[0] or name not in model.model_fields
    }
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise Refused(422, f"given more than once: {', '.join(sorted(repeated))}")
    return _checked(model, given, "query")


def read_body(model: type[BaseModel], may_be_absent: bool = False) -> BaseModel:
    """The JSON body as that model. Raises Refused: 415 not JSON by its type, 400 not JSON, 413 too
    long, 422 with every problem. `may_be_absent`: no body at all counts as `{}`."""
    raw = raw_body()
    if may_be_absent and not raw:
        return model()
    if request.mimetype != "application/json":
        raise Refused(415, f"send application/json, not {request.mimetype or 'no type at all'!r}")
    try:
        read_strictly(raw)
    except RecursionError:
        raise Refused(400, "the body is nested too deeply") from None
    except ValueError as error:
        raise Refused(400, f"the body is not JSON: {error}") from None
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        if any(e["type"] == "json_invalid" for e in error.errors()):
            where = error.errors()[0]["msg"]
            raise Refused(400, f"the body is not JSON: {where}") from None
        raise _refused(error, "body") from None


def _checked(model: type[BaseModel], given: object, where: str) -> BaseModel:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _refused(error, where) from None


def _refused(error: ValidationError, where: str) -> Refused:
    problems = [
        {"at": ".".join([where, *(str(part) for part in e["loc"])]), "problem": e["msg"]}
        for e in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    return Refused(
        422,
        "; ".join(f"{p['at']}: {p['problem']}" for p in problems[:5]),
        problems=problems[:50],
    )


def phrase(status: int) -> str:
    return HTTPStatus(status).phrase
