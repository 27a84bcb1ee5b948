"""Pages and the HTTP API; the only part that imports flask."""

from router.web.app import create_app
from router.web.http.services import Services

__all__ = ["Services", "create_app"]
