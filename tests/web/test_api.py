"""The API: who may call what, what it answers, and how it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from router.domain.time.instants import HOUR, MINUTE, utc_day
from router.usecases.access import let_in as accounts
from router.usecases.records import Role
from router.usecases.tickets.add_note import add_note
from router.usecases.tickets.read_tickets import read_ticket
from tests.web.conftest import World

ROLES = ("agent", "manager", "admin", "read_only", "vendor", "other_vendor", "nobody")
STAFF = {"agent": 200, "manager": 200, "admin": 200}
REFUSED = dict.fromkeys(ROLES, 403) | {"nobody": 401}
LOOK = REFUSED | STAFF | {"read_only": 200}
DO = REFUSED | STAFF
MANAGE = REFUSED | {"manager": 200, "admin": 200}
ADD = REFUSED | {"manager": 201, "admin": 201}
CREATE = {role: 201 if status == 200 else status for role, status in DO.items()}
OWN = REFUSED | {"vendor": 200, "other_vendor": 404}

# operation, method, path, body, status by role
TABLE: list[tuple[str, str, str, dict[str, object] | None, dict[str, int]]] = [
    ("list", "GET", "/tickets", None, LOOK),
    ("read", "GET", "/tickets/{id}", None, LOOK),
    ("ledger", "GET", "/tickets/{id}/clocks/response-1/ledger", None, LOOK),
    ("set vendor", "PUT", "/tickets/{id}/vendor", {"vendor": "aprimo", "reason": "r"}, DO),
    ("set tier", "PUT", "/tickets/{id}/tier", {"tier": "major", "reason": "r"}, DO),
    ("note", "POST", "/tickets/{id}/notes", {"body": "b"}, DO),
    ("call", "POST", "/tickets/{id}/calls", {"spoke_to": "Ravi"}, DO),
    (
        "accept a claim",
        "POST",
        "/tickets/{id}/claims/accept",
        {"event": "E-none"},
        MANAGE | {"manager": 404, "admin": 404},
    ),
    ("pause", "POST", "/tickets/{id}/pause", {"reason": "r"}, DO),
    ("resume", "POST", "/tickets/{id}/resume", {}, DO),
    ("own list", "GET", "/vendor/tickets", None, OWN | {"other_vendor": 200}),
    ("own read", "GET", "/vendor/tickets/{id}", None, OWN),
    ("reply", "POST", "/vendor/tickets/{id}/replies", {"body": "b", "public": True}, OWN),
    ("resolve", "POST", "/vendor/tickets/{id}/resolve", {}, OWN),
    ("own deed", "POST", "/vendor/tickets/{id}/deeds", {"deed": "acknowledged"}, OWN),
    ("deed", "POST", "/tickets/{id}/deeds", {"deed": "workaround"}, DO),
    ("duty", "POST", "/duties", {"vendor": "zuper", "duty": "deletion"}, CREATE),
    ("customers", "GET", "/customers", None, LOOK),
    (
        "customer",
        "POST",
        "/customers",
        {"organisation": "Polar Service Oy"},
        MANAGE | {"manager": 201, "admin": 201},
    ),
    ("file", "POST", "/customers/import", {"csv": "organisation\nPolar\n"}, MANAGE),
    ("no customer", "DELETE", "/customers/C-0", None, MANAGE | {"manager": 404, "admin": 404}),
    ("duties", "GET", "/duties", None, LOOK),
    ("policies", "GET", "/policies", None, DO),
    ("apply", "POST", "/policies/apply", {}, MANAGE),
    ("sources", "GET", "/sources", None, MANAGE),
    ("move", "POST", "/policies/moves", {}, MANAGE),
    (
        "finish a duty",
        "POST",
        "/tickets/{id}/duties/finish",
        {"duty": "deletion"},
        {role: 409 if status == 200 else status for role, status in DO.items()},
    ),
    (
        "finish an own duty",
        "POST",
        "/vendor/tickets/{id}/duties/finish",
        {"duty": "deletion"},
        OWN | {"vendor": 409},
    ),
]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("method", "path", "body", "statuses"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_each_role_may_do_what_the_table_says(
    world: World,
    client: FlaskClient,
    method: str,
    path: str,
    body: dict[str, object] | None,
    statuses: dict[str, int],
    role: str,
) -> None:
    ticket = world.ticket()
    headers = world.bearer(role) if role != "nobody" else {}
    answer = client.open(
        "/api/v1" + path.format(id=ticket), method=method, json=body, headers=headers
    )
    assert answer.status_code == statuses[role], answer.text
    if answer.status_code >= 400:
        assert answer.mimetype == "application/problem+json"
        assert answer.json is not None
        assert answer.json["status"] == answer.status_code


def get(client: FlaskClient, world: World, path: str, role: str = "agent") -> Any:
    answer = client.get("/api/v1" + path, headers=world.bearer(role))
    assert answer.status_code == 200, answer.text
    return answer.json


def test_the_shape_of_a_ticket_stays(world: World, client: FlaskClient) -> None:
    ticket = world.ticket("77", organisation="Hasse & Wrede GmbH")
    found = get(client, world, "/tickets")
    assert set(found) == {"tickets", "next"}
    (one,) = found["tickets"]
    assert set(one) == {
        "id", "source", "external_id", "subject", "vendor", "contract", "tier", "tier_reason",
        "customer", "state", "clocks",
    }  # fmt: skip
    assert (one["id"], one["source"], one["external_id"]) == (ticket, "acme", "77")
    assert (one["vendor"], one["contract"], one["tier"]) == ("zuper", "field-service", "critical")
    assert (one["customer"], one["state"]) == ("Hasse & Wrede GmbH", "waiting_for_vendor")
    assert one["clocks"] == [
        {
            "id": "response-1",
            "obligation": "response",
            "round": 1,
            "owed_by": "vendor",
            "state": "running",
            "breached": False,
            "started_at": "2026-03-04T09:55:00Z",
            "due_at": "2026-03-04T10:25:00Z",
            "breached_at": None,
            "stopped_at": None,
            "remaining_seconds": 1500,
            "source": "Annex A, 2 (a) (004:2231)",
        }
    ]
    whole = get(client, world, f"/tickets/{ticket}")
    assert [event["type"] for event in whole["events"]] == ["opened", "routed"]


def test_the_shape_of_a_ledger_stays(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    ledger = get(client, world, f"/tickets/{ticket}/clocks/response-1/ledger")
    assert ledger == {
        "segments": [
            {
                "from": "2026-03-04T09:55:00Z",
                "to": "2026-03-04T10:00:00Z",
                "seconds": 300,
                "counted": True,
                "why": "open",
                "ahead": False,
            },
            {
                "from": "2026-03-04T10:00:00Z",
                "to": "2026-03-04T10:25:00Z",
                "seconds": 1500,
                "counted": True,
                "why": "open",
                "ahead": True,
            },
        ]
    }


def test_a_filter_without_a_value_is_none(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    asked = "/api/v1/tickets?vendor=&tier=&state=&external_id=&source=&limit=&cursor="
    found = client.get(asked, headers=world.bearer("agent"))
    assert [t["id"] for t in found.json["tickets"]] == [ticket]  # type: ignore[index]
    assert client.get("/api/v1/tickets?foo=", headers=world.bearer("agent")).status_code == 422


@pytest.mark.parametrize(
    ("path", "role", "status"),
    [
        ("/vendor/tickets/{id}/resolve", "vendor", 200),
        ("/tickets/{id}/resume", "agent", 200),
        ("/vendor/tickets/{id}/replies", "vendor", 415),
    ],
)
def test_a_body_of_which_nothing_is_needed_may_be_left_out(
    world: World, client: FlaskClient, path: str, role: str, status: int
) -> None:
    answer = client.post("/api/v1" + path.format(id=world.ticket()), headers=world.bearer(role))
    assert answer.status_code == status, answer.text


def test_a_list_is_filtered_and_turned_page_by_page(world: World, client: FlaskClient) -> None:
    for number in range(5):
        world.ticket(f"{number}")
    world.ticket("90", tags=("aprimo",))
    assert len(get(client, world, "/tickets?vendor=aprimo")["tickets"]) == 1
    assert len(get(client, world, "/tickets?external_id=90")["tickets"]) == 1
    assert get(client, world, "/tickets?state=resolved")["tickets"] == []
    seen, cursor = [], ""
    while True:
        page = get(client, world, f"/tickets?limit=2{cursor}")
        seen += [ticket["id"] for ticket in page["tickets"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 6


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("limit=0", 422),
        ("limit=201", 422),
        ("limit=x", 422),
        ("state=asleep", 422),
        ("vendr=zuper", 422),
        ("vendor=a&vendor=b", 422),
        ("vendor=a%00b", 422),
        ("cursor=%C3%A4", 400),
        ("cursor=nonsense", 400),
    ],
)
def test_a_bad_question_is_named(
    world: World, client: FlaskClient, query: str, status: int
) -> None:
    answer = client.get(f"/api/v1/tickets?{query}", headers=world.bearer("agent"))
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert answer.json is not None
    assert answer.json["detail"]


@pytest.mark.parametrize(
    ("kind", "sent", "status"),
    [
        ("application/json", "{", 400),
        ("application/json", "", 400),
        ("application/json", '"tier"', 422),
        ("application/json", "[]", 422),
        ("application/json", '{"tier": "major"}', 422),
        ("application/json", '{"tier": "major", "reason": "  "}', 422),
        ("application/json", '{"tier": 1, "reason": "r"}', 422),
        ("application/json", '{"tier": "major", "reason": "r", "x": 1}', 422),
        ("application/json", '{"tier": "major", "reason": "a\\u0000b"}', 422),
        ("application/json", '{"tier": "nonesuch", "reason": "r"}', 422),
        ("application/x-www-form-urlencoded", "tier=major&reason=r", 415),
        ("text/plain", '{"tier": "major", "reason": "r"}', 415),
        ("application/json", '{"tier": "major", "reason": "%s"}' % ("r" * (1 << 20)), 413),
        ("application/json", "[" * 100_000, 400),
    ],
)
def test_a_bad_body_is_named_and_changes_nothing(
    world: World, client: FlaskClient, kind: str, sent: str, status: int
) -> None:
    ticket = world.ticket()
    before = read_ticket(world.core, ticket).events
    answer = client.put(
        f"/api/v1/tickets/{ticket}/tier",
        data=sent,
        content_type=kind,
        headers=world.bearer("agent"),
    )
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert read_ticket(world.core, ticket).events == before


def test_every_problem_of_a_body_is_listed(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    answer = client.put(
        f"/api/v1/tickets/{ticket}/tier", json={"colour": "red"}, headers=world.bearer("agent")
    )
    assert answer.json is not None
    assert {p["at"] for p in answer.json["problems"]} == {"body.tier", "body.reason", "body.colour"}


def test_a_correction_counts_from_opening(world: World, client: FlaskClient) -> None:
    ticket = world.ticket(
        subject="How do I export?", body="a question", opened=world.clock.at - HOUR
    )
    answer = client.put(
        f"/api/v1/tickets/{ticket}/tier",
        json={"tier": "critical", "reason": "it is down", "correction": True},
        headers=world.bearer("agent"),
    )
    assert answer.json is not None
    assert answer.json["clocks"][0]["due_at"] == "2026-03-04T09:30:00Z"
    assert answer.json["clocks"][0]["breached"] is True
    assert answer.json["events"][-1]["origin"] == "token:agent"


def test_a_tier_given_with_the_vendor_is_the_tickets_tier(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    path = f"/api/v1/tickets/{ticket}/vendor"
    contract = world.core.book.find("aprimo", None, on=utc_day(world.core.now()))
    assert contract is not None
    headers = world.bearer("agent")
    unknown = {"vendor": "aprimo", "tier": "nonsense", "reason": "r"}
    assert client.put(path, json=unknown, headers=headers).status_code in (404, 409, 422)
    with world.core.store.read() as work:
        seen = work.tickets.get(ticket)
    assert seen.vendor == "zuper", "refused as a whole"
    decided = world.core.classify(contract, seen.facts).tier
    wanted = next(tier.id for tier in contract.tiers if tier.id != decided)
    body = {"vendor": "aprimo", "tier": wanted, "reason": "they said so"}
    answer = client.put(path, json=body, headers=headers)
    assert answer.json is not None
    assert (answer.json["vendor"], answer.json["tier"]) == ("aprimo", wanted)
    assert answer.json["tier_reason"] == "they said so"


def test_the_same_vendor_again_is_a_conflict(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    answer = client.put(
        f"/api/v1/tickets/{ticket}/vendor",
        json={"vendor": "zuper", "reason": "r"},
        headers=world.bearer("agent"),
    )
    assert answer.status_code == 409


def test_a_vendor_sees_its_own_tickets_and_public_words_only(
    world: World, client: FlaskClient
) -> None:
    own = world.ticket("1")
    world.ticket("2", tags=("aprimo",))
    add_note(world.core, own, "do not tell the vendor", who="user:maria@example.com")
    add_note(world.core, own, "for the vendor", who="user:maria@example.com", public=True)
    found = get(client, world, "/vendor/tickets", "vendor")
    assert [ticket["id"] for ticket in found["tickets"]] == [own]
    one = client.get(f"/api/v1/vendor/tickets/{own}", headers=world.bearer("vendor"))
    assert "do not tell" not in one.text
    assert [c["text"] for c in one.json["comments"]] == [  # type: ignore[index]
        "Production is down, nobody can work.",
        "for the vendor",
    ]


def test_a_workaround_with_words_is_a_reply_and_a_workaround_at_one_instant_and_once(
    world: World, client: FlaskClient
) -> None:
    """Its repeat with the same Idempotency-Key changes nothing."""
    own = world.ticket("1")
    path = f"/api/v1/vendor/tickets/{own}/deeds"
    headers = world.bearer("vendor") | {"Idempotency-Key": "a1"}
    for _ in range(2):
        told = client.post(
            path, json={"deed": "workaround", "body": "use the other line"}, headers=headers
        )
        assert told.status_code == 200
    assert told.json["comments"][-1]["text"] == "use the other line"  # type: ignore[index]
    events = [e.event for e in read_ticket(world.core, own).events]
    kinds = [(e.kind.value, e.at) for e in events if e.kind.value != "routed"][1:]
    assert [kind for kind, _ in kinds] == ["vendor_replied", "workaround_given"]
    assert kinds[0][1] == kinds[1][1]
    states = {c["id"]: c["state"] for c in told.json["clocks"]}  # type: ignore[index]
    assert states["response-1"] == "stopped"
    wrong = client.post(path, json={"deed": "fixed"}, headers=world.bearer("vendor"))
    assert wrong.status_code == 422
    assert "acknowledged" in wrong.text


def test_a_key_that_comes_again_with_other_words_is_refused(
    world: World, client: FlaskClient
) -> None:
    """Answered 200 and dropped, the vendor would think that it had answered."""
    path = f"/api/v1/vendor/tickets/{world.ticket('1')}/replies"
    headers = world.bearer("vendor") | {"Idempotency-Key": "k1"}
    assert client.post(path, json={"body": "hello"}, headers=headers).status_code == 200
    assert client.post(path, json={"body": "hello"}, headers=headers).status_code == 200
    other = client.post(path, json={"body": "OTHER BODY"}, headers=headers)
    assert other.status_code == 422
    assert "another key" in other.text


def test_a_vendor_finds_its_own_notes_again_and_nobody_else_s(
    world: World, client: FlaskClient
) -> None:
    """A note is its vendor's own; it does not go with the ticket to another one."""
    own = world.ticket("1")
    path = f"/api/v1/vendor/tickets/{own}"
    client.post(
        f"{path}/replies",
        json={"body": "our line is down", "public": False},
        headers=world.bearer("vendor"),
    )
    one = client.get(path, headers=world.bearer("vendor")).json
    assert [(c["text"], c["public"]) for c in one["comments"]][-1] == ("our line is down", False)  # type: ignore[index]
    client.put(
        f"/api/v1/tickets/{own}/vendor",
        json={"vendor": "aprimo", "reason": "theirs"},
        headers=world.bearer("agent"),
    )
    other = client.get(path, headers=world.bearer("other_vendor"))
    assert other.status_code == 200
    assert "our line is down" not in other.text


