"""What every template may use: instants, lengths, words, addresses of assets."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from markupsafe import Markup, escape

from router.domain.contracts.names import first_up, plain, vendor_words
from router.domain.time.instants import Instant, format_instant, to_datetime
from router.usecases.records import TicketRecord
from router.web.http.auth import MANAGERS, STAFF, Principal
from router.web.http.services import Services
from router.web.ui import words
from router.web.ui.isolating import Isolating, in_attribute, in_text
from router.web.ui.timers import figure, in_words
from router.web.ui.viewer_zone import viewer_zone

_STATIC = Path(__file__).parent.parent / "static"


def register_templates(app: Flask, services: Services) -> None:
    """Filters and globals. Jinja escapes everything that is not Markup; only `when`, `icon` make
    Markup, of escaped parts."""
    app.jinja_env.filters.update(
        when=lambda at, shape="short": when(at, services.core.now(), shape),
        words=plain,
        first_up=first_up,
        in_words=in_words,
        lasted=lasted,
        number=number,
        figure=figure,
        delivery_words=lambda state: words.DELIVERIES.get(str(state), str(state)),
        state_words=lambda state: words.STATES.get(str(state), str(state)),
    )

    def vendor_name(vendor: str | None) -> str:
        return vendor_words(vendor, services.core.book.find(vendor) if vendor else None)

    def contract_name(vendor: str, contract: str) -> str:
        found = services.core.book.find(vendor, contract)
        return found.name if found and found.name else f"{vendor_name(vendor)}, {plain(contract)}"

    app.jinja_env.filters.update(in_text=in_text, in_attribute=in_attribute)
    app.jinja_env.add_extension(Isolating)
    app.jinja_env.filters["vendor_name"] = vendor_name
    app.jinja_env.globals.update(icon=icon, asset=asset, contract_name=contract_name)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def common() -> dict[str, Any]:
        principal = g.get("principal")
        known = isinstance(principal, Principal)
        return {
            "principal": principal if known else None,
            "csrf": principal.csrf if isinstance(principal, Principal) else "",
            "may_act": isinstance(principal, Principal) and principal.may(STAFF),
            "is_manager": isinstance(principal, Principal) and principal.may(MANAGERS),
            "zone_name": viewer_zone().key,
            "now_ms": services.core.now() // 1_000_000,
            "here": request.path,
        }


def when(at: Instant | None, now: Instant, shape: str = "short") -> Markup:
    """An instant as a `<time>` in the viewer's zone as far as the browser has told it, else in UTC
    until times.js has; the full instant stands on hover.

    `shape`: short (the time alone where it is today), time, day, full.
    """
    if at is None:
        return Markup("")
    text = format_instant(at)
    shapes = {"time": "%H:%M", "full": "%a %d %b %Y %H:%M:%S"}
    zone = viewer_zone()
    local = to_datetime(at).astimezone(zone)
    if shape == "short":
        today = to_datetime(now).astimezone(zone).date()
        shape = "time" if local.date() == today else "day"
    seen = local.strftime(shapes.get(shape, "%a, %-d %b, %H:%M"))
    if zone.key == "UTC":
        seen += " UTC"
    return Markup('<time datetime="{}" data-when="{}" title="{} (UTC)">{}</time>').format(
        text, shape, text, seen
    )


def number(ticket: TicketRecord, *, source: bool = False) -> str:
    """The ticket as its helpdesk numbers it, with the helpdesk's name where `source`; one that
    stands for a duty has only a key of ours, which says nothing to people."""
    if ticket.stands_alone:
        return "duty"
    return f"{ticket.source} {ticket.external_id}" if source else ticket.external_id


def lasted(length_ns: int) -> Markup:
    """A measured length to the millisecond, with all of it on hover."""
    shown = in_words(round(length_ns, -6))
    return Markup('<span title="{}">{}</span>').format(in_words(length_ns), shown)


def icon(name: str) -> Markup:
    """One of the signs in icons.svg; hidden from readers, a word always stands beside it."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        asset("icons.svg"), escape(name)
    )


def asset(name: str) -> str:
    """The address of a static file, with its content's hash: cached for ever, never stale."""
    return url_for("static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:10]
