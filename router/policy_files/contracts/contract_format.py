"""The format of a contract file: every key there is, in the order in which people write them."""

from __future__ import annotations

from router.domain.contracts.contract import Party
from router.policy_files.contracts.calendar_tables import CALENDARS
from router.policy_files.contracts.detail_format import DETAILS, NAMES, WORDS
from router.policy_files.contracts.obligation_format import OBLIGATIONS_KEY
from router.policy_files.format.marks import INTERPRETATION, MARKED
from router.policy_files.format.scalars import (
    DATE,
    DOMAIN,
    FILE,
    IDENTIFIER,
    LANGUAGE,
    LIMIT,
    OBLIGATION,
    PROSE,
    REASON,
    WORD,
    YES_OR_NO,
    clause_ref,
)
from router.policy_files.format.shapes import Choice, Either, Fields, Key, Keyed, Many, Scalar

PARTY = Choice({party.value: party for party in Party})
_REASONS = Many(REASON, or_one=True, example="a reason, or a list of reasons")

_LIMITS = {
    "within": Key(LIMIT, "met at exactly the limit: 30m, 4h, 2d, next business day by 17:00"),
    "less_than": Key(LIMIT, "missed at exactly the limit"),
}

EFFORT_LEVELS = Choice(
    {f"{level}": level for level in ("commercially reasonable", "reasonable", "best")}
)
_EFFORT = Key(
    Either(
        text=EFFORT_LEVELS,
        table=Fields({"level": Key(EFFORT_LEVELS, required=True), **MARKED}),
        example="an effort such as commercially reasonable, or {level: …, source: …}",
    ),
    "where the text gives efforts and no promise: commercially reasonable, reasonable or best",
)

TARGET = Fields(
    {
        "obligation": Key(
            OBLIGATION,
            "response, update, resolution or another that is known or stands under obligations",
            required=True,
        ),
        **_LIMITS,
        "every": Key(LIMIT, "for updates and their like: again after each one, until resolved"),
        "calendar": Key(IDENTIFIER, "a name under calendars; else the tier's calendar"),
        "owed_by": Key(PARTY, "vendor (where absent), us or customer"),
        "pause_on": Key(_REASONS, "reasons of a pause that stop this clock"),
        "effort": _EFFORT,
        **MARKED,
    },
    example="{obligation: response, within: 4h, calendar: office}",
)

TIER = Fields(
    {
        "id": Key(IDENTIFIER, "a name such as priority-1", required=True),
        "name": Key(PROSE, "what people call it"),
        "definition": Key(PROSE, "which tickets belong in it", required=True),
        "signals": Key(WORDS, "what tells that a ticket belongs here, in words"),
        "calendar": Key(IDENTIFIER, "for targets that name none"),
        "targets": Key(Many(TARGET), "what is promised in this tier", required=True),
        **MARKED,
    },
    example="{id: urgent, definition: …, targets: […]}",
)

DUTY = Fields(
    {
        "id": Key(IDENTIFIER, "a name such as incident-notice", required=True),
        "name": Key(PROSE, "what people call it"),
        "owed_by": Key(PARTY, "vendor, us or customer", required=True),
        **_LIMITS,
        "before": Key(LIMIT, "at least so long before a planned instant"),
        "calendar": Key(IDENTIFIER, "a name under calendars", required=True),
        "starts": Key(PROSE, "what sets it going, in words", required=True),
        "stops": Key(PROSE, "what ends it, in words", required=True),
        "after": Key(IDENTIFIER, "starts when that duty is done"),
        "after_or_deadline_of": Key(
            IDENTIFIER, "starts when that duty is done, or at its deadline if that is earlier"
        ),
        "counts_from": Key(
            Choice({"instant": False, "date": True}),
            "with before: the planned instant (where absent), or the first moment of its date",
        ),
        "effort": _EFFORT,
        "yearly": Key(YES_OR_NO, "comes up by itself before each licence anniversary"),
        "conditions": Key(PROSE, "when it holds, in words"),
        **MARKED,
    },
    example="{id: incident-notice, owed_by: vendor, within: 24h, …}",
)

RULE = Fields(
    {
        "tags": Key(Many(WORD, or_one=True), "any of them is on the ticket"),
        "products": Key(Many(PROSE, or_one=True), "the product field is one of them"),
        "organisations": Key(Many(PROSE, or_one=True), "the organisation is one of them"),
        "subject_words": Key(Many(PROSE, or_one=True), "one stands in the subject as a word"),
        "languages": Key(Many(LANGUAGE, or_one=True), "the language is one of them"),
        "mail_domains": Key(Many(DOMAIN, or_one=True), "the requester's mail domain"),
    },
    example="{tags: [acme]}",
)

CONTRACT = Fields(
    {
        "vendor": Key(IDENTIFIER, "the vendor's name here, such as acme", required=True),
        "aliases": Key(NAMES, "other names of the vendor"),
        "contract": Key(IDENTIFIER, "the contract's name; `standard` where absent"),
        "name": Key(PROSE, "what people call it"),
        "default": Key(YES_OR_NO, "the vendor's contract where a ticket does not say"),
        "retired": Key(YES_OR_NO, "kept for old tickets, none is routed to it any more"),
        "retired_why": Key(PROSE, "why it is retired"),
        "takes": Key(Many(FILE, or_one=True), "files of this folder whose content it takes"),
        "document": Key(
            Fields(
                {
                    "id": Key(WORD, "how clauses name it"),
                    "title": Key(PROSE),
                    "lines": Key(WORD, "where in it the contract stands"),
                    "dated": Key(DATE, "the date on it"),
                    "url": Key(WORD),
                    "note": Key(PROSE),
                }
            ),
            "the document that the contract was read from",
        ),
        "valid_from": Key(DATE, "first day in force"),
        "valid_to": Key(DATE, "last day in force"),
        "recognise": Key(Many(RULE), "rules that tell its tickets; any of them is enough"),
        "calendars": Key(CALENDARS, "opening hours by name"),
        "obligations": Key(OBLIGATIONS_KEY, "what starts and stops promises of its own kind"),
        "tiers": Key(Many(TIER), "levels of severity, the highest first"),
        "no_tiers": Key(PROSE, "why there is no support clock, where there are no tiers"),
        "duties": Key(Many(DUTY), "promises outside the tiers"),
        "handover": Key(
            Fields(
                {
                    "within": Key(LIMIT, "how long we may take; 5m where absent"),
                    "calendar": Key(IDENTIFIER, "a name under calendars", required=True),
                    "to": Key(PROSE, "the vendor's portal, mailbox or endpoint"),
                }
            ),
            "that tickets are handed over, and our own limit; absent where they are read in place",
        ),
        "classification": Key(WORD, "the decision table that proposes tiers"),
        **DETAILS,
        "clauses": Key(
            Keyed(
                Scalar(clause_ref, "a clause"),
                Fields({"place": Key(PROSE), "words": Key(PROSE, required=True)}),
                example="clauses with their words",
            ),
            "clauses in words, for every `source` that names one",
        ),
        "interpretations": Key(
            Keyed(
                WORD,
                Fields(
                    {
                        "question": Key(PROSE, required=True),
                        "reading": Key(PROSE, required=True),
                        "why": Key(PROSE, required=True),
                    }
                ),
                example="ids with question, reading and why",
            ),
            "readings that fill a gap",
        ),
        "interpretation": Key(INTERPRETATION, "interpretations that hold for the whole contract"),
    }
)
