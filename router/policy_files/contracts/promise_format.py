"""Tiers, targets, duties and rules: from what was read to the values of the domain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from router.domain.contracts.contract import (
    BusinessDays,
    ByCountry,
    Clause,
    Duty,
    Effort,
    Length,
    Limit,
    Party,
    Rule,
    Starts,
    Target,
    Tier,
)
from router.domain.contracts.obligations import HAND_OVER, Obligation
from router.domain.time.calendars import Calendar
from router.policy_files.contracts.obligation_format import meant, unknown_advice
from router.policy_files.format.marks import Marks
from router.policy_files.format.shapes import Got, Record
from router.policy_files.yaml.nodes import Items
from router.policy_files.yaml.problems import Findings, Place, nearest, quoted, suggestion

HAND_OVER_SECONDS = 300  # where a `handover:` gives no limit

Calendars = Mapping[str, Calendar | ByCountry]


@dataclass(frozen=True, slots=True)
class Context:
    """What the promises of one file refer to. `named`: every calendar the file names, readable
    or not, so that one bad calendar is not reported again wherever it is used."""

    calendars: Calendars
    named: tuple[str, ...]
    calendar_marks: Mapping[str, tuple[str, ...]]
    marks: Marks
    clause: Clause
    findings: Findings
    obligations: Mapping[str, Obligation]

    def check_calendar(self, name: str, place: Place) -> None:
        if name not in self.named:
            self.findings.error(
                place, f"there is no calendar {quoted(name)}", suggestion(name, self.named)
            )

    def marks_with(self, calendar: str, own: tuple[str, ...]) -> tuple[str, ...]:
        """A value's interpretations, and those of the calendar that it is counted on."""
        return tuple(dict.fromkeys((*own, *self.calendar_marks.get(calendar, ()))))


def tiers_of(records: Sequence[Got], context: Context) -> tuple[Tier, ...]:
    """The tiers; notes equal names, targets without a calendar, and limits that contradict."""
    once(records, "id", "tier", context.findings)
    tiers = (_tier(got.value, context) for got in records)
    return tuple(tier for tier in tiers if tier is not None)


def _tier(record: Record, context: Context) -> Tier | None:
    clause = context.marks.clause(record, context.clause)
    own = context.marks.interpretations(record)
    once(record.get("targets", ()), "obligation", "target for", context.findings)
    targets = tuple(
        target
        for each in record.records("targets")
        if (target := _target(each, record, clause, own, context)) is not None
    )
    written = record.node.entries.get("targets")
    if isinstance(written, Items) and not written.values:
        context.findings.error(
            record.node_of("targets").at,
            "the tier promises nothing",
            "add a target such as {obligation: response, within: 4h, calendar: office}",
        )
    tier_id = record.get("id")
    if tier_id is None or record.get("definition") is None:
        return None
    return Tier(
        id=tier_id,
        name=record.get("name", tier_id.replace("-", " ").capitalize()),
        definition=record.get("definition"),
        clause=clause,
        targets=targets,
        signals=record.texts("signals"),
    )


def _target(
    record: Record, tier: Record, tier_clause: Clause, own: tuple[str, ...], context: Context
) -> Target | None:
    obligation: str | None = record.get("obligation")
    limit = _limit(record, ("within", "less_than", "every"), context)
    calendar = record.get("calendar", tier.get("calendar"))
    if calendar is None:
        if not record.wrote("calendar") and not tier.wrote("calendar"):
            context.findings.error(
                record.node.at,
                "the target has no calendar",
                f"add `calendar:` with one of: {', '.join(context.named)}"
                if context.named
                else "add `calendars:` to the file, and `calendar:` here",
            )
        return None
    context.check_calendar(
        calendar, (record if record.wrote("calendar") else tier).node_of("calendar").at
    )
    if limit is None or obligation is None:
        return None
    key, value, place = limit
    rules = meant(obligation, context.obligations)
    if rules is None:
        context.findings.error(
            record.node_of("obligation").at,
            f"there is no obligation {quoted(obligation)}",
            unknown_advice(obligation, context.obligations),
        )
        return None
    if (key == "every") != rules.goes_round:
        context.findings.error(
            place,
            f'"{key}" does not suit the obligation {obligation}',
            "write `every:`: it begins again with each answer"
            if rules.goes_round
            else "write `within:`",
        )
    named = context.marks.interpretations(record)
    return Target(
        obligation=obligation,
        limit=value,
        calendar=calendar,
        clause=context.marks.clause(record, tier_clause),
        less_than=key == "less_than",
        pause_on=frozenset(record.texts("pause_on")),
        owed_by=record.get("owed_by", rules.owed_by),
        interpretations=context.marks_with(calendar, tuple(dict.fromkeys((*named, *own)))),
        effort=_effort(record, context.marks.clause(record, tier_clause), context),
    )


