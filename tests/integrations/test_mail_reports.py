"""What became of a mail of ours by the reports that come back: shapes of real ones."""

from __future__ import annotations

import pytest

from tests.integrations.builders import read
from tests.integrations.deliveries import first_mail
from tests.integrations.test_mail_cases import REPORT, alone

DEAD = "D-0001"


def dead(raw: str) -> list[str]:
    (sighting,) = read("email", raw.encode())
    assert sighting.external_id == ""
    assert sighting.events == ()
    return [delivery for delivery, _ in sighting.bounced]


@pytest.mark.parametrize("action", ["delayed", "Delivered", "relayed (to a server)", "expanded"])
def test_a_report_that_a_notice_is_late_or_has_arrived_does_not_call_it_dead(action: str) -> None:
    assert dead(REPORT.replace("Action: failed", f"Action: {action}")) == []


@pytest.mark.parametrize("action", ["failed", "FAILED", "expired"])
def test_a_report_of_a_failure_or_of_an_action_that_no_standard_knows_calls_it_dead(
    action: str,
) -> None:
    assert dead(REPORT.replace("Action: failed", f"Action: {action}")) == [DEAD]


def test_a_report_without_an_action_is_of_a_failure_unless_its_subject_speaks_of_a_delay() -> None:
    silent = REPORT.replace("Action: failed\n", "")
    assert dead(silent) == [DEAD]
    for subject in (
        "Delivery Status Notification (Delay)",
        "Warning: could not send message for past 4 hours",
        "Warning: message 1tHx delayed 24 hours",
        "Delayed Mail (still being retried)",
    ):
        late = silent.replace("Delivery Status Notification (Failure)", subject)
        assert dead(late) == [], subject


@pytest.mark.parametrize("kind", ["disposition-notification", "feedback-report"])
def test_a_notice_that_was_read_or_complained_of_has_arrived(kind: str) -> None:
    other = REPORT.replace("report-type=delivery-status", f"report-type={kind}")
    other = other.replace("message/delivery-status", f"message/{kind}")
    assert dead(other.replace("Action: failed", "Disposition: manual-action; displayed")) == []


def test_text_that_cannot_be_in_the_declared_character_set_is_read_as_utf_8() -> None:
    """Gateways change the encoding and leave the declaration."""
    words = "Zażółć gęślą jaźń, メール。"
    for declared in ("iso-2022-jp", "euc-jp", "gb2312"):
        raw = first_mail(Content_Type=f"text/plain; charset={declared}", body=words)
        assert alone(read("email", raw)[0]).changes["body"] == words, declared


def test_text_in_the_declared_character_set_stays_in_it() -> None:
    words = "送信先のメール"
    raw = first_mail(Content_Type="text/plain; charset=iso-2022-jp", body="@")
    head, _, _ = raw.rpartition(b"\r\n@")
    told = alone(read("email", head + b"\r\n" + words.encode("iso-2022-jp") + b"\r\n")[0])
    assert told.changes["body"] == words