def test_another_vendors_ticket_looks_like_none_at_all(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    theirs = client.get(f"/api/v1/vendor/tickets/{ticket}", headers=world.bearer("other_vendor"))
    none = client.get("/api/v1/vendor/tickets/T-0", headers=world.bearer("other_vendor"))
    assert theirs.status_code == none.status_code == 404
    assert theirs.json["detail"].replace(ticket, "T-0") == none.json["detail"]  # type: ignore[index]


def test_a_public_reply_stops_the_response_clock_and_starts_the_update_clock(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket()
    world.clock.advance(MINUTE)
    headers = world.bearer("vendor")
    path = f"/api/v1/vendor/tickets/{ticket}/replies"
    private = client.post(path, json={"body": "thinking", "public": False}, headers=headers)
    assert [c["state"] for c in private.json["clocks"]] == ["running"]  # type: ignore[index]
    public = client.post(path, json={"body": "on it", "public": True}, headers=headers)
    assert [(c["id"], c["state"]) for c in public.json["clocks"]] == [  # type: ignore[index]
        ("response-1", "stopped"),
        ("update-1", "running"),
    ]
    done = client.post(f"/api/v1/vendor/tickets/{ticket}/resolve", json={}, headers=headers)
    assert done.json["state"] == "resolved"  # type: ignore[index]


def test_a_reply_sent_twice_with_one_key_is_kept_once(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    headers = world.bearer("vendor") | {"Idempotency-Key": "reply-1"}
    path = f"/api/v1/vendor/tickets/{ticket}/replies"
    for _ in range(2):
        assert client.post(path, json={"body": "on it"}, headers=headers).status_code == 200
    kinds = [stored.event.kind.value for stored in read_ticket(world.core, ticket).events]
    assert kinds.count("vendor_replied") == 1


def test_a_removed_token_opens_nothing_at_once(world: World, client: FlaskClient) -> None:
    assert client.get("/api/v1/tickets", headers=world.bearer("agent")).status_code == 200
    accounts.remove_token(world.core, "agent")
    assert client.get("/api/v1/tickets", headers=world.bearer("agent")).status_code == 401


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer " + "x" * 5000, "Bearer sl\u00e4r", "slr_x"],
)
def test_a_wrong_token_is_401_and_says_how(world: World, client: FlaskClient, header: str) -> None:
    answer = client.get("/api/v1/tickets", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_cookie_does_not_open_the_api(world: World, client: FlaskClient) -> None:
    world.log_in(client, Role.ADMIN)
    assert client.get("/api/v1/tickets").status_code == 401


def test_ids_of_any_shape_are_404_and_not_500(world: World, client: FlaskClient) -> None:
    for odd in ("%00", "..", "T-%F0%9F%98%80", "x" * 3000, "%ff", "'%3B--"):
        answer = client.get(f"/api/v1/tickets/{odd}", headers=world.bearer("agent"))
        assert answer.status_code in (404, 308), odd


def test_monitors_are_answered_without_a_token(world: World, client: FlaskClient) -> None:
    ticket = world.ticket()
    assert client.get("/healthz").json == {"status": "ok"}
    assert client.get("/readyz").json == {"status": "ok", "database": "ok", "queue": "ok"}
    client.get(f"/api/v1/tickets/{ticket}", headers=world.bearer("agent"))
    metrics = client.get("/metrics").text
    assert 'route="/api/v1/tickets/<ticket_id>",status="200"' in metrics
    assert "sla_router_database_up 1.0" in metrics
    assert ticket not in metrics


def test_a_queue_that_is_down_is_told_and_takes_nothing_away(world: World) -> None:
    def down() -> None:
        raise ConnectionError("no valkey")

    client = world.app(ask_queue=down).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (
        200,
        {"status": "degraded", "database": "ok", "queue": "down"},
    )


def test_a_database_that_is_down_is_told(world: World, client: FlaskClient) -> None:
    world.core.store.read = unavailable  # type: ignore[method-assign]
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["database"] == "down"
    assert "sla_router_database_up 0.0" in client.get("/metrics").text
    refused = client.get("/api/v1/tickets", headers=world.bearer("agent"))
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]


def unavailable() -> Any:
    from router.usecases.ports import Unavailable

    raise Unavailable("the database is locked")


def test_a_duty_is_started_finished_and_followed_by_the_next(
    world: World, client: FlaskClient
) -> None:
    agent = world.bearer("agent")
    body = {"vendor": "zuper", "duty": "incident-notice", "at": "2026-03-04T09:00:00Z"}
    started = client.post("/api/v1/duties", json=body, headers=agent)
    assert started.status_code == 201
    ticket = started.json["ticket_id"]  # type: ignore[index]
    before = get(client, world, f"/tickets/{ticket}")
    # The report's clock runs from the notice, or from its 24-hour mark if that comes first (I13).
    assert {c["obligation"]: c["due_at"] for c in before["clocks"]}["incident-notice"] == (
        "2026-03-05T09:00:00Z"
    )
    done = client.post(
        f"/api/v1/vendor/tickets/{ticket}/duties/finish",
        json={"duty": "incident-notice"},
        headers=world.bearer("vendor"),
    )
    states = {c["obligation"]: c["state"] for c in done.json["clocks"]}  # type: ignore[index]
    assert states == {"incident-notice": "stopped", "incident-report": "running"}


def test_a_customer_is_kept_whole(world: World, client: FlaskClient) -> None:
    body = {
        "organisation": "Polar Service Oy",
        "country": "fi",
        "zone": "Europe/Helsinki",
        "mail_domains": ["polar.example"],
        "contracts": {"zuper": "field-service"},
        "upgrades": [],
        "licence_start_on": "2026-01-31",
    }
    manager = world.bearer("manager")
    made = client.post("/api/v1/customers", json=body, headers=manager)
    assert made.status_code == 201
    path = f"/customers/{made.json['id']}"  # type: ignore[index]
    kept = get(client, world, path)
    assert {name: kept[name] for name in body} == body | {"country": "FI"}
    again = client.post("/api/v1/customers", json=body, headers=manager)
    assert again.status_code == 409
    wrong = client.put(f"/api/v1{path}", json=body | {"zone": "Mars/Base"}, headers=manager)
    assert wrong.status_code == 400
    assert "Mars/Base" in wrong.json["detail"]  # type: ignore[index]
