"""Settings: where they come from and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from router.runtime.settings import BadSettings, load, shipped_policies


def test_nothing_set_gives_everything_embedded() -> None:
    """No variable, no flag: SQLite and the queue in ./data, on this machine only."""
    settings = load({})
    assert settings.data == Path.cwd() / "data"
    assert settings.database == f"sqlite:///{Path.cwd() / 'data' / 'sla-router.db'}"
    assert settings.embedded
    assert (settings.host, settings.port) == ("127.0.0.1", 8420)
    assert settings.policies == shipped_policies()


def test_a_flag_wins_over_a_variable_and_that_over_a_default() -> None:
    """The order that is promised."""
    variables = {"SLA_ROUTER_PORT": "9001", "SLA_ROUTER_HOST": "0.0.0.0"}
    settings = load(variables, port=9002, host=None)
    assert (settings.port, settings.host) == (9002, "0.0.0.0")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"REDIS_URL": "redis://a"}, "redis://a"),
        ({"REDIS_URL": "redis://a", "SLA_ROUTER_REDIS_URL": "redis://b"}, "redis://b"),
        ({"REDIS_URL": ""}, None),
    ],
)
def test_the_queue_server_is_the_one_that_is_set(
    variables: dict[str, str], expected: str | None
) -> None:
    """REDIS_URL, our own variable first; empty is unset."""
    assert load(variables).redis_url == expected


@pytest.mark.parametrize(
    ("name", "value", "complaint"),
    [
        ("PORT", "http", "SLA_ROUTER_PORT='http' is not a whole number from 1 to 65535"),
        ("PORT", "70000", "SLA_ROUTER_PORT='70000' is not a whole number"),
        ("SAMPLES", "maybe", "SLA_ROUTER_SAMPLES='maybe' is neither yes nor no"),
        ("LOG_FORMAT", "xml", "SLA_ROUTER_LOG_FORMAT='xml' is unknown; write one of auto"),
    ],
)
def test_a_bad_variable_is_named(name: str, value: str, complaint: str) -> None:
    """The name, the value and what would be right."""
    with pytest.raises(BadSettings, match=complaint):
        load({f"SLA_ROUTER_{name}": value})


def test_a_password_is_not_shown() -> None:
    """Settings may turn up in a traceback."""
    settings = load(
        {
            "SLA_ROUTER_SECRET_KEY": "topsecretkey",
            "REDIS_URL": "redis://:hunter2@queue",
        }
    )
    assert "hunter2" not in repr(settings)
    assert "topsecretkey" not in repr(settings)


def test_settings_survive_the_way_to_a_child_process() -> None:
    """What `up` was told, its children are told."""
    given = load(
        {
            "REDIS_URL": "redis://a",
            "SLA_ROUTER_PRIVATE_NETWORKS": "10.0.0.0/8, ::1",
            "SLA_ROUTER_SMTP_HOST": "10.1.2.3",
        }
    )
    assert given.mail_hosts == ("10.1.2.3",)
    assert load(given.as_variables()) == given


def test_every_variable_is_in_the_documents() -> None:
    """What can be set can be looked up."""
    root = Path(__file__).resolve().parents[2]
    documented = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    passed_on = load({}).as_variables()
    assert [name for name in passed_on if f"`{name}`" not in documented] == []
