"""The pages that people look at."""

from __future__ import annotations

from flask import Blueprint

from router.web.limits import Attempts
from router.web.live import LiveFeed
from router.web.pages.actions import build_actions
from router.web.pages.breaches import build_breaches
from router.web.pages.customers import build_customers
from router.web.pages.duties import build_duties
from router.web.pages.explain import build_explain
from router.web.pages.policies import build_policies
from router.web.pages.queue import build_queue
from router.web.pages.session import build_session
from router.web.pages.ticket import build_ticket
from router.web.pages.vendors import build_vendors
from router.web.services import Services


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
