"""`/api/v1`: every operation, and the document that describes them."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, json

from router.web.api.customers_api import add_customer_operations
from router.web.api.duties_api import add_duty_operations
from router.web.api.openapi import document
from router.web.api.operations import Api
from router.web.api.policies_api import add_policy_operations
from router.web.api.sources_api import add_source_operations
from router.web.api.staff_api import add_staff_operations
from router.web.api.vendor_api import add_vendor_operations
from router.web.http.request_limits import Attempts
from router.web.http.services import Services


def build_api(services: Services, attempts: Attempts) -> Blueprint:
    """The blueprint; its document is open to everybody, it holds nothing of the data."""
    api = Api(services, attempts)
    add_staff_operations(api)
    add_vendor_operations(api)
    add_duty_operations(api)
    add_customer_operations(api)
    add_policy_operations(api)
    add_source_operations(api)

    @cache
    def text() -> str:  # at the first call: it takes longer to make than all the rest of the start
        return json.dumps(document(api.operations, services.public_url), indent=1) + "\n"

    @api.blueprint.get("/openapi.json")
    def openapi() -> Response:
        return Response(text(), mimetype="application/json")

    return api.blueprint
