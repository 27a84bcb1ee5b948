"""Every adapter by its kind; a new one is added here and nowhere else."""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import cache
from typing import Any

from integrations.channels.email_channel import Email
from integrations.channels.webhook_channel import Webhook
from integrations.helpdesks.base import Helpdesk, status_problems
from integrations.helpdesks.freshdesk import Freshdesk
from integrations.helpdesks.generic import Generic, GitHubStyle
from integrations.helpdesks.jira import Jira
from integrations.helpdesks.mail_adapter import EmailSource
from integrations.helpdesks.pullers import MailboxByImap, ZendeskExports
from integrations.helpdesks.servicenow import ServiceNow
from integrations.helpdesks.zammad import Zammad
from integrations.helpdesks.zendesk.zendesk_adapter import Zendesk
from integrations.helpdesks.zendesk.zendesk_write_back import ZendeskWriteBack
from integrations.transport import signatures
from integrations.vendors.webhook_way import VendorWebhook
from router.domain.errors import BadSettings
from router.domain.tickets.sightings import SourceSettings, settings_of
from router.usecases.ports import Channel, Puller, VendorWay, WriteBack


@cache
def helpdesks() -> Mapping[str, Helpdesk]:
    """How deliveries of each kind of source are checked and read."""
    adapters: list[Helpdesk] = [
        Zendesk(),
        Freshdesk(),
        Jira(),
        ServiceNow(),
        Zammad(),
        Generic(),
        GitHubStyle(),
        EmailSource(),
    ]
    return {adapter.kind: adapter for adapter in adapters}


def channels(mail: Mapping[str, object] | None = None) -> dict[str, Channel]:
    """How notices reach people and programs; `mail`: the mail server for all, where a channel
    names none of its own (host, port, security, sender, user, password)."""
    adapters: list[Channel] = [Email(mail), Webhook()]
    return {adapter.kind: adapter for adapter in adapters}


def vendor_ways() -> dict[str, VendorWay]:
    """How a vendor is handed a ticket."""
    adapters: list[VendorWay] = [VendorWebhook()]
    return {adapter.kind: adapter for adapter in adapters}


def write_backs() -> dict[str, WriteBack]:
    """How notes and fields get back into a helpdesk, where that is supported."""
    adapters: list[WriteBack] = [ZendeskWriteBack()]
    return {adapter.kind: adapter for adapter in adapters}


def pullers() -> dict[str, Puller]:
    """How what webhooks dropped, or a mailbox's mail, is fetched."""
    adapters: list[Puller] = [ZendeskExports(), MailboxByImap()]
    return {adapter.kind: adapter for adapter in adapters}


def source_settings(
    kind: str, source: str, raw: Mapping[str, Any], written: Container[str] = frozenset()
) -> SourceSettings:
    """A source's settings, checked for its kind; raises BadSettings naming every problem.

    `written`: ids of comments that we wrote there ourselves.
    """
    adapter = helpdesks().get(kind)
    if adapter is None:
        raise BadSettings(f"{kind!r} is not a kind of source; there are {', '.join(helpdesks())}")
    settings = settings_of(source, raw, written)
    strange = sorted(set(settings.options) - adapter.options)
    if strange:
        known = ", ".join(sorted(adapter.options)) or "none"
        raise BadSettings(
            f"settings of source {source!r}: options.{', options.'.join(strange)}: not an option "
            f"of {kind}; there are: {known}"
        )
    wrong = status_problems(settings)
    if wrong:
        raise BadSettings(f"settings of source {source!r}: " + "; ".join(wrong))
    return settings


def new_secret() -> str:
    """A secret that every kind of source and endpoint can use."""
    return signatures.new_secret()
