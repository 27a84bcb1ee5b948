"""Clocks of a ticket, worked out from `docs/time.md` alone by somebody who had not read the fold.

Plain and slow on purpose: calendars are lists of windows that are walked, nothing is kept between
questions. Instants and lengths are whole seconds. Where it and the fold disagree, the page decides.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

UTC = UTC
H = 3600


def ts(d):
    return int(d.timestamp())


def local(zone, day, hh, mm):
    if hh == 24:
        day, hh = day + timedelta(1), 0
    naive = datetime.combine(day, time(hh, mm)).replace(tzinfo=ZoneInfo(zone), fold=0)
    utc = naive.astimezone(UTC)
    return int(utc.timestamp())


class Cal:
    def __init__(self, zone, week, holidays=(), date_hours=None, breaks=None):
        self.zone = zone
        self.always = week == "always"
        self.windows = []
        self.days = []
        if self.always:
            self.windows = [
                (ts(datetime(2025, 1, 1, tzinfo=UTC)), ts(datetime(2028, 1, 1, tzinfo=UTC)))
            ]
            return
        cut = []
        for d, (a, b) in (breaks or {}).items():
            cut.append((local(zone, d, *a), local(zone, d, *b)))
        d = date(2025, 12, 1)
        raw = []
        while d < date(2027, 6, 1):
            if d in holidays:
                ws = []
            elif date_hours and d in date_hours:
                ws = date_hours[d]
            else:
                ws = week.get(d.weekday(), [])
            mine = []
            for a, b in ws:
                x = local(zone, d, *a)
                y = local(zone, d + timedelta(1) if b < a else d, *b)
                pieces = [(x, y)]
                for c, e in cut:
                    pieces = [
                        p
                        for s, t in pieces
                        for p in ((s, min(t, c)), (max(s, e), t))
                        if p[0] < p[1]
                    ]
                mine += pieces
            raw += mine
            if any(x < y for x, y in mine):
                self.days.append(d)
            d += timedelta(1)
        raw.sort()
        for x, y in raw:
            if self.windows and x <= self.windows[-1][1]:
                self.windows[-1] = (self.windows[-1][0], max(y, self.windows[-1][1]))
            else:
                self.windows.append((x, y))

    def elapsed(self, a, b):
        return sum(max(0, min(y, b) - max(x, a)) for x, y in self.windows) if b > a else 0

    def due(self, a, n):
        for x, y in self.windows:
            if y <= a:
                continue
            s = max(x, a)
            if n == 0:
                return s
            if y - s >= n:
                return s + n
            n -= y - s
        raise ValueError("no open time")

    def back(self, end, n):  # the latest instant from which n leads to end
        for x, y in reversed(self.windows):
            if x >= end:
                continue
            e = min(y, end)
            if n == 0:
                return e
            if e - x >= n:
                return e - n
            n -= e - x
        raise ValueError

    def business(self, s, k, hh, mm):
        d0 = datetime.fromtimestamp(s, ZoneInfo(self.zone)).date()
        later = [d for d in self.days if d > d0]
        return local(self.zone, later[k - 1], hh, mm)


MF = range(5)


def week(days, ws):
    return dict.fromkeys(days, ws)


OFFICE = Cal(
    "Europe/Paris",
    week(MF, [((9, 0), (12, 0)), ((14, 0), (18, 0))]),
    {date(2026, 4, 6), date(2026, 5, 1), date(2026, 3, 25)},
    {date(2026, 3, 31): [((9, 0), (11, 0))], date(2026, 4, 11): [((10, 0), (13, 0))]},
    {date(2026, 4, 2): ((10, 0), (15, 0))},
)
ALWAYS = Cal("UTC", "always")
NIGHTS = Cal("Asia/Kolkata", week(range(7), [((22, 0), (6, 0))]))
APIA = Cal("America/New_York", {**week(range(4), [((0, 0), (24, 0))]), 5: [((20, 0), (4, 0))]})


class Target:
    def __init__(self, ob, limit, cal, pause=(), less=False):
        self.ob, self.limit, self.cal, self.pause, self.less = (
            ob,
            limit,
            cal,
            frozenset(pause),
            less,
        )

    def first(self, s):
        if isinstance(self.limit, tuple):
            return self.cal.business(s, *self.limit)
        return self.cal.due(s, self.limit)


W, HO = "waiting_for_customer", "on_hold"


def tiers(beta):
    t = {
        "p1": [
            Target("response", 45 * 60, NIGHTS, [HO], True)
            if beta
            else Target("response", 30 * 60, ALWAYS),
            Target("update", H, ALWAYS),
        ],
        "p2": [
            Target("response", 4 * H, OFFICE, [W]),
            Target("update", 90 * 60 if beta else 6 * H, OFFICE, [W, HO]),
            Target("resolution", (3, 18, 0), OFFICE, [HO]),
        ],
        "p3": [
            Target("response", (1, 9, 0) if beta else (1, 13, 0), OFFICE, [W, HO]),
            Target("resolution", (2, 24, 0), APIA, [W]),
        ],
        "p4": [
            Target("response", 2 * H, NIGHTS, [HO], True),
            Target("resolution", 12 * H, OFFICE, [W]),
        ],
        "p5": ([Target("update", 5 * H, OFFICE)] if beta else [])
        + [Target("resolution", (2, 7, 30), OFFICE, [W, HO], True)],
    }
    return {k: {x.ob: x for x in v} for k, v in t.items()}


#: By vendor and contract: `other` has the tiers of the other vendor.
CONTRACTS = {
    ("alpha", "standard"): tiers(False),
    ("alpha", "other"): tiers(True),
    ("beta", "standard"): tiers(True),
    ("beta", "other"): tiers(False),
}
#: What "goes on" after a reopening.
GOES_ON = {"resolution"}
#: Duties, the same in every contract: limit, calendar, less than, counts back, follows, how.
DUTIES = {
    "notice": (24 * H, ALWAYS, False, False, None, None),
    "report": (72 * H, ALWAYS, False, False, "notice", "or deadline"),
    "certificate": (8 * H, OFFICE, True, False, "notice", "done"),
    "lead": (16 * H, OFFICE, False, True, None, None),
}
HANDOVER = {"alpha": Target("hand-over", 300, ALWAYS), "beta": Target("hand-over", 1200, OFFICE)}
PLACE = {
    k: i
    for i, ks in enumerate(
        [
            ["opened", "duty_started"],
            ["tier_changed"],
            ["tier_corrected"],
            ["routed"],
            ["vendor_changed"],
            ["contract_moved"],
            ["handover_requested"],
            ["handed_over"],
            ["resumed"],
            ["vendor_replied", "vendor_contacted"],
            ["agent_replied", "customer_replied", "noted"],
            ["paused"],
            ["resolved", "duty_done"],
            ["closed"],
            ["reopened"],
            ["merged"],
            ["marked_as_spam"],
            ["deleted"],
            ["undeleted"],
            ["breach_withdrawn"],
        ]
    )
    for k in ks
}


class Round:
    def __init__(self, target, start, number):
        self.target, self.start, self.number = target, start, number
        self.ended = None
        self.state = "running"
        self.pauses_at_end = None
        self.fixed = None
        self.floor = start
        self.gaps = []  # from a resolution to the reopening after which it went on

    def view(self, t, pauses):
        """Deadline or None, whether late, since when, whether a pause lasts at `t`, with the pauses
        of the ticket as (reason, begin, end or None)."""
        if self.fixed is not None:
            d, since = self.fixed
            lasting = any(
                r in self.target.pause and (e is None or e > t) and (b <= t) for r, b, e in pauses
            )
            return d, True, since, lasting
        own = []
        for r, b, e in pauses:
            if r not in self.target.pause:
                continue
            e2 = None if e is None or e > t else e
            b = max(b, self.start)
            if e2 is not None and e2 <= b:
                continue
            if b > t:
                continue
            own.append([b, e2])
        own += [[b, e] for b, e in self.gaps if b < e]
        own.sort(key=lambda p: p[0])
        joined = []
        for b, e in own:
            if joined and (joined[-1][1] is None or b <= joined[-1][1]):
                if joined[-1][1] is not None:
                    joined[-1][1] = None if e is None else max(e, joined[-1][1])
            else:
                joined.append([b, e])
        d = self.target.first(self.start)
        lasting = bool(joined and joined[-1][1] is None)
        for b, e in joined:
            if b >= d:
                break
            if e is None:
                return None, False, None, True
            x = self.target.cal.elapsed(b, e)
            if x:
                d = self.target.cal.due(d, x)
        late = t >= d if self.target.less else t > d
        since = None
        if late:
            since = d
            for b, e in joined:
                if b < d and e is not None and d < e:
                    since = max(since, e)
            since = max(since, self.floor)
        if lasting and joined[-1][0] >= d and not late:
            lasting = False  # it begins at the deadline, and this is that instant
        return d, late, since, lasting


def clocks(story):
    now = story["at"]
    known = [e for e in story["events"] if e["received_at"] <= now]
    by = {}
    for e in known:
        k = e["key"]
        if k not in by or (e["received_at"], e["at"]) < (by[k]["received_at"], by[k]["at"]):
            by[k] = e
    known = list(by.values())
    openings = [e for e in known if e["type"] == "opened"]
    if not openings:
        return []
    opening = min(openings, key=lambda e: (e["at"], e["key"]))
    o = opening["at"]

    def order(e):
        return (
            max(e["at"], o),
            0 if e is opening else 1,
            e["at"],
            e["sequence"],
            PLACE[e["type"]],
            e["key"],
        )

    ev = sorted(known, key=order)
    # cancel
    groups = defaultdict(list)
    for e in ev:
        groups[e["at"], e["sequence"]].append(e)
    dead = set()
    unused = {}
    for g in groups.values():

        def kill(side_a, side_b):
            k = min(len(side_a), len(side_b))
            for e in side_a[:k] + side_b[:k]:
                dead.add(id(e))
            return len(side_a) - k, len(side_b) - k

        reasons = {e["reason"] for e in g if e["type"] == "paused"}
        bare = [e for e in g if e["type"] == "resumed" and e.get("reason") is None]
        for r in reasons:
            p = [e for e in g if e["type"] == "paused" and e["reason"] == r]
            q = [e for e in g if e["type"] == "resumed" and e.get("reason") == r]
            k = min(len(p), len(q))
            for e in p[:k] + q[:k]:
                dead.add(id(e))
            p = p[k:]
            k = min(len(p), len(bare))
            for e in p[:k]:
                dead.add(id(e))
            for e in bare[:k]:
                unused.setdefault(id(e), set()).add(r)
        kill(
            [e for e in g if e["type"] in ("resolved", "closed")],
            [e for e in g if e["type"] == "reopened"],
        )
        kill(
            [e for e in g if e["type"] in ("marked_as_spam", "deleted")],
            [e for e in g if e["type"] == "undeleted"],
        )
    ev = [e for e in ev if id(e) not in dead]
    # spam taken back
    last = max((i for i, e in enumerate(ev) if e["type"] == "undeleted"), default=-1)
    ev = [
        e
        for i, e in enumerate(ev)
        if not (i < last and e["type"] in ("marked_as_spam", "deleted"))
        and e["type"] != "undeleted"
    ]
    cut = next(
        (i for i, e in enumerate(ev) if e["type"] in ("merged", "marked_as_spam", "deleted")), None
    )
    end_event = None
    if cut is not None:
        end_event, ev = ev[cut], ev[:cut]
    # tier_changed / vendor_changed / contract_moved groups that come back
    tier, vendor, contract = story["tier"], story["vendor"], "standard"
    skip = set()
    done = set()
    before = {}
    for e in ev:
        if e is not opening:
            before.setdefault((e["at"], e["sequence"]), (vendor, tier, contract))
        if id(e) in done:
            continue
        same = [
            f
            for f in ev
            if f["type"] == e["type"] and f["at"] == e["at"] and f["sequence"] == e["sequence"]
        ]
        if e["type"] == "tier_changed":
            if len(same) >= 2 and any(f["tier"] == tier for f in same):
                skip |= {id(f) for f in same}
            else:
                tier = same[-1]["tier"]
            done |= {id(f) for f in same}
        elif e["type"] == "vendor_changed":
            if len(same) >= 2 and any(
                (f["vendor"], f["tier"]) == before[e["at"], e["sequence"]][:2] for f in same
            ):
                skip |= {id(f) for f in same}
            else:
                vendor, tier = same[-1]["vendor"], same[-1]["tier"]
                contract = None  # none is named
            done |= {id(f) for f in same}
        elif e["type"] == "contract_moved":
            was = before[e["at"], e["sequence"]][2]
            if len(same) >= 2 and any(f["contract"] == was for f in same):
                skip |= {id(f) for f in same}
            else:
                contract = same[-1]["contract"]
            done |= {id(f) for f in same}
        elif e["type"] == "tier_corrected":
            tier = e["tier"]
    ev = [e for e in ev if id(e) not in skip]
    # tenures
    tenures = [[]]
    heads = [(story["vendor"], story["tier"], o, opening)]
    for e in ev:
        if e["type"] == "vendor_changed":
            tenures.append([])
            heads.append((e["vendor"], e["tier"], max(e["at"], o), e))
        else:
            tenures[-1].append(e)
    rounds = []
    count = defaultdict(int)
    seen = {"resolved": False, "answered": False, "has": False}
    pauses = []  # [reason, begin, end]
    aside = {}
    stopped = []  # what the last resolution stopped

    def start(target, t):
        count[target.ob] += 1
        rounds.append(Round(target, t, count[target.ob]))

    def running(ob=None):
        return [r for r in rounds if r.ended is None and (ob is None or r.target.ob == ob)]

    def end(r, t, how):
        r.ended = t
        r.state = how
        r.pauses_at_end = [tuple(p) for p in pauses]

    def snap():
        return [tuple(p) for p in pauses]

    def start_targets(terms, t):
        for ob, x in terms.items():
            if ob != "update":
                start(x, t)

    for (vendor, tier, t0, head), events in zip(heads, tenures, strict=True):
        corr = max((i for i, e in enumerate(events) if e["type"] == "tier_corrected"), default=-1)
        if corr >= 0:
            tier = events[corr]["tier"]
            events = [
                e
                for i, e in enumerate(events)
                if not (i < corr and e["type"] == "tier_changed") and e["type"] != "tier_corrected"
            ]

        def theirs(e, vendor=vendor):
            return e.get("vendor") in (None, vendor)

        contract = "standard"
        terms = CONTRACTS[vendor, contract][tier]
        if head is not opening:
            for r in running():
                end(r, t0, "cancelled")
            stopped = []
        aside = {}
        seen["answered"] = False
        asked = False
        for e in events:
            if e["type"] == "handover_requested":
                asked = True
                break
            if e["type"] in ("vendor_replied", "vendor_contacted") and theirs(e):
                break
            if e["type"] in ("resolved", "closed"):
                break
        seen["has"] = not asked
        if seen["has"] and not seen["resolved"]:
            start_targets(terms, t0)
        for e in events:
            k = e["type"]
            t = max(e["at"], o)
            if k == "handover_requested":
                if not running("hand-over") and not seen["resolved"]:
                    start(HANDOVER[vendor], t)
            elif k == "handed_over" and theirs(e):
                for r in running("hand-over"):
                    end(r, t, "stopped")
                if not seen["has"]:
                    seen["has"] = True
                    if not seen["resolved"]:
                        start_targets(terms, t)
            elif k in ("vendor_replied", "vendor_contacted") and theirs(e) and not seen["resolved"]:
                if not seen["has"]:
                    for r in running("hand-over"):
                        end(r, t, "stopped")
                    seen["has"] = True
                    start_targets(terms, t)
                for ob in ("response", "update"):
                    for r in running(ob):
                        end(r, t, "stopped")
                    aside.pop(ob, None)
                if "update" in terms:
                    start(terms["update"], t)
                seen["answered"] = True
            elif k in ("resolved", "closed") and not seen["resolved"]:
                stopped = running()
                for r in stopped:
                    end(r, t, "stopped")
                for p in pauses:
                    if p[2] is None:
                        p[2] = t
                aside = {}
                seen["resolved"] = True
            elif k == "reopened" and seen["resolved"]:
                seen["resolved"] = False
                if not seen["has"]:
                    start(HANDOVER[vendor], t)
                else:
                    if seen["answered"] and "update" in terms:
                        start(terms["update"], t)
                    elif "response" in terms:
                        start(terms["response"], t)
                    for ob, x in terms.items():
                        if ob in ("response", "update"):
                            continue
                        r = next((r for r in stopped if r.target.ob == ob), None)
                        if r is None or ob not in GOES_ON:
                            start(x, t)
                            continue
                        d, late, since, _ = r.view(r.ended, r.pauses_at_end)
                        if late:
                            r.fixed = (d, since)
                        else:
                            r.gaps.append((r.ended, t))
                            r.target, r.floor = x, max(r.start, t)
                        r.ended, r.state, r.pauses_at_end = None, "running", None
                stopped = []
            elif k == "paused":
                if not any(p[0] == e["reason"] and p[2] is None for p in pauses):
                    pauses.append([e["reason"], t, None])
            elif k == "resumed":
                for p in pauses:
                    if p[2] is None and (
                        p[0] == e.get("reason")
                        or (e.get("reason") is None and p[0] not in unused.get(id(e), ()))
                    ):
                        p[2] = t
            elif k in ("tier_changed", "contract_moved"):
                if k == "contract_moved":
                    contract = e["contract"]
                else:
                    tier = e["tier"]
                old, terms = terms, CONTRACTS[vendor, contract][tier]
                for r in running():
                    ob = r.target.ob
                    if ob == "hand-over":
                        continue
                    if ob not in terms:
                        d, late, since, _ = r.view(t, snap())
                        r.was = (d, since) if late else None
                        end(r, t, "cancelled")
                        aside[ob] = r
                    else:
                        over(r, terms[ob], t, snap())
                if not seen["resolved"] and seen["has"]:
                    for ob, x in terms.items():
                        if ob in old:
                            continue
                        if ob in aside:
                            r = aside.pop(ob)
                            r.ended = None
                            r.state = "running"
                            r.pauses_at_end = None
                            if r.was is not None:
                                r.fixed = r.was
                            else:
                                r.target = x
                                r.floor = max(r.start, t)
                        elif not (ob == "response" and seen["answered"]) and not (
                            ob == "update" and not seen["answered"]
                        ):
                            start(x, t)
    if end_event is not None:
        for r in running():
            end(r, max(end_event["at"], o), "cancelled")
    out = []
    for r in rounds:
        if r.ended is None:
            d, late, since, lasting = r.view(now, snap())
            state = "paused" if lasting else "running"
        else:
            d, late, since, _ = r.view(r.ended, r.pauses_at_end)
            state = r.state
        out.append(
            {
                "obligation": r.target.ob,
                "round": r.number,
                "started_at": r.start,
                "due_at": d,
                "state": state,
                "breached": late,
                "breached_at": since,
                "stopped_at": r.ended if state == "stopped" else None,
            }
        )
    return out + duties(known, o, now)


def duties(known, opened, now):
    """The rounds of duties; `known` are the events of the ticket, each fact once."""
    ordered = sorted(
        (e for e in known if e["type"] in ("duty_started", "duty_done")),
        key=lambda e: (max(e["at"], opened), e["at"], e["sequence"], PLACE[e["type"]], e["key"]),
    )
    rounds = []

    def begin(duty, t, instance, planned=None, leader=None):
        number = 1 + sum(r["duty"] == duty for r in rounds)
        limit, cal, _, back, _, _ = DUTIES[duty]
        due = cal.back(planned, limit) if back else cal.due(t, limit)
        rounds.append(
            {
                "duty": duty,
                "number": number,
                "start": t,
                "due": due,
                "instance": instance,
                "leader": leader,
                "done": None,
            }
        )

    def follow(leader, t, how):
        for duty, (_, _, _, _, after, kind) in DUTIES.items():
            if after != leader["duty"] or (how == "deadline" and kind != "or deadline"):
                continue
            if not any(r["duty"] == duty and r["leader"] is leader for r in rounds):
                begin(duty, t, leader["instance"], leader=leader)

    def pass_deadlines(t):
        for r in list(rounds):
            if r["done"] is None and r["due"] <= t:
                follow(r, max(r["due"], r["start"]), "deadline")

    for e in ordered:
        pass_deadlines(e["at"])
        if e["type"] == "duty_started":
            begin(e["duty"], e["at"], e.get("instance", ""), e.get("planned_for"))
            continue
        live = [
            r
            for r in rounds
            if r["duty"] == e["duty"]
            and r["done"] is None
            and (not e.get("instance") or r["instance"] == e["instance"])
        ]
        if live:
            first = min(live, key=lambda r: r["number"])
            first["done"] = max(e["at"], first["start"])
            follow(first, first["done"], "done")
    pass_deadlines(now)
    out = []
    for r in rounds:
        until = now if r["done"] is None else r["done"]
        late = until >= r["due"] if DUTIES[r["duty"]][2] else until > r["due"]
        out.append(
            {
                "obligation": r["duty"],
                "round": r["number"],
                "started_at": r["start"],
                "due_at": r["due"],
                "state": "running" if r["done"] is None else "stopped",
                "breached": late,
                "breached_at": max(r["due"], r["start"]) if late else None,
                "stopped_at": r["done"],
            }
        )
    return out


def over(r, x, t, pauses):
    if r.fixed is not None:
        return
    d, late, since, _ = r.view(t, pauses)
    if late:
        r.fixed = (d, since)
    else:
        r.target = x
        r.floor = max(r.start, t)
