"""CloudEvents of the shapes that its specification and test data have, and what GitHub sends
itself; both carry our schema or nothing."""

from __future__ import annotations

from base64 import b64encode
from typing import ClassVar

import pytest

from router.domain.errors import BadEvent
from router.domain.tickets.events import Kind
from tests.integrations.builders import body, kinds, read
from tests.integrations.deliveries import cloud_event, generic
from tests.integrations.test_payloads_of_others import said


class TestCloudEvents:
    structured: ClassVar[dict[str, str]] = {
        "content-type": "application/cloudevents+json; charset=UTF-8"
    }

    def test_data_in_base64_is_data(self) -> None:
        event = cloud_event()
        event["data_base64"] = b64encode(body(event.pop("data"))).decode()
        assert said(read("generic", event, self.structured)) == [Kind.VENDOR_REPLIED]

    @pytest.mark.parametrize(
        ("coded", "what"),
        [
            ("e30=", "stands beside data"),
            ("no base64!", "stands beside data"),
        ],
    )
    def test_data_given_twice_is_refused(self, coded: str, what: str) -> None:
        with pytest.raises(BadEvent, match=what):
            read("generic", cloud_event() | {"data_base64": coded}, self.structured)

    @pytest.mark.parametrize(
        ("coded", "what"),
        [
            ("no base64!", "data_base64: is not base64"),
            ("W10=", "data_base64: the body is a list"),
            ("eyJhIjoxLCJhIjoyfQ==", "data_base64: .*a"),
            ("", "data_base64: is"),
        ],
    )
    def test_base64_that_holds_no_object_is_refused_by_name(self, coded: str, what: str) -> None:
        event = cloud_event() | {"data": None, "data_base64": coded}
        with pytest.raises(BadEvent, match=what):
            read("generic", event, self.structured)

    def test_the_content_type_says_whether_the_headers_or_the_body_count(self) -> None:
        stray = {"ce-specversion": "1.0", "ce-type": "com.example.ticket.deleted"}
        for kind in ("generic", "github"):
            found = read(kind, cloud_event(), self.structured | stray)
            assert said(found) == [Kind.VENDOR_REPLIED], kind
            assert Kind.DELETED not in kinds(found), kind

    @pytest.mark.parametrize(
        "name", ['"com.example.ticket.replied"', "com.example.ticket%2Ereplied"]
    )
    def test_an_attribute_may_be_quoted_or_percent_encoded_in_its_header(self, name: str) -> None:
        event = cloud_event()
        headers = {f"ce-{key}": event[key] for key in ("specversion", "id", "source", "time")}
        found = read("generic", event["data"], headers | {"ce-type": name})
        assert said(found) == [Kind.VENDOR_REPLIED]

    @pytest.mark.parametrize("raw", [b"hello", b"", b"<a/>", b"[]"])
    def test_a_binary_event_of_another_type_is_counted_whatever_its_data_is(
        self, raw: bytes
    ) -> None:
        headers = {"ce-specversion": "1.0", "ce-id": "1", "ce-source": "/x", "ce-type": "io.test"}
        (found,) = read("generic", raw, headers | {"content-type": "text/plain"})
        assert found.unknown == "io.test"


class TestGitHub:
    @pytest.mark.parametrize(
        ("event", "payload"),
        [
            ("ping", {"zen": "Keep it simple.", "hook_id": 1, "hook": {"type": "Repository"}}),
            ("issues", {"action": "transferred", "issue": {"number": 1}}),
            (
                "issue_comment",
                {"action": "created", "comment": {"id": 7, "author_association": "OWNER"}},
            ),
        ],
    )
    def test_what_github_itself_sends_is_counted_and_means_nothing(
        self, event: str, payload: dict[str, object]
    ) -> None:
        (found,) = read("github", payload, {"x-github-event": event})
        assert found.unknown == f"GitHub's own event {event}"
        assert found.events == ()

    def test_a_header_that_nobody_signed_hides_nothing_of_our_schema(self) -> None:
        found = read("github", generic(), {"x-github-event": "ping"})
        assert said(found) == [Kind.VENDOR_REPLIED]
