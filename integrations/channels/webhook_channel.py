"""Notices to a program, signed by Standard Webhooks."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.transport import signed_webhook
from integrations.transport.http import Http
from router.usecases.ports import Message


class Webhook:
    """Settings: `url`; `secret`, or `secrets` with the newest first; `headers`, sent along."""

    kind = "webhook"

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem in words."""
        return signed_webhook.problems(settings)

    def send(self, message: Message, settings: Mapping[str, object], http: Http) -> str:
        """Only a 2xx counts. Gives nothing back: the receiver knows it by `webhook-id`."""
        data = {
            "id": message.id,
            "subject": message.subject,
            "text": message.text,
            "url": message.url,
            **message.data,
        }
        signed_webhook.post(http, settings, message.id, _type(message.kind), message.at, data)
        return ""


def _type(kind: str) -> str:
    """`breach` is sent as `notice.breach`."""
    return f"notice.{kind}"
