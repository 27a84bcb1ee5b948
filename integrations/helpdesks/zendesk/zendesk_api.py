"""Calls to Zendesk's API: one place that knows its address, its credentials and its limits."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.transport.addresses import url_problems
from integrations.transport.http import Answer, Http, refusal
from integrations.transport.payloads import Json, read_object
from router.domain.errors import BadEvent, DeliveryFailed
from router.domain.text.strict_json import read_strictly

#: Options of a source that the API needs; the token itself stands in the environment.
OPTIONS = frozenset({"subdomain", "api_url", "api_user", "api_token_env"})
_SUBDOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_MOST_BYTES = 32 << 20  # an export page holds up to 1,000 tickets with their descriptions


@dataclass(frozen=True)
class ZendeskApi:
    """`base` without a slash at its end; `authorization` is the header's value."""

    http: Http
    base: str
    authorization: str

    def get(self, path: str) -> Json:
        """An object from `path`, which begins with /api/v2. Raises DeliveryFailed."""
        return self._object(self._call("GET", path, None))

    def put(self, path: str, value: object) -> Answer:
        """Any answer to a PUT, for callers that know what a 409 means. Raises DeliveryFailed
        when it is not one of Zendesk's answers at all, or asks to slow down."""
        return self._call("PUT", path, json.dumps(value).encode())

    def object_of(self, answer: Answer) -> Json:
        """The object in a good answer; otherwise the DeliveryFailed that it means."""
        return self._object(answer)

    def _call(self, method: str, path: str, body: bytes | None) -> Answer:
        headers = {"Authorization": self.authorization, "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        limits = self.http.limits
        answer = self.http.call(
            method,
            self.base + path,
            headers=headers,
            body=body,
            limits=type(limits)(limits.connect, max(limits.read, 30), 60, _MOST_BYTES),
        )
        if answer.status == 429:
            raise refusal(answer, "zendesk", self.http.now())
        return answer

    def _object(self, answer: Answer) -> Json:
        if not 200 <= answer.status < 300:
            if answer.status in (401, 403):
                raise DeliveryFailed(
                    f"zendesk answered {answer.status}: the API user or token is not accepted",
                    retryable=True,
                )
            raise refusal(answer, "zendesk", self.http.now())
        try:
            return read_big_object(answer.body)
        except BadEvent as bad:
            raise DeliveryFailed(
                f"zendesk's answer is not its own: {bad}", retryable=True
            ) from None


def read_big_object(body: bytes) -> Json:
    """As read_object, beyond 1 MiB too: an answer of the API we called, not a stranger's body."""
    if len(body) <= 1 << 20:
        return read_object(body)
    try:
        value: Any = read_strictly(body)
    except (ValueError, RecursionError):
        raise BadEvent("the body is not JSON") from None
    if not isinstance(value, dict):
        raise BadEvent("the body is not an object")
    return value


def options_of(settings: Mapping[str, object]) -> Mapping[str, str]:
    options = settings.get("options")
    if not isinstance(options, Mapping):
        return {}
    return {str(k): v for k, v in options.items() if isinstance(v, str)}


def api_problems(options: Mapping[str, str], environ: Mapping[str, str]) -> list[str]:
    """What is missing before the API can be called."""
    found: list[str] = []
    if "api_url" in options:
        found += [f"options.api_{problem}" for problem in url_problems(options["api_url"])]
    elif not _SUBDOMAIN.fullmatch(options.get("subdomain", "")):
        found.append("options.subdomain: is missing; it is the acme of acme.zendesk.com")
    if "@" not in options.get("api_user", ""):
        found.append("options.api_user: is missing; it is the mail address of an agent of yours")
    name = options.get("api_token_env", "")
    if not name:
        found.append(
            "options.api_token_env: is missing; it names the environment variable with the token"
        )
    elif not environ.get(name):
        found.append(f"options.api_token_env: the environment has no {name}")
    return found


def open_api(
    http: Http, settings: Mapping[str, object], environ: Mapping[str, str] | None = None
) -> ZendeskApi:
    """The API of a source; raises DeliveryFailed (retryable) naming what its options lack."""
    env = os.environ if environ is None else environ
    options = options_of(settings)
    problems = api_problems(options, env)
    if problems:
        raise DeliveryFailed("; ".join(problems), retryable=True)
    base = options.get("api_url", f"https://{options.get('subdomain')}.zendesk.com").rstrip("/")
    pair = f"{options['api_user']}/token:{env[options['api_token_env']]}"
    shown = base64.b64encode(pair.encode()).decode()
    return ZendeskApi(http, base, f"Basic {shown}")
