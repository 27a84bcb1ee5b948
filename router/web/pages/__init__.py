"""The pages that people look at."""

from __future__ import annotations

from flask import Blueprint

from router.web.http.request_limits import Attempts
from router.web.http.services import Services
from router.web.live import LiveFeed
from router.web.pages.breaches_page import build_breaches
from router.web.pages.customers_page import build_customers
from router.web.pages.duties_page import build_duties
from router.web.pages.explain_page import build_explain
from router.web.pages.policies_page import build_policies
from router.web.pages.queue_page import build_queue
from router.web.pages.session_page import build_session
from router.web.pages.ticket_actions import build_actions
from router.web.pages.ticket_page import build_ticket
from router.web.pages.vendors_page import build_vendors


def build_pages(
    services: Services, feed: LiveFeed, attempts: Attempts, *, secure: bool
) -> tuple[Blueprint, ...]:
    """Every group of pages; `secure`: cookies go over https only."""
    core = services.core
    return (
        build_session(services, feed, attempts, secure=secure),
        build_queue(core),
        build_ticket(core),
        build_actions(core),
        build_duties(core),
        build_vendors(core),
        build_explain(core),
        build_breaches(core),
        build_customers(core),
        build_policies(core),
    )
