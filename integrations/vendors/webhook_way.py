"""Hands a vendor a ticket by a signed POST; the answer may name the vendor's own case."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.transport import signed_webhook
from integrations.transport.http import Http
from integrations.transport.payloads import maybe_text, read_object, storable
from router.domain.errors import BadEvent
from router.usecases.ports import Message

_REFERENCES = ("reference", "id", "number", "key")


class VendorWebhook:
    """Settings as for the channel `webhook`."""

    kind = "webhook"

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem in words."""
        return signed_webhook.problems(settings)

    def hand_over(self, message: Message, settings: Mapping[str, object], http: Http) -> str:
        """Push the ticket; gives the vendor's reference from a JSON answer, or "".

        The vendor's system knows a repeated hand-over by its `webhook-id`.
        """
        data = {"id": message.id, "url": message.url, **message.data}
        answer = signed_webhook.post(
            http, settings, message.id, "ticket.hand_over", message.at, data
        )
        try:
            said = read_object(answer.body)
        except BadEvent:
            return ""  # any 2xx is a yes; a reference is a courtesy
        for key in _REFERENCES:
            reference = maybe_text(said, key)
            if reference is not None:
                return storable(reference.strip())[:255]
        return ""
