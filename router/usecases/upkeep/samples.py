"""Sample tickets for a first look: real contracts, invented tickets, marked as samples.

They go the way that every ticket goes, so the first screen shows what the product does with one:
running timers, one soon due, one breached, one that needs a vendor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from router.domain.tickets.events import Event, Kind
from router.domain.tickets.sightings import Comment, Sighting
from router.domain.time.instants import MINUTE, SECOND, Instant
from router.usecases.intake.take_in import take_in
from router.usecases.ports import Core
from router.usecases.records import Arrival, Mode
from router.usecases.routing.route import route

SOURCE = "samples"


@dataclass(frozen=True, slots=True)
class _Sample:
    """`minutes` ago it was opened; `answers`: so many minutes ago, by whom, in which words."""

    number: int
    minutes: int
    organisation: str
    priority: str
    tags: tuple[str, ...]
    subject: str
    body: str
    answers: tuple[tuple[int, Kind, str], ...] = ()


_SAMPLES = (
    _Sample(
        101,
        25,
        "Harbour Heating Ltd",
        "urgent",
        ("zuper",),
        "Zuper: dispatch board is down for everybody",
        "Production is down: since this morning nobody can open the dispatch board, all our "
        "technicians are affected and there is no workaround.",
    ),
    _Sample(
        102,
        190,
        "Papier Dubois SA",
        "urgent",
        ("aprimo",),
        "Aprimo production is not accessible",
        "The production system cannot be reached at all, for any of our users. It is unusable.",
    ),
    _Sample(
        103,
        70,
        "Northwind Plumbing",
        "high",
        ("zuper",),
        "Zuper: invoices are created very slowly",
        "In production, creating an invoice takes several minutes. It considerably disrupts our "
        "daily business; the workaround by hand takes a lot of effort.",
        ((44, Kind.VENDOR_REPLIED, "We see it too and are looking at the invoice service."),),
    ),
    _Sample(
        104,
        240,
        "Papier Dubois SA",
        "normal",
        ("aprimo",),
        "Aprimo: previews load slowly, work goes on",
        "Since the update, previews are slow and sometimes fail. We can continue in a degraded "
        "fashion, with significant impact on the campaign team.",
    ),
    _Sample(
        105,
        55,
        "Harbour Heating Ltd",
        "low",
        ("zuper",),
        "Zuper: how do I add a second price list?",
        "A question: how can we add a second price list for one region?",
    ),
    _Sample(
        106,
        300,
        "Northwind Plumbing",
        "low",
        ("aprimo",),
        "Aprimo: typing error on the start page",
        "A cosmetic fault: one word on the start page is misspelt.",
        (
            (250, Kind.VENDOR_REPLIED, "Thank you, it will be corrected today."),
            (120, Kind.RESOLVED, ""),
        ),
    ),
    _Sample(
        107,
        12,
        "Harbour Heating Ltd",
        "normal",
        (),
        "Our label printer prints blank pages",
        "Since yesterday the label printer in the warehouse prints blank pages only.",
    ),
)


def add_samples(core: Core) -> int:
    """Add the sample tickets, opened some minutes or hours before now; returns how many.

    A repeat changes nothing. Vendors that have no policy file here leave theirs waiting.
    """
    now = core.now() // SECOND * SECOND  # whole seconds read better in a ledger
    ids: list[str] = []
    for sample in _SAMPLES:
        arrival = Arrival(
            source=SOURCE,
            delivery_id=f"sample-{sample.number}",
            received_at=now,
            body=b"",
            sightings=(_sighting(sample, now),),
            mode=Mode.SAMPLE,
        )
        ids += take_in(core, arrival).ticket_ids
    route(core, ids)
    return len(ids)


def _sighting(sample: _Sample, now: Instant) -> Sighting:
    opened_at = now - sample.minutes * MINUTE
    key = f"{SOURCE}:{sample.number}"
    opened = Event(Kind.OPENED, opened_at, f"{key}:opened", now, origin=f"source:{SOURCE}")
    answers = [
        Event(
            kind,
            now - minutes * MINUTE,
            f"{key}:{position}",
            now,
            origin=f"source:{SOURCE}",
            data=_by_the_vendor(sample.tags, kind),
        )
        for position, (minutes, kind, _) in enumerate(sample.answers)
    ]
    return Sighting(
        external_id=str(sample.number),
        facts_at=opened_at,
        changes={
            "subject": f"[Sample] {sample.subject}",
            "body": sample.body,
            "priority": sample.priority,
            "tags": (*sample.tags, "sample"),
            "organisation": sample.organisation,
            "requester": "someone@customer.example",
            "language": "en",
        },
        events=(opened, *answers),
        comments=(
            Comment(f"{key}:0", opened.key, opened_at, sample.organisation, True, sample.body),
            *_comments(sample, answers),
        ),
    )


def _by_the_vendor(tags: Sequence[str], kind: Kind) -> dict[str, str | None]:
    return {"vendor": tags[0]} if kind is Kind.VENDOR_REPLIED and tags else {}


def _comments(sample: _Sample, answers: Sequence[Event]) -> list[Comment]:
    return [
        Comment(event.key, event.key, event.at, "vendor's support", True, words)
        for event, (_, _, words) in zip(answers, sample.answers, strict=True)
        if words
    ]
