"""`POST /webhooks/<source>`: what helpdesks tell us. Answered 2xx only once it is on disk."""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, json, request

from router.domain.errors import BadEvent, BadSettings, BadSignature
from router.domain.tickets.sightings import SourceSettings
from router.domain.time.instants import Instant
from router.usecases.intake.keep_unreadable import keep_unreadable
from router.usecases.intake.take_in import take_in
from router.usecases.ports import Unavailable
from router.usecases.records import Arrival, SourceRecord
from router.web.http.auth import caller_address
from router.web.http.bodies import raw_body
from router.web.http.error_answers import RETRY_AFTER_SECONDS, Refused
from router.web.http.request_limits import Attempts
from router.web.http.services import Services

log = structlog.get_logger("router.web.webhooks")


def build_webhooks(services: Services) -> Blueprint:
    """The route. An address that signs wrongly again and again is slowed down, and so is a source
    whose signed deliveries cannot be read; both in this process's memory."""
    hooks = Blueprint("webhooks", __name__)
    attempts = Attempts(allowed=200, every_seconds=0.5)
    rubbish = Attempts(allowed=200, every_seconds=0.5, of="what cannot be read from this source")
    core = services.core

    @hooks.post("/webhooks/<source>")
    def webhook(source: str) -> Response:
        raw = raw_body()
        headers = {name.lower(): value for name, value in request.headers.items()}
        now = core.now()
        address = f"hook:{caller_address()}"
        try:
            with core.store.read() as work:
                found = work.sources.find(source)
        except Unavailable:
            raise _later() from None
        # An unknown source and a wrong signature look the same from outside.
        adapter = services.helpdesks.get(found.kind) if found else None
        if found is None or adapter is None:
            attempts.check(address)
            attempts.failed(address)
            raise _not_signed()
        secrets = [core.secrets.open(sealed) for sealed in found.secrets]
        try:
            verified = adapter.verify(headers, raw, secrets, now)
        except BadSignature:
            # Only wrong ones are slowed down: a helpdesk that signs rightly is never turned away.
            attempts.check(address)
            attempts.failed(address)
            raise _not_signed() from None
        try:
            sightings = adapter.read(raw, headers, _settings(services, found), now)
        except BadEvent as error:
            # A source that sends rubbish is slowed down alone, and only for its rubbish: what can
            # be read is always taken.
            rubbish.check(source)
            rubbish.failed(source)
            _keep(services, source, raw, str(error), now)
            raise
        except Exception as error:
            # Our mistake or a body made to break a reader: it is kept, and breaks nothing else.
            rubbish.check(source)
            log.exception("a delivery cannot be read", source=source)
            rubbish.failed(source)
            _keep(services, source, raw, f"it cannot be read: {type(error).__name__}", now)
            raise BadEvent("the delivery cannot be read; it is kept") from None
        arrival = Arrival(
            source=source,
            delivery_id=verified.delivery_id,
            received_at=now,
            body=raw,
            sightings=tuple(sightings),
            flags=tuple(sorted(verified.flags)),
            mode=found.mode,
        )
        try:
            outcome = take_in(core, arrival)
        except Unavailable as error:
            log.warning("a webhook could not be written", source=source, error=str(error))
            raise _later() from None
        body = {"status": "seen before" if outcome.repeat else "taken"}
        return Response(json.dumps(body) + "\n", 200, mimetype="application/json")

    return hooks


def _keep(services: Services, source: str, raw: bytes, reason: str, now: Instant) -> None:
    try:
        keep_unreadable(services.core, source, raw, reason, now)
    except Unavailable:
        raise _later() from None


def _settings(services: Services, source: SourceRecord) -> SourceSettings:
    """The source's settings. Raises Refused (503) where they are wrong: that is our mistake, and
    the sender should come again when it is mended."""
    try:
        return services.source_settings(source.kind, source.name, source.settings)
    except BadSettings as error:
        log.error("a source's settings are wrong", source=source.name, error=str(error))
        raise _later() from None


def _not_signed() -> Refused:
    return Refused(401, "the delivery is not signed as this source signs")


def _later() -> Refused:
    return Refused(
        503,
        "it could not be written; send it again",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )
