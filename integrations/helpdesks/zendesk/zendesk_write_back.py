"""Writes a ticket's tier and deadline into Zendesk, and an internal note.

A note is never written twice: it ends with the id of its delivery, which is looked for before.
Others' changes are never overwritten: each update says which version of the ticket it is for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from integrations.helpdesks.zendesk.zendesk_api import (
    ZendeskApi,
    api_problems,
    open_api,
    options_of,
)
from integrations.transport.http import Http
from integrations.transport.payloads import Json, maybe_obj, maybe_text, words
from router.domain.errors import DeliveryFailed
from router.usecases.ports import Message

_ATTEMPTS = 3
_TAG = re.compile(r"[^a-z0-9_/-]+")
_OUR_TAGS = ("sla_tier_", "sla_vendor_")


class ZendeskWriteBack:
    """Options: those of `zendesk_api.OPTIONS`; `tier_field` and `deadline_field`, ids of ticket
    fields, without which tier and vendor go into tags `sla_tier_…` and `sla_vendor_…`."""

    kind = "zendesk"
    options = frozenset({"write_back", "tier_field", "deadline_field"})

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = environ

    def check_settings(self, settings: Mapping[str, object]) -> list[str]:
        """Every problem in words."""
        env = os.environ if self._environ is None else self._environ
        options = options_of(settings)
        strange = [
            f"options.{key}: {options[key]!r} is not the number of a ticket field"
            for key in ("tier_field", "deadline_field")
            if key in options and not _is_number(options[key])
        ]
        return api_problems(options, env) + strange

    def write_back(self, message: Message, settings: Mapping[str, object], http: Http) -> str:
        """Write the fields, and the note as an internal comment; gives the natural key under
        which the comment will be seen again, or "" without a note. Raises DeliveryFailed."""
        problems = self.check_settings(settings)
        if problems:  # an administrator can mend them meanwhile
            raise DeliveryFailed("; ".join(problems), retryable=True)
        api = open_api(http, settings, self._environ)
        ticket = str(message.data.get("external_id", ""))
        if not _is_number(ticket):
            raise DeliveryFailed(f"{ticket[:40]!r} is not a ticket of Zendesk's", retryable=False)
        note = str(message.data.get("note") or "")
        mark = f"[sla-router {message.id}]"
        if note:
            written = _find_note(api, ticket, mark)
            if written:
                return f"{message.to}:comment:{written}"
        fields = message.data.get("fields")
        given = fields if isinstance(fields, Mapping) else {}
        for _ in range(_ATTEMPTS):
            current = maybe_obj(api.get(f"/api/v2/tickets/{ticket}.json"), "ticket")
            if (maybe_text(current, "status") or "").lower() == "closed":
                if not note:
                    return ""  # fields of what is over tell nobody anything
                raise DeliveryFailed("zendesk takes no changes to a closed ticket", retryable=False)
            update = _update(current, given, options_of(settings))
            if note:
                update["comment"] = {"body": f"{note}\n\n{mark}", "public": False}
            if not update:
                return ""
            update |= {"safe_update": True, "updated_stamp": maybe_text(current, "updated_at")}
            answer = api.put(f"/api/v2/tickets/{ticket}.json", {"ticket": update})
            if answer.status == 409:
                continue  # somebody changed it in between: look again
            comment_id = _comment_id(api.object_of(answer))
            return f"{message.to}:comment:{comment_id}" if comment_id else ""
        raise DeliveryFailed(
            f"zendesk ticket {ticket} kept changing while we wrote", retryable=True
        )


def _update(
    current: Json, fields: Mapping[str, object], options: Mapping[str, str]
) -> dict[str, object]:
    """What has to change; nothing where Zendesk says it already."""
    update: dict[str, object] = {}
    known = current.get("custom_fields")
    now_there = {
        maybe_text(field, "id"): field.get("value")
        for field in (known if isinstance(known, list) else ())
        if isinstance(field, dict)
    }
    custom = [
        {"id": int(options[option]), "value": fields[key]}
        for option, key in (("tier_field", "tier"), ("deadline_field", "next_due_at"))
        if option in options and key in fields and now_there.get(options[option]) != fields[key]
    ]
    if custom:
        update["custom_fields"] = custom
    if "tier_field" not in options and "tier" in fields:
        before = words(current, "tags")
        after = [tag for tag in before if not tag.startswith(_OUR_TAGS)]
        for key, start in (("tier", "sla_tier_"), ("vendor", "sla_vendor_")):
            if isinstance(fields.get(key), str):
                after.append(start + _TAG.sub("_", str(fields[key]).lower()))
        if sorted(after) != sorted(before):
            update["tags"] = after
    return update


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 20


def _find_note(api: ZendeskApi, ticket: str, mark: str) -> str | None:
    """The id of our note where an earlier attempt wrote it and we never heard so."""
    page = api.get(f"/api/v2/tickets/{ticket}/comments.json?sort_order=desc&per_page=50")
    comments = page.get("comments")
    for comment in comments if isinstance(comments, list) else ():
        if isinstance(comment, dict) and mark in (maybe_text(comment, "body") or ""):
            return maybe_text(comment, "id")
    return None


def _comment_id(answer: Json) -> str | None:
    """A comment's id is that of its event in the audit that the update made."""
    events = maybe_obj(answer, "audit").get("events")
    for event in events if isinstance(events, list) else ():
        if isinstance(event, dict) and event.get("type") == "Comment":
            return maybe_text(event, "id")
    return None
