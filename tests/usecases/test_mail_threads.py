"""A mail finds its ticket: by any mail of the thread, by our own notice, by a token."""

from __future__ import annotations

import pytest

from integrations.registry import helpdesks, source_settings
from router.store.unit import SqlStore
from tests.integrations.deliveries import first_mail, mail
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def arrives(world: World, raw: bytes) -> tuple[str, ...]:
    settings = source_settings(
        "email", "acme", {"vendors": {"alwayson": {"domains": ["zuper.co"]}}}
    )
    sightings = helpdesks()["email"].read(raw, {}, settings, world.now)
    return world.arrives(*sightings).ticket_ids


def test_an_answer_to_any_mail_of_the_thread_belongs_to_its_ticket(world: World) -> None:
    (first,) = arrives(world, first_mail())
    assert arrives(world, mail()) == (first,)
    nearest_only = mail(Message_ID="<three@x>", References=None, In_Reply_To="<two@zuper.co>")
    assert arrives(world, nearest_only) == (first,)
    assert len(world.view(first).events) == 3


def test_a_token_or_an_answer_to_our_notice_names_the_ticket(world: World) -> None:
    (first,) = arrives(world, first_mail())
    by_token = mail(References=None, Subject=f"Re: [#{first}] your case", Message_ID="<5@x>")
    assert arrives(world, by_token) == (first,)
    to_us = mail(References=f"<ticket-{first}@acme.example>", Message_ID="<6@x>")
    assert arrives(world, to_us) == (first,)


def test_a_token_does_not_reach_a_ticket_of_another_source(world: World) -> None:
    elsewhere = world.arrives(world.opening(), source="other").ticket_ids[0]
    stray = mail(References=None, Subject=f"Re: [#{elsewhere}] your case")
    assert arrives(world, stray) != (elsewhere,)


def test_what_is_unknown_or_our_own_makes_no_ticket(world: World) -> None:
    assert arrives(world, first_mail(Auto_Submitted="auto-replied")) == ()
