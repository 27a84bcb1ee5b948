"""The example in docs/escalations.md is one that loads."""

from __future__ import annotations

import re
from pathlib import Path

from router.policy_files.escalations.escalation_files import load_escalations

PAGE = Path(__file__).resolve().parents[2] / "docs" / "escalations.md"


def test_the_example_on_the_page_loads_without_a_problem(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert example is not None
    (tmp_path / "escalations").mkdir()
    (tmp_path / "escalations" / "example.yaml").write_text(example[1], "utf-8")
    secrets = {"SMTP_PASSWORD": "x", "HOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
    loaded = load_escalations(tmp_path, secrets)
    assert loaded.problems == ()
    late = loaded.escalations.for_clock("zuper", "critical", "response")
    assert late is not None
    assert late.name == "zuper-critical"
