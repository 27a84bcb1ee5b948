"""The JSON Schema that editors use agrees with the loader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.policy_files import json_schema, load_text
from router.policy_files.contracts.contract_format import CONTRACT
from router.policy_files.yaml.nodes import Items, Node, Text, read_yaml
from router.policy_files.yaml.problems import Findings
from tests.policy_files.broken_files import FOLDER
from tests.policy_files.test_fuzz import _NODES, _WORDS, _written

_POLICIES = Path(__file__).resolve().parent.parent.parent / "policies" / "contracts"
_SHIPPED = sorted(p for p in _POLICIES.glob("*.yaml") if not p.name.startswith("_"))
# Mistakes of form, which a schema can see; those of sense are the loader's alone.
_OF_FORM = [
    "list_instead_of_table",
    "missing_keys",
    "several_at_once",
    "table_instead_of_text",
    "two_words_as_name",
    "unknown_key",
    "unknown_key_in_target",
    "unknown_effort",
    "unknown_key_in_notice",
    "precedence_without_over",
    "hours_text",
]


def _plain(node: Node) -> Any:
    if isinstance(node, Text):
        return node.value
    if isinstance(node, Items):
        return [_plain(each) for each in node.values]
    return {key: _plain(each) for key, each in node.entries.items()}


def _read(data: bytes | str) -> Any:
    table = read_yaml("file.yaml", data, Findings())
    return None if table is None else _plain(table)


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


def test_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("path", _SHIPPED, ids=lambda path: path.stem)
def test_shipped_file_fits_the_schema(
    path: Path, validator: jsonschema.Draft202012Validator
) -> None:
    assert not list(validator.iter_errors(_read(path.read_bytes())))


@pytest.mark.parametrize("name", _OF_FORM)
def test_mistake_of_form_is_one_for_the_schema_too(
    name: str, validator: jsonschema.Draft202012Validator
) -> None:
    assert list(validator.iter_errors(_read((FOLDER / f"{name}.yaml").read_bytes())))


@given(st.dictionaries(st.sampled_from(_WORDS), _NODES, max_size=8))
@settings(max_examples=150, deadline=None)
def test_what_the_loader_takes_the_schema_takes(tree: dict[str, Any]) -> None:
    if "takes" in tree or load_text("fuzz.yaml", _written(tree)).errors:
        return
    jsonschema.Draft202012Validator(json_schema()).validate(tree)


def test_every_key_of_the_loader_is_in_the_schema_and_no_other() -> None:
    """Both are made from one description; this holds that they stay so at every level."""

    def compare(shape: Any, schema: Any) -> None:
        if hasattr(shape, "keys") and hasattr(shape, "required"):
            assert set(schema["properties"]) == set(shape.keys)
            assert schema["required"] == list(shape.required)
            for name, key in shape.keys.items():
                compare(key.of, schema["properties"][name])
        elif hasattr(shape, "or_one"):
            compare(shape.of, schema["anyOf"][1]["items"] if shape.or_one else schema["items"])

    compare(CONTRACT, json_schema()["else"])
