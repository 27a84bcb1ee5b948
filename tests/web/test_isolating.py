"""Words of strangers on every page: kept to themselves, with nothing hidden in them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from router.domain.contracts.contract import Customer
from router.usecases.customers.keep_customer import save_customer
from router.usecases.records import Role
from router.usecases.tickets.add_note import add_note
from router.usecases.vendors.vendor_reply import vendor_reply
from router.web.ui.isolating import Isolating
from tests.web.conftest import World

TEMPLATES = sorted((Path(__file__).parents[2] / "router" / "web" / "templates").glob("*.html"))
HEBREW = "\u05d0\u05d1\u05d2"
EVIL = f"ev\u200bil\u202e{HEBREW}\u2066\U000e0041\ufeff"
HIDDEN = set("\u200b\u202e\u2066\U000e0041\ufeff")
#: What may stand where no filter does: values for programs, which must stay as they are.
_FOR_PROGRAMS = re.compile(
    r"(?:value|href|action|class|id|name|for|src|content|datetime|d|(?:data|hx|aria)-[\w-]+)"
    r"=\"[^\"]*$"
)


def compiled(template: Path, client: FlaskClient) -> list[tuple[str, str]]:
    """Each expression of a template, and the filter that it got."""
    environment = client.application.jinja_env
    text = environment.preprocess(template.read_text("utf-8"))
    found, expression = [], ""
    stream = environment._tokenize(text, template.name, None)
    for token in stream:
        if token.type == "variable_begin":
            expression = ""
        elif token.type == "variable_end":
            last = re.search(r"\) \| (in_text|in_attribute) $", expression)
            found.append((expression.strip(), last[1] if last else ""))
        else:
            expression += f"{token.value} "
    return found


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_expression_of_every_template_is_kept_to_itself_or_is_for_programs(
    template: Path, client: FlaskClient
) -> None:
    text = template.read_text("utf-8")
    places = [found.start() for found in re.finditer(r"\{\{", text)]
    got = compiled(template, client)
    assert len(got) == len(places)
    for place, (expression, given) in zip(places, got, strict=True):
        before = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "x", text[:place], flags=re.DOTALL)
        if not given:
            tag = re.search(r"<[A-Za-z][^<>]*$", before)
            textarea = before.rfind("<textarea") > before.rfind("</textarea")
            assert textarea or (tag and _FOR_PROGRAMS.search(before)), expression
    assert "|safe" not in text
    assert "autoescape" not in text


def test_the_templates_are_read_by_what_isolates(client: FlaskClient) -> None:
    extensions = client.application.jinja_env.extensions.values()
    assert any(isinstance(each, Isolating) for each in extensions)


def test_no_page_shows_a_control_and_what_runs_from_right_to_left_is_isolated(
    world: World, client: FlaskClient
) -> None:
    ticket = world.ticket(
        "7", subject=EVIL, body=EVIL, organisation=EVIL, requester_name=EVIL, product=EVIL
    )
    save_customer(world.core, Customer(f"Other {EVIL}"))
    add_note(world.core, ticket, EVIL, who="user:maria@example.com", public=True)
    vendor_reply(world.core, "zuper", ticket, EVIL, public=True, who="vendor:zuper")
    world.log_in(client, Role.MANAGER)
    seen = 0
    for path in ("/queue", f"/tickets/{ticket}", "/customers", "/breaches", "/duties"):
        page = re.sub(r' value="[^"]*"', "", client.get(path).text)  # for programs
        assert not set(page) & HIDDEN, path
        for found in re.finditer(HEBREW, page):
            before = page[: found.start()]
            in_tag = before.rfind("<") > before.rfind(">")
            own = before.endswith(("<bdi>evil", "\u2068evil"))
            assert own or "<bdi>Other evil" in before[-20:] or in_tag, (path, before[-60:])
            seen += 1
    assert seen > 8
    title = re.search(r"<title>(.*?)</title>", client.get(f"/tickets/{ticket}").text)
    assert title is not None
    assert "bdi" not in title[1]
    assert f"\u2068evil{HEBREW}\u2069" in title[1]