def duties_of(records: Sequence[Got], context: Context) -> tuple[Duty, ...]:
    """The duties; notes equal names, unknown or circular predecessors, and limits."""
    once(records, "id", "duty", context.findings)
    _check_order(records, context.findings)
    duties = (_duty(got.value, context) for got in records)
    return tuple(duty for duty in duties if duty is not None)


def _duty(record: Record, context: Context) -> Duty | None:
    limit = _limit(record, ("within", "less_than", "before"), context)
    calendar = record.get("calendar")
    if calendar is not None:
        context.check_calendar(calendar, record.node_of("calendar").at)
    after, mark = record.get("after"), record.get("after_or_deadline_of")
    if after is not None and mark is not None:
        context.findings.error(
            record.node.keys["after"], '"after" and "after_or_deadline_of" both stand', "keep one"
        )
    clause = context.marks.clause(record, context.clause)
    own = context.marks.interpretations(record)
    needed = [record.get(key) for key in ("id", "owed_by", "starts", "stops")]
    if limit is None or calendar is None or None in needed:
        return None
    key, value, place = limit
    backward = key == "before"
    if backward and (after or mark):
        context.findings.error(
            place,
            "a duty that counts back from a planned instant cannot follow another",
            "write `within:`, or leave `after` out",
        )
    if backward and isinstance(value, BusinessDays):
        context.findings.error(
            place, "business days are not counted backward", "write a length such as 7d"
        )
    if record.wrote("counts_from") and not backward:
        context.findings.error(
            record.node_of("counts_from").at,
            "only a duty that counts back from a plan has something to count from",
            "write `before:`, or leave `counts_from` out",
        )
    yearly: bool = record.get("yearly", False)
    if yearly and not backward:
        context.findings.error(
            record.node_of("yearly").at,
            "only a duty that counts back from a date can come up every year",
            "write `before:`",
        )
    return Duty(
        id=record.get("id"),
        name=record.get("name", record.get("id").replace("-", " ").capitalize()),
        owed_by=record.get("owed_by"),
        limit=value,
        calendar=calendar,
        clause=clause,
        starts_when=record.get("starts"),
        stops_when=record.get("stops"),
        backward=backward,
        less_than=key == "less_than",
        starts=Starts.AFTER if after else Starts.AFTER_OR_MARK if mark else Starts.EVENT,
        after=after or mark,
        yearly=yearly,
        conditions=record.get("conditions", ""),
        interpretations=context.marks_with(calendar, own),
        effort=_effort(record, clause, context),
        from_date=record.get("counts_from", False),
    )


def _effort(record: Record, clause: Clause, context: Context) -> Effort | None:
    """The effort that stands for a promise, with its own clause where it names one."""
    found = record.get("effort")
    if isinstance(found, Record):
        level = found.get("level")
        return Effort(level, context.marks.clause(found, clause)) if level else None
    return Effort(found, clause) if found else None


def check_exclusions(record: Record, findings: Findings) -> None:
    """Notes an exclusion of a promise or duty that the contract does not have."""
    targets = (t for tier in record.records("tiers") for t in tier.records("targets"))
    known = {each.get("obligation") for each in targets}
    known |= {duty.get("id") for duty in record.records("duties")}
    for each in record.records("excluded_when"):
        for got in each.get("of", ()):
            if got.value not in known:
                findings.error(
                    got.node.at,
                    f"there is no promise or duty {quoted(got.value)}",
                    suggestion(got.value, sorted(name for name in known if name)),
                )


