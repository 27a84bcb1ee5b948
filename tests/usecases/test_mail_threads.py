"""A mail finds its ticket: by any mail of the thread, by our own notice, by a token."""

from __future__ import annotations

import pytest

from integrations.kinds.registry import helpdesks, source_settings
from router.store.unit import SqlStore
from tests.integrations.deliveries import first_mail, mail
from tests.usecases.world import World


@pytest.fixture
def world(store: SqlStore) -> World:
    return World(store)


def arrives(world: World, raw: bytes) -> tuple[str, ...]:
    settings = source_settings(
        "email",
        "acme",
        {
            "vendors": {"alwayson": {"domains": ["zuper.co"]}},
            "options": {"authserv": "mail.acme.example"},
        },
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


def test_an_answer_to_what_we_do_not_know_is_a_ticket_that_finds_its_vendor(world: World) -> None:
    """With subject, requester and words: a rule can tell whose it is."""
    raw = first_mail(
        References="<unknown@sales.example>", Subject="Re: Always On is down", Message_ID="<7@x>"
    )
    (ticket_id,) = arrives(world, raw)
    facts = world.view(ticket_id).ticket.facts
    assert (facts.subject, facts.requester) == ("Always On is down", "ana@customer.example")
    assert facts.body == "We are looking into it."
    again = first_mail(References="<unknown@sales.example> <7@x>", Message_ID="<8@x>")
    assert arrives(world, again) == (ticket_id,)


def test_a_vendors_answer_that_comes_before_its_question_counts_once_that_comes(
    world: World,
) -> None:
    (ticket_id,) = arrives(world, mail())
    assert arrives(world, first_mail()) == (ticket_id,)
    kinds = [seen.event.kind.value for seen in world.view(ticket_id).events]
    assert kinds.count("vendor_replied") == 1


def test_a_mail_that_came_back_marks_its_delivery(world: World) -> None:
    ticket_id = world.opened()
    world.advance(minutes=31)
    world.run()
    with world.core.store.read() as work:
        sent = next(d for d in work.deliveries.of(ticket_id) if d.state.value == "sent")
    bounce = mail(
        From="MAILER-DAEMON@mx.example",
        Return_Path="<>",
        Subject="Undelivered Mail Returned to Sender",
        Message_ID="<b@mx.example>",
        References=f"<{sent.id}@router.example>",
    )
    assert arrives(world, bounce) == ()
    with world.core.store.read() as work:
        dead = work.deliveries.get(sent.id)
    assert dead.state.value == "dead"
    assert dead.error.startswith("it came back: Undelivered Mail")
