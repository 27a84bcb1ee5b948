"""The format of a contract file: every key there is, in the order in which people write them."""

from __future__ import annotations

from router.domain.contracts import Party
from router.policy_files.calendars import CALENDARS
from router.policy_files.marks import INTERPRETATION, MARKED
from router.policy_files.shapes import Choice, Fields, Key, Keyed, Many, Scalar
from router.policy_files.words import (
    COUNTRY,
    DATE,
    DOMAIN,
    FILE,
    IDENTIFIER,
    LANGUAGE,
    LENGTH,
    LIMIT,
    PERCENT,
    PROSE,
    REASON,
    WORD,
    YES_OR_NO,
    ZONE,
    clause_ref,
)

PARTY = Choice({party.value: party for party in Party})
_NAMES = Many(IDENTIFIER, or_one=True, example="a name, or a list of names")
_REASONS = Many(REASON, or_one=True, example="a reason, or a list of reasons")

_WORDS = Many(PROSE, or_one=True, example="a text, or a list of texts")

_LIMITS = {
    "within": Key(LIMIT, "met at exactly the limit: 30m, 4h, 2d, next business day by 17:00"),
    "less_than": Key(LIMIT, "missed at exactly the limit"),
}

TARGET = Fields(
    {
        "obligation": Key(
            Choice({"response": "response", "update": "update", "resolution": "resolution"}),
            "response, update or resolution",
            required=True,
        ),
        **_LIMITS,
        "every": Key(LIMIT, "for updates: again after each one, until resolved"),
        "calendar": Key(IDENTIFIER, "a name under calendars; else the tier's calendar"),
        "owed_by": Key(PARTY, "vendor (where absent), us or customer"),
        "pause_on": Key(_REASONS, "reasons of a pause that stop this clock"),
        **MARKED,
    },
    example="{obligation: response, within: 4h, calendar: office}",
)

TIER = Fields(
    {
        "id": Key(IDENTIFIER, "a name such as priority-1", required=True),
        "name": Key(PROSE, "what people call it"),
        "definition": Key(PROSE, "which tickets belong in it", required=True),
        "signals": Key(_WORDS, "what tells that a ticket belongs here, in words"),
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

_EXCLUSION = Fields(
    {"id": Key(IDENTIFIER, required=True), "what": Key(PROSE, required=True), **MARKED}
)
AVAILABILITY = Fields(
    {
        "percent": Key(PERCENT, "the share of the period in which it is up"),
        "promise": Key(PROSE, "what is promised, where it is no share"),
        "period": Key(PROSE, "over what it is counted"),
        "at_most_down": Key(LENGTH, "the longest downtime in a period, where the text names one"),
        "of": Key(PROSE, "what has to be up"),
        "increment": Key(LENGTH, "downtime is counted in steps of this length"),
        "formula": Key(PROSE, "how the share is computed"),
        "scheduled": Key(
            Fields(
                {
                    "less_than": Key(LENGTH, "the most scheduled downtime in a period"),
                    "in": Key(PROSE, "the period"),
                    "notice": Key(LENGTH, "how long before it is announced"),
                    "written": Key(YES_OR_NO, "whether the notice has to be written"),
                    "conditions": Key(PROSE),
                    **MARKED,
                }
            ),
            "downtime that is announced",
        ),
        "exclusions": Key(Many(_EXCLUSION), "what does not count as downtime"),
        "credits": Key(
            Many(
                Fields(
                    {
                        "over": Key(PERCENT, "from which downtime on", required=True),
                        "credit": Key(PROSE, "what is given back", required=True),
                        "up_to": Key(PERCENT, "of the fee, at most"),
                        **MARKED,
                    }
                )
            ),
            "what is given back for downtime",
        ),
        "termination": Key(
            Many(
                Fields(
                    {
                        "over": Key(PERCENT, "from which downtime on", required=True),
                        "months": Key(WORD, "in so many months running", required=True),
                        "right": Key(PROSE, "what the customer may do", required=True),
                        "except": Key(PROSE, "what does not count"),
                        **MARKED,
                    }
                )
            ),
            "when downtime gives a right to leave",
        ),
        **MARKED,
    }
)

_ITEM = {
    "id": Key(IDENTIFIER, "a name", required=True),
    "what": Key(PROSE, "in words", required=True),
}
_NEED = Fields({**_ITEM, "signals": Key(_WORDS, "what tells that it is there"), **MARKED})

DETAILS = {
    "availability": Key(AVAILABILITY, "what is promised on being up"),
    "requests": Key(
        Fields(
            {
                "through": Key(PROSE, "where requests go"),
                "before": Key(PROSE, "what the customer does first"),
                "needs": Key(Many(_NEED), "what a request has to say"),
                "severity": Key(PROSE, "who proposes and who confirms the tier"),
                "unanswered": Key(PROSE, "what happens when the customer stops answering"),
                **MARKED,
            }
        ),
        "what the vendor needs to know",
    ),
    "not_supported": Key(
        Many(Fields({**_ITEM, "signals": Key(_WORDS, "what tells such a request"), **MARKED})),
        "requests that are no support: they get no tier",
    ),
    "entities": Key(
        Many(
            Fields(
                {
                    "id": Key(IDENTIFIER, required=True),
                    "name": Key(PROSE, required=True),
                    "seat": Key(PROSE),
                    "zone": Key(ZONE),
                    "countries": Key(Many(COUNTRY, or_one=True), "ISO codes, or otherwise"),
                    "law": Key(PROSE),
                    "contact": Key(PROSE),
                    **MARKED,
                }
            )
        ),
        "who contracts, by the customer's country",
    ),
    "support_levels": Key(
        Many(Fields({"id": Key(IDENTIFIER, required=True), "does": Key(PROSE), **MARKED})),
        "levels of support and what each does",
    ),
    "languages": Key(
        Many(
            Fields(
                {
                    "languages": Key(Many(LANGUAGE, or_one=True), required=True),
                    "hours": Key(PROSE, required=True),
                    **MARKED,
                }
            )
        ),
        "in which languages support is given, and when",
    ),
    "contacts": Key(
        Many(
            Fields(
                {
                    "how": Key(PROSE, "phone, mail, portal", required=True),
                    "where": Key(PROSE),
                    "for": Key(PROSE),
                    **MARKED,
                }
            )
        ),
        "how the vendor is reached",
    ),
    "retention": Key(
        Many(
            Fields(
                {
                    "what": Key(PROSE, required=True),
                    "kept": Key(LIMIT, required=True),
                    "then": Key(PROSE),
                    **MARKED,
                }
            )
        ),
        "how long data is kept",
    ),
    "no_clock": Key(
        Many(
            Fields(
                {
                    "promise": Key(IDENTIFIER, required=True),
                    "words": Key(PROSE, required=True),
                    **MARKED,
                }
            )
        ),
        "promises without a number: shown, never counted",
    ),
    "upgrades": Key(Many(Fields({**_ITEM, **MARKED})), "what a customer may have bought on top"),
    "terms": Key(Many(Fields({**_ITEM, **MARKED})), "other terms that those who work here keep"),
}

CONTRACT = Fields(
    {
        "vendor": Key(IDENTIFIER, "the vendor's name here, such as acme", required=True),
        "aliases": Key(_NAMES, "other names of the vendor"),
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