def handover_of(record: Record | None, context: Context) -> Target | None:
    """Our clock from request to hand-over; None where the vendor reads in place (rule 15)."""
    if record is None or record.get("calendar") is None:
        return None
    context.check_calendar(record.get("calendar"), record.node_of("calendar").at)
    limit: Limit = record.get("within", Length(HAND_OVER_SECONDS))
    if record.wrote("within") and record.get("within") is None:
        return None
    return Target(
        obligation=HAND_OVER,
        limit=limit,
        calendar=record.get("calendar"),
        clause=Clause("ours", "our own promise", record.get("to", "")),
        owed_by=Party.US,
    )


def _limit(
    record: Record, keys: tuple[str, ...], context: Context
) -> tuple[str, Limit, Place] | None:
    """The one limit of a target or duty: its key, its value and where it stands."""
    wrote = [key for key in keys if record.wrote(key)]
    if len(wrote) > 1:
        context.findings.error(
            record.node.keys[wrote[1]], f'"{wrote[0]}" and "{wrote[1]}" both stand', "keep one"
        )
        return None
    if not wrote:
        # A key that was meant to be the limit is told of as an unknown one.
        if not any(nearest(key, keys) for key in record.node.entries if key not in record.values):
            context.findings.error(
                record.node.at, "there is no limit", f"add {' or '.join(f'`{k}:`' for k in keys)}"
            )
        return None
    value = record.get(wrote[0])
    return None if value is None else (wrote[0], value, record.node_of(wrote[0]).at)


def _check_order(records: Sequence[Got], findings: Findings) -> None:
    """Notes duties that follow an unknown duty, themselves, or each other in a circle."""
    follows: dict[str, str] = {}
    places: dict[str, Place] = {}
    for got in records:
        record: Record = got.value
        for key in ("after", "after_or_deadline_of"):
            if record.get(key) is not None and record.get("id") is not None:
                follows[record.get("id")] = record.get(key)
                places[record.get("id")] = record.node_of(key).at
    names = [got.value.get("id") for got in records if got.value.get("id")]
    for duty, before in follows.items():
        if before not in names:
            findings.error(
                places[duty], f"there is no duty {quoted(before)}", suggestion(before, names)
            )
    told: set[str] = set()
    for duty in follows:
        chain = [duty]
        while (following := follows.get(chain[-1])) is not None and following not in chain:
            chain.append(following)
        if following is not None and not told & set(chain):
            circle = [*chain[chain.index(following) :], following]
            told.update(circle)
            findings.error(
                places[following],
                f"these duties wait for each other: {', '.join(circle)}",
                "let one of them start by an event of its own",
            )


def once(records: Sequence[Got], key: str, what: str, findings: Findings) -> None:
    """Notes items whose name stood before."""
    seen: dict[str, int] = {}
    for got in records:
        name = got.value.get(key)
        if name is None:
            continue
        place = got.value.node_of(key).at
        if name in seen:
            findings.error(
                place,
                f"there is a {what} {quoted(name)} already (line {seen[name]})",
                "give it another name, or make one of the two",
            )
        seen.setdefault(name, place.line)


def rules_of(records: Sequence[Got], findings: Findings) -> tuple[Rule, ...]:
    """The rules; notes one without a condition, which would take every ticket."""
    rules = []
    for got in records:
        record: Record = got.value
        rule = Rule(
            tags=record.texts("tags"),
            products=record.texts("products"),
            organisations=record.texts("organisations"),
            subject_words=record.texts("subject_words"),
            languages=record.texts("languages"),
            mail_domains=record.texts("mail_domains"),
        )
        wrote = record.node.entries.values()
        if all(isinstance(node, Items) and not node.values for node in wrote):
            findings.error(
                record.node.at, "this rule would take every ticket", "add `tags:` or `products:`"
            )
        elif rule != Rule():
            rules.append(rule)
    return tuple(rules)
