"""The set-up pages say what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from integrations.helpdesks.zendesk.zendesk_trigger import TEMPLATE
from integrations.history.history_mapping import mapping_of
from integrations.kinds.registry import helpdesks, source_settings
from router.domain.tickets.events import Kind
from tests.integrations.builders import kinds, read

DOCS = Path(__file__).resolve().parents[2] / "docs" / "sources"


def blocks(page: str, language: str) -> list[str]:
    text = (DOCS / f"{page}.md").read_text("utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def test_every_kind_has_a_page_and_a_row() -> None:
    overview = (DOCS / "README.md").read_text("utf-8")
    for kind in helpdesks():
        assert f"[`{kind}`](" in overview
        assert (DOCS / f"{'generic' if kind == 'github' else kind}.md").exists()


def test_every_option_is_explained() -> None:
    for kind, adapter in helpdesks().items():
        page = (DOCS / f"{'generic' if kind == 'github' else kind}.md").read_text("utf-8")
        for option in adapter.options:
            assert f"`{option}`" in page, f"{kind}: {option}"


def test_the_zendesk_template_is_the_one_that_is_read() -> None:
    page = (DOCS / "zendesk.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| `(\{\{[^`]*\}\})`", page, re.MULTILINE))
    assert rows | {"product": ""} == dict(TEMPLATE)
    assert blocks("zendesk", "json") == [], "a JSON template can be broken out of"


def test_the_settings_shown_are_accepted() -> None:
    (shown,) = blocks("README", "json")
    assert set(source_settings("zendesk", "acme", json.loads(shown)).vendors) == {"zuper", "aprimo"}


def test_the_generic_example_is_a_vendors_reply() -> None:
    (shown,) = blocks("generic", "json")
    assert kinds(read("generic", shown.encode())) == [Kind.OPENED, Kind.VENDOR_REPLIED]


def test_the_freshdesk_template_is_read() -> None:
    (shown,) = blocks("freshdesk", "json")
    assert Kind.AGENT_REPLIED in kinds(read("freshdesk", shown.encode()))


@pytest.mark.parametrize("index", [0, 1])
def test_the_mappings_shown_are_accepted(index: int) -> None:
    assert mapping_of(yaml.load(blocks("history", "yaml")[index], Loader=yaml.BaseLoader)).columns
