"""The format of what a contract says beside its clocks: availability, notices, contacts.

Stored and shown; `details.py` makes plain data of it.
"""

from __future__ import annotations

from router.policy_files.format.marks import MARKED
from router.policy_files.format.scalars import (
    COUNTRY,
    IDENTIFIER,
    LANGUAGE,
    LENGTH,
    LIMIT,
    PERCENT,
    PROSE,
    WORD,
    YES_OR_NO,
    ZONE,
)
from router.policy_files.format.shapes import Fields, Key, Many

NAMES = Many(IDENTIFIER, or_one=True, example="a name, or a list of names")
WORDS = Many(PROSE, or_one=True, example="a text, or a list of texts")

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
                        "over": Key(PERCENT, "beyond which downtime", required=True),
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
                        "over": Key(PERCENT, "beyond which downtime", required=True),
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
_NEED = Fields({**_ITEM, "signals": Key(WORDS, "what tells that it is there"), **MARKED})

DETAILS = {
    "excluded_when": Key(
        Many(
            Fields(
                {
                    **_ITEM,
                    "of": Key(NAMES, "promises and duties it holds for; every one where absent"),
                    **MARKED,
                }
            )
        ),
        "events under which a promise is not broken: a person judges, no clock stops",
    ),
    "incident_notice": Key(
        Fields(
            {
                "contents": Key(WORDS, "what the notice and the report have to say"),
                "means": Key(WORDS, "what counts as an incident"),
                **MARKED,
            }
        ),
        "what counts as an incident, and what its notice says",
    ),
    "precedence": Key(
        Many(
            Fields(
                {
                    "prevails": Key(PROSE, "the text that prevails", required=True),
                    "over": Key(PROSE, "the text that yields", required=True),
                    "so": Key(PROSE, "what this changes here"),
                    **MARKED,
                }
            )
        ),
        "which text prevails where two differ",
    ),
    "notice": Key(
        Many(
            Fields(
                {
                    "way": Key(PROSE, "by hand, by post, by e-mail", required=True),
                    "served": Key(PROSE, "when it counts as given"),
                    "to": Key(PROSE, "whom it goes to"),
                    "for": Key(PROSE, "which notices"),
                    **MARKED,
                }
            )
        ),
        "how a notice is given, and when it counts as given",
    ),
    "official_text": Key(
        Fields(
            {
                "language": Key(LANGUAGE, "the language of the version that holds", required=True),
                "note": Key(PROSE),
                **MARKED,
            }
        ),
        "which version holds where the document is a translation",
    ),
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
        Many(Fields({**_ITEM, "signals": Key(WORDS, "what tells such a request"), **MARKED})),
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
