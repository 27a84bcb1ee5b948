"""The Flask application: built by `bootstrap`, which gives it everything it may reach."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from router.web.api.blueprint import build_api
from router.web.api.webhooks_api import build_webhooks
from router.web.http.bodies import LONGEST_BODY
from router.web.http.error_answers import register_errors
from router.web.http.request_limits import Attempts
from router.web.http.security import register_security
from router.web.http.services import Services
from router.web.live import LiveFeed
from router.web.metrics import register_metrics
from router.web.pages import build_pages
from router.web.ui.templating import register_templates


def create_app(services: Services) -> Flask:
    """A WSGI application over these services; several may live in one process."""
    app = Flask("router.web")
    # Werkzeug would answer `//x` with a redirect to whatever host the caller named.
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY + 1
    app.config["MAX_FORM_MEMORY_SIZE"] = LONGEST_BODY
    app.config["MAX_FORM_PARTS"] = 50
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of Flask's default provider
    if services.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way to wrap it
            app.wsgi_app, x_for=services.proxies, x_proto=services.proxies, x_host=0
        )
    feed = LiveFeed(services.core, most=services.max_streams)
    # Thirty wrong ones at once, then one every six seconds: plenty for a person or a program that
    # is being set up, no use to a guesser.
    attempts = Attempts(allowed=30, every_seconds=6.0)
    secure = services.public_url.startswith("https:")

    register_security(app, secure=secure)
    register_errors(app)
    register_metrics(app, services, feed)
    register_templates(app, services)
    app.register_blueprint(build_webhooks(services))
    app.register_blueprint(build_api(services, attempts))
    for pages in build_pages(services, feed, attempts, secure=secure):
        app.register_blueprint(pages)
    app.extensions["sla_live"] = feed
    return app
