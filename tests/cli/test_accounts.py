"""`sources`, `tokens`, `users`: on a folder, as a person types them."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.runtime import data_folder
from router.usecases.access.let_in import hash_of


class Desk:
    """Runs commands on one data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(main, [*words, "--data", str(self.data)])

    def json(self, *words: str) -> Any:
        shown = self.run(*words, "--json")
        assert shown.exit_code == 0, shown.output
        return json.loads(shown.stdout)

    def everything_kept(self) -> str:
        """All text of the database."""
        with sqlite3.connect(self.data / "sla-router.db") as database:
            kept = "\n".join(database.iterdump())
        database.close()
        return kept


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "data")


def test_a_source_shows_its_address_and_secret_once(desk: Desk) -> None:
    """As JSON exactly name, url and secret; afterwards the secret is nowhere to be read."""
    added = desk.json("sources", "add", "acme", "--kind", "zendesk")
    assert set(added) == {"name", "url", "secret"}
    assert added["url"] == "http://127.0.0.1:8420/webhooks/acme"
    assert len(added["secret"]) >= 32
    assert added["secret"] not in json.dumps(desk.json("sources", "list"))
    assert added["secret"] not in desk.everything_kept()


def test_a_secret_of_the_helpdesk_is_taken(desk: Desk) -> None:
    """Zendesk makes the secret, not we."""
    given = "a-signing-secret-of-zendesk"
    assert (
        desk.json("sources", "add", "z", "--kind", "zendesk", "--secret", given)["secret"] == given
    )
    assert given not in desk.everything_kept()


def test_the_address_is_where_the_system_last_ran(desk: Desk) -> None:
    """`up --port 9000` is where the webhook must go."""
    data_folder.prepare(desk.data)
    data_folder.write_address(desk.data, "127.0.0.1", 9000, "https://sla.customer.example")
    added = desk.json("sources", "add", "acme", "--kind", "zendesk")
    assert added["url"] == "https://sla.customer.example/webhooks/acme"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("sources", "add", "Acme!", "--kind", "zendesk"), "write small letters, digits"),
        (("sources", "add", "acme", "--kind", "fax"), "helpdesk 'fax' is unknown; known are"),
        (
            ("sources", "add", "acme", "--kind", "zendesk", "--secret", "short"),
            "fewer than 16 characters",
        ),
        (("sources", "remove", "nobody"), "there is no source 'nobody'"),
        (("tokens", "add", "t", "--role", "vendor"), "needs --vendor"),
        (("tokens", "add", "t", "--role", "agent", "--vendor", "zuper"), "sees all vendors"),
        (
            ("tokens", "add", "t", "--role", "vendor", "--vendor", "acme"),
            "vendor 'acme' has no policy file; known are",
        ),
        (
            ("endpoints", "add", "e", "--vendor", "acme", "--url", "https://x.example"),
            "vendor 'acme' has no policy file",
        ),
        (
            ("endpoints", "add", "e", "--vendor", "zuper", "--url", "ftp://x.example"),
            "url: ",
        ),
        (("endpoints", "remove", "e"), "there is no endpoint 'e'"),
        (("tokens", "remove", "t"), "there is no token 't'"),
        (("users", "add", "maria", "--role", "agent"), "'maria' is not a mail address"),
        (("users", "link", "m@x.example"), "there is no user 'm@x.example'"),
        (("users", "remove", "m@x.example"), "there is no user 'm@x.example'"),
    ],
)
def test_a_mistake_is_named_with_what_would_be_right(
    desk: Desk, words: tuple[str, ...], complaint: str
) -> None:
    """One line, exit 2, nothing on standard output."""
    shown = desk.run(*words)
    assert shown.exit_code == 2
    assert complaint in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
    assert shown.stdout == ""


