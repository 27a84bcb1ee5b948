"""Tokens, links and sessions, over a real store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

from router.domain.time.instants import DAY, MINUTE, Instant
from router.runtime.bootstrap import core as bootstrap
from router.runtime.settings import load
from router.usecases.access import let_in as accounts
from router.usecases.ports import Core, Unavailable
from router.usecases.records import Role


class Clock:
    """An instant that a test moves."""

    def __init__(self) -> None:
        self.at: Instant = 1_795_000_000_000_000_000

    def __call__(self) -> Instant:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def core(tmp_path: Path, clock: Clock) -> Iterator[Core]:
    with bootstrap.core(load({}, data=tmp_path)) as built:
        yield replace(built, now=clock)


def test_a_token_is_found_by_what_was_shown(core: Core) -> None:
    """And by nothing else."""
    token, plain = accounts.add_token(core, "desk", Role.AGENT)
    found = accounts.find_token(core, plain)
    assert found is not None
    assert (found.name, found.role) == (token.name, Role.AGENT)
    assert accounts.find_token(core, plain + "x") is None
    assert accounts.find_token(core, token.hash) is None


def test_a_removed_token_opens_nothing(core: Core) -> None:
    """At once."""
    _, plain = accounts.add_token(core, "desk", Role.AGENT)
    accounts.remove_token(core, "desk")
    assert accounts.find_token(core, plain) is None


def test_a_use_is_noted_at_most_every_ten_minutes(core: Core, clock: Clock) -> None:
    """Reading does not turn into writing."""
    _, plain = accounts.add_token(core, "desk", Role.AGENT)
    began = clock.at
    for minutes in (0, 5, 11):
        clock.at = began + minutes * MINUTE
        accounts.find_token(core, plain)
    (token,) = accounts.list_tokens(core)
    assert token.last_used_at == began + 11 * MINUTE


def test_a_link_works_once_within_a_day(core: Core, clock: Clock) -> None:
    """Used, unknown and old ones open nothing."""
    _, plain = accounts.add_user(core, "m@x.example", Role.MANAGER)
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    late = accounts.new_login_link(core, "m@x.example")
    assert accounts.log_in_with_link(core, plain) is None
    assert accounts.log_in_with_link(core, "unknown") is None
    clock.at += DAY + 1
    assert accounts.log_in_with_link(core, late) is None


def test_a_new_link_ends_those_before_it(core: Core) -> None:
    """Whoever has lost one asks for another, and the lost one opens nothing."""
    _, first = accounts.add_user(core, "m@x.example", Role.MANAGER)
    second = accounts.new_login_link(core, "m@x.example")
    assert accounts.log_in_with_link(core, first) is None
    assert accounts.log_in_with_link(core, second) is not None


def test_a_session_ends_however_much_it_is_used(core: Core, clock: Clock) -> None:
    """Ninety days after logging in."""
    _, plain = accounts.add_user(core, "m@x.example", Role.MANAGER)
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    for _ in range(8):
        clock.at += 11 * DAY
        assert accounts.find_session(core, logged_in[0]) is not None
    clock.at += 3 * DAY
    assert accounts.find_session(core, logged_in[0]) is None


def test_a_session_lasts_while_it_is_used(core: Core, clock: Clock) -> None:
    """Thirty days from its last use; then, and after logging out, it is nobody's."""
    _, plain = accounts.add_user(core, "m@x.example", Role.MANAGER)
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    cookie, session = logged_in
    assert cookie not in repr(session)
    clock.at += 20 * DAY
    found = accounts.find_session(core, cookie)
    assert found is not None
    assert found[0].role is Role.MANAGER
    clock.at += 20 * DAY
    assert accounts.find_session(core, cookie) is not None
    clock.at += 31 * DAY
    assert accounts.find_session(core, cookie) is None


class _ReadOnly:
    """A store that can be read, whose database takes no writes."""

    def __init__(self, core: Core) -> None:
        self.read = core.store.read

    def write(self) -> NoReturn:
        raise Unavailable("the database is busy with other writes; try again")


def test_who_only_reads_is_let_in_while_nothing_can_be_written(core: Core) -> None:
    """That they were here is noted the next time."""
    _, token = accounts.add_token(core, "desk", Role.AGENT)
    _, link = accounts.add_user(core, "m@x.example", Role.AGENT)
    logged_in = accounts.log_in_with_link(core, link)
    assert logged_in is not None
    later = core.now() + DAY
    stuck = replace(core, store=_ReadOnly(core), now=lambda: later)
    assert accounts.find_token(stuck, token) is not None
    assert accounts.find_session(stuck, logged_in[0]) is not None
    assert accounts.list_tokens(core)[0].last_used_at is None


def test_logging_out_ends_the_session(core: Core) -> None:
    """The cookie is worth nothing afterwards."""
    _, plain = accounts.add_user(core, "m@x.example", Role.AGENT)
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    accounts.log_out(core, logged_in[0])
    assert accounts.find_session(core, logged_in[0]) is None


def test_who_is_removed_is_out_at_once(core: Core) -> None:
    """With sessions and links."""
    accounts.add_user(core, "a@x.example", Role.ADMIN)
    _, plain = accounts.add_user(core, "m@x.example", Role.AGENT)
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    unused = accounts.new_login_link(core, "m@x.example")
    accounts.remove_user(core, "m@x.example")
    assert accounts.find_session(core, logged_in[0]) is None
    assert accounts.log_in_with_link(core, unused) is None


def test_the_first_administrator_is_made_once(core: Core) -> None:
    """Only where there is nobody."""
    plain = accounts.add_first_admin(core)
    assert plain is not None
    assert accounts.add_first_admin(core) is None
    logged_in = accounts.log_in_with_link(core, plain)
    assert logged_in is not None
    found = accounts.find_session(core, logged_in[0])
    assert found is not None
    assert found[0].role is Role.ADMIN


def test_a_person_cannot_be_a_vendor(core: Core) -> None:
    """A vendor's system has a token."""
    with pytest.raises(accounts.BadAccount, match="give the vendor a token"):
        accounts.add_user(core, "v@x.example", Role.VENDOR)
