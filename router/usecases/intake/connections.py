"""Where tickets come from and go to: helpdesks (sources) and vendors' endpoints.

Their secrets must be used and not only compared, so they are sealed; they are shown once.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Mapping

from router.usecases.access.let_in import BadAccount, check_name, check_vendor
from router.usecases.outbox.receivers import gone_note
from router.usecases.ports import Conflict, Core, NotFound
from router.usecases.records import EndpointRecord, Mode, Purpose, SourceRecord


def new_webhook_secret() -> str:
    """A secret in the one form that every kind of source can use: whsec_ and base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def add_source(
    core: Core,
    name: str,
    kind: str,
    *,
    kinds: Collection[str],
    secret: str | None = None,
    settings: Mapping[str, object] | None = None,
    mode: Mode | None = None,
) -> tuple[SourceRecord, str]:
    """Let a helpdesk send us tickets; returns the source and its secret, which is shown once.

    `kinds`: the helpdesks we can read. Raises BadAccount for a name or kind that cannot be,
    Conflict where the name is taken.
    """
    check_name("source", name)
    if kind not in kinds:
        raise BadAccount(f"helpdesk {kind!r} is unknown; known are {', '.join(sorted(kinds))}")
    plain = secret if secret is not None else new_webhook_secret()
    if len(plain) < 16:
        raise BadAccount("a webhook secret of fewer than 16 characters can be guessed")
    source = SourceRecord(
        name=name,
        kind=kind,
        secrets=(core.secrets.seal(plain),),
        created_at=core.now(),
        settings=dict(settings or {}),
        mode=mode or core.default_mode,
    )
    with core.store.write() as work:
        work.sources.add(source)
        work.commit()
    return source, plain


def list_sources(core: Core) -> tuple[SourceRecord, ...]:
    """All sources, their secrets sealed."""
    with core.store.read() as work:
        return work.sources.list()


def remove_source(core: Core, name: str) -> None:
    """From now on its webhooks are refused; its tickets stay. Raises NotFound."""
    with core.store.write() as work:
        if not work.sources.remove(name):
            raise NotFound(f"there is no source {name!r}")
        work.commit()


def add_endpoint(
    core: Core, name: str, vendor: str, kind: str, url: str, *, secret: str | None = None
) -> tuple[EndpointRecord, str]:
    """Where a vendor is handed its tickets; returns it and its secret, which is shown once.

    From now on new tickets of the vendor are pushed there, and its clocks start when it has them
    (rule 15). Raises BadAccount for settings that its kind cannot use, Conflict where the name is
    taken or the vendor has an endpoint already.
    """
    check_name("endpoint", name)
    check_vendor(core, vendor)
    way = core.vendor_ways.get(kind)
    if way is None:
        known = ", ".join(sorted(core.vendor_ways))
        raise BadAccount(f"hand-over by {kind!r} is unknown; known are {known}")
    plain = secret or new_webhook_secret()
    wrong = way.check_settings({"url": url, "secret": plain})
    if wrong:
        raise BadAccount("; ".join(wrong))
    endpoint = EndpointRecord(
        name=name,
        kind=kind,
        secrets=(core.secrets.seal(plain),),
        created_at=core.now(),
        vendor=vendor,
        settings={"url": url},
    )
    with core.store.write() as work:
        if work.endpoints.for_vendor(vendor) is not None:
            raise Conflict(f"vendor {vendor!r} has an endpoint already; remove that one first")
        work.endpoints.add(endpoint)
        work.commit()
    return endpoint, plain


def list_endpoints(core: Core) -> tuple[EndpointRecord, ...]:
    """All endpoints, their secrets sealed."""
    with core.store.read() as work:
        return work.endpoints.list()


def why_not_asked(core: Core) -> dict[str, str]:
    """The endpoints that said they are gone for good (HTTP 410), by name: what they said and when.
    Nothing is pushed there until a person sends one again."""
    with core.store.read() as work:
        found = {
            each.name: work.notes.get(gone_note(f"{Purpose.HAND_OVER.value}:{each.name}"))
            for each in work.endpoints.list()
        }
    return {name: said for name, said in found.items() if said is not None}


def remove_endpoint(core: Core, name: str) -> None:
    """Nothing is pushed there from now on; what waits is withdrawn when it is its turn."""
    with core.store.write() as work:
        if not work.endpoints.remove(name):
            raise NotFound(f"there is no endpoint {name!r}")
        work.notes.set(gone_note(f"{Purpose.HAND_OVER.value}:{name}"), None)
        work.commit()