def test_a_source_may_say_whose_staff_somebody_is(desk: Desk, tmp_path: Path) -> None:
    """From a JSON file; a mistake in it is named and nothing is added."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps({"vendors": {"zuper": {"domains": ["zuper.co"]}}}))
    bad.write_text(json.dumps({"vendor": {}}))
    shown = desk.run("sources", "add", "b", "--kind", "zendesk", "--settings", str(bad))
    assert shown.exit_code == 2
    assert "vendor: not a setting" in shown.stderr
    desk.json("sources", "add", "a", "--kind", "zendesk", "--settings", str(good))
    assert [source["name"] for source in desk.json("sources", "list")["sources"]] == ["a"]


def test_a_vendor_has_one_endpoint_whose_secret_is_shown_once(desk: Desk) -> None:
    """Sealed afterwards; a second one for the vendor is refused."""
    words = ("endpoints", "add", "z", "--vendor", "zuper", "--url", "https://desk.zuper.example/in")
    added = desk.json(*words)
    assert added["secret"].startswith("whsec_")
    assert added["secret"] not in desk.everything_kept()
    again = desk.run("endpoints", "add", "y", *words[3:])
    assert "vendor 'zuper' has an endpoint already" in again.stderr
    assert desk.json("endpoints", "list") == {
        "endpoints": [
            {
                "name": "z",
                "vendor": "zuper",
                "kind": "webhook",
                "url": "https://desk.zuper.example/in",
                "not_asked": None,
            }
        ]
    }
    assert desk.json("endpoints", "remove", "z") == {"removed": "z"}


def test_a_name_is_taken_once(desk: Desk) -> None:
    """The second of one name is refused, and the first stays as it is."""
    desk.json("tokens", "add", "t", "--role", "agent")
    shown = desk.run("tokens", "add", "t", "--role", "admin")
    assert shown.exit_code == 2
    assert [t["role"] for t in desk.json("tokens", "list")["tokens"]] == ["agent"]


def test_a_token_is_kept_only_as_a_hash(desk: Desk) -> None:
    """Shown once as JSON of exactly name and token."""
    added = desk.json("tokens", "add", "zuper-desk", "--role", "vendor", "--vendor", "zuper")
    assert set(added) == {"name", "token"}
    kept = desk.everything_kept()
    assert added["token"] not in kept
    assert hash_of(added["token"]) in kept
    listed = desk.json("tokens", "list")["tokens"]
    assert [(t["name"], t["role"], t["vendor"]) for t in listed] == [
        ("zuper-desk", "vendor", "zuper")
    ]
    assert desk.json("tokens", "remove", "zuper-desk") == {"removed": "zuper-desk"}
    assert desk.json("tokens", "list") == {"tokens": []}


def test_a_person_gets_a_link_that_is_kept_only_as_a_hash(desk: Desk) -> None:
    """And another one on demand, which ends the first."""
    first = desk.json("users", "add", "Maria@Customer.example", "--role", "manager")
    second = desk.json("users", "link", "maria@customer.example")
    assert first["url"].startswith("http://127.0.0.1:8420/login?token=")
    assert first["url"] != second["url"]
    gone, secret = (link["url"].partition("=")[2] for link in (first, second))
    kept = desk.everything_kept()
    assert secret not in kept
    assert hash_of(secret) in kept
    assert hash_of(gone) not in kept
    assert [u["email"] for u in desk.json("users", "list")["users"]] == ["maria@customer.example"]


def test_the_last_administrator_cannot_be_removed(desk: Desk) -> None:
    """Another one has to be there first."""
    desk.json("users", "add", "a@x.example", "--role", "admin")
    refused = desk.run("users", "remove", "a@x.example")
    assert refused.exit_code == 2
    assert "is the last administrator" in refused.stderr
    desk.json("users", "add", "b@x.example", "--role", "admin")
    desk.json("users", "remove", "a@x.example")
    assert [u["email"] for u in desk.json("users", "list")["users"]] == ["b@x.example"]


def test_tables_are_for_people(desk: Desk) -> None:
    """Without --json: headings and columns."""
    desk.json("sources", "add", "acme", "--kind", "zendesk", "--shadow")
    lines = desk.run("sources", "list").stdout.splitlines()
    assert lines[0].split() == ["name", "kind", "mode", "url", "last_seen_at"]
    assert lines[1].split()[:3] == ["acme", "zendesk", "shadow"]


def test_the_doctor_is_content_with_a_folder_at_rest(desk: Desk) -> None:
    """Nothing runs, which is a note and not a fault."""
    desk.json("users", "list")
    told = desk.json("doctor")
    assert told["healthy"] is True
    states = {finding["about"]: finding["state"] for finding in told["findings"]}
    assert states["system"] == "note"
    assert states["notices"] == "note", "no mail server is set"
    assert states["database"] == states["policies"] == states["data folder"] == "ok"


def test_the_doctor_names_a_key_that_others_may_read(desk: Desk) -> None:
    """With the command that puts it right; the other findings are still there."""
    desk.json("users", "list")
    (desk.data / "secret.key").chmod(0o644)
    shown = desk.run("doctor", "--json")
    assert shown.exit_code == 1
    told = json.loads(shown.stdout)
    assert any("chmod 600" in finding["says"] for finding in told["findings"])
    assert any(f["about"] == "policies" and f["state"] == "ok" for f in told["findings"])


def test_a_source_takes_settings_from_a_file_once_they_are_right(
    desk: Desk, tmp_path: Path
) -> None:
    desk.json("sources", "add", "acme", "--kind", "zendesk")
    file = tmp_path / "acme.json"
    file.write_text('{"vendors": {"zuper": {"domains": ["zuper.co"]}}}')
    assert desk.json("sources", "set", "acme", str(file)) == {"changed": "acme"}
    file.write_text('{"vendor": {}}')
    refused = desk.run("sources", "set", "acme", str(file))
    assert refused.exit_code != 0
    assert "vendor: not a setting" in refused.output
    assert desk.run("sources", "set", "acme").exit_code == 2


def test_a_secret_is_replaced_without_a_gap(desk: Desk) -> None:
    old = desk.json("sources", "add", "acme", "--kind", "generic")["secret"]
    new = desk.json("sources", "rotate", "acme")["secret"]
    assert old.startswith("whsec_")
    assert new.startswith("whsec_")
    assert new != old
    assert desk.json("sources", "rotate", "acme", "--finish") == {"finished": "acme"}
    assert old not in desk.everything_kept()


def test_a_secret_that_was_given_is_not_printed_and_an_empty_one_is_refused(desk: Desk) -> None:
    """`--secret "$NOT_SET"` must not make another secret in silence."""
    given = "a-signing-secret-of-zendesk"
    added = desk.run("sources", "add", "acme", "--kind", "zendesk")
    assert "sla-router sources rotate acme --secret …" in added.stdout
    taken = desk.run("sources", "rotate", "acme", "--secret", given)
    assert given not in taken.stdout
    assert taken.stdout.endswith("valid until: sla-router sources rotate acme --finish\n")
    refused = desk.run("sources", "rotate", "acme", "--secret", "")
    assert refused.exit_code == 2
    assert "fewer than 16 characters" in refused.output


def test_one_switch_holds_all_sending(desk: Desk) -> None:
    """And says who has switched it."""
    assert desk.json("hold") == {"held": False, "by": None}
    assert desk.json("hold", "on")["by"].startswith("command line at ")
    assert desk.run("hold").stdout.startswith("All sending is held, by command line")
    assert desk.json("hold", "off")["held"] is False
