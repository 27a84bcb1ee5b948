"""Signals weighed against each other: where was it, how bad, and is there a way out."""

from __future__ import annotations

from router.domain.routing.classification.signals import Finding, findings
from router.domain.tickets.ticket import TicketFacts


def evidence_of(facts: TicketFacts) -> dict[str, Finding]:
    """The findings, with those that contradict each other settled and those that only mean
    something together added:

    - a test environment counts unless the ticket says that production is hit as well;
    - in a plain question or wish, with nothing broken, how work is done today counts little;
    - what an incident did counts little once it is over;
    - "works again" does not count where the ticket says that it came back;
    - a manual procedure is a way out with effort; a way out without one is an easy one;
    - the helpdesk's own priority is a weak signal.
    """
    found = findings(facts)
    _settle_environment(found)
    _settle_resolution(found)
    _settle_plain_requests(found)
    _settle_what_is_over(found)
    if "no_way_out" in found and not found.keys() & {"effort", "easy"}:
        _weaken(found, ("way_out",), 0.6)  # what was tried in vain is often told like a way round
    _add_together(found)
    _add_priority(found, facts)
    return found


def _settle_environment(found: dict[str, Finding]) -> None:
    test = found.get("non_production")
    fine = found.pop("production_fine", None)
    live = found.get("production")
    if test is None:
        return
    if live is None or fine is not None:
        words = test.words[:3] + (fine.words[:2] if fine else ())
        found["non_production"] = Finding("non_production", words, 1.0)
        found.pop("production", None)
    elif live.strength >= test.strength + 0.25:
        del found["non_production"]
    else:
        found["non_production"] = Finding("non_production", test.words, 0.5)


def _settle_resolution(found: dict[str, Finding]) -> None:
    relapse = found.pop("relapse", None)
    resolved = found.get("resolved")
    if relapse and resolved:
        left = resolved.strength - 0.7 * relapse.strength
        if left <= 0.3:
            del found["resolved"]
        else:
            found["resolved"] = Finding("resolved", resolved.words, round(left, 3))


_BROKEN = frozenset({"outage", "lost", "stopped", "exposed", "falsified"})
_CIRCUMSTANCES = ("effort", "way_out", "degraded", "part", "many", "everyone")
_IMPACT = ("outage", "lost", "stopped", "everyone", "many", "part", "effort", "degraded", "urgent")


def _weaken(found: dict[str, Finding], names: tuple[str, ...], share: float) -> None:
    for name in names:
        if one := found.get(name):
            found[name] = Finding(name, one.words, round(one.strength * share, 3))


def _settle_plain_requests(found: dict[str, Finding]) -> None:
    if found.keys() & {"question", "feature_request", "porting"} and not found.keys() & _BROKEN:
        _weaken(found, _CIRCUMSTANCES, 0.4)
    if found.keys() & {"feature_request", "porting", "billing"}:
        _weaken(found, ("question",), 0.4)  # how it is asked, not what about


def _settle_what_is_over(found: dict[str, Finding]) -> None:
    over = found.get("resolved")
    if over and over.strength >= 1 and "ongoing" not in found:
        _weaken(found, (*_IMPACT, "no_way_out"), 0.15)


def _both(found: dict[str, Finding], name: str, first: str, second: str) -> None:
    one, two = found.get(first), found.get(second)
    if one and two:
        strength = round(min(one.strength, two.strength, 1.0), 3)
        found[name] = Finding(name, one.words[:2] + two.words[:2], strength)


def _add_together(found: dict[str, Finding]) -> None:
    broken = "outage" if "outage" in found else "lost"
    seconds = found.pop("seconds", None)
    if seconds and "way_out" in found and not found.keys() & {"degraded", "effort"}:
        known = found.get("easy", Finding("easy", (), 0.0))
        strength = round(min(1.75, known.strength + 0.75), 3)
        found["easy"] = Finding("easy", known.words + seconds.words[:2], strength)
    _both(found, "lost_for_all", broken, "everyone")
    _both(found, "lost_no_way_out", broken, "no_way_out")
    _both(found, "way_out_effort", "way_out", "effort")
    if "way_out" in found and "effort" not in found:
        out = found["way_out"]
        found["way_out_free"] = Finding("way_out_free", out.words, min(1.0, out.strength))


_HIGH = frozenset({"urgent", "high", "critical", "highest", "emergency", "1", "p1"})
_LOW = frozenset({"low", "lowest", "4", "5", "minor", "p4"})


def _add_priority(found: dict[str, Finding], facts: TicketFacts) -> None:
    said = (facts.priority or "").strip().lower()
    if said in _HIGH:
        found["priority_high"] = Finding("priority_high", (said,), 1.0)
    elif said in _LOW:
        found["priority_low"] = Finding("priority_low", (said,), 1.0)
