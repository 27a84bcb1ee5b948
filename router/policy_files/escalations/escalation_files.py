"""Escalation files: who is told when, and by which channels.

Every `*.yaml` of the folder `escalations` is read, in the order of their names; the first
escalation that fits a clock is its own. A value `$NAME` is the environment variable of that name:
secrets do not belong in files. A channel or a receiver whose variable is not set is left out, with
a warning, so that a file can be shipped that begins to work once its variables are set.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from router.domain.escalation.reminders import Before, Share
from router.domain.escalation.steps import (
    After,
    ChannelUse,
    Escalation,
    Escalations,
    Step,
    Tell,
    When,
)
from router.policy_files.format.lengths import parse_seconds
from router.policy_files.format.scalars import IDENTIFIER, PROSE
from router.policy_files.format.shapes import Either, Fields, Key, Keyed, Many, Record, Scalar
from router.policy_files.yaml.nodes import MAX_BYTES, Table, read_yaml, too_long
from router.policy_files.yaml.problems import (
    Findings,
    Place,
    PolicyProblems,
    Problem,
    Refused,
    Severity,
    quoted,
    suggestion,
)

_SHARE = re.compile(r"([0-9]{1,3})\s*%")
_VARIABLE = re.compile(r"\$([A-Z][A-Z0-9_]*)")
_NUMBERS = {"port": int, "timeout": float}


def parse_when(text: str) -> When:
    """`75%` of the target, `10m before` the deadline, `breach`, or `30m after` it.

    Raises Refused for anything else.
    """
    word = " ".join(text.lower().split())
    if share := _SHARE.fullmatch(word):
        percent = int(share[1])
        if 0 < percent <= 100:
            return Share(percent)
        raise Refused(f"{quoted(text)} is not a share of a target", "write 1% to 100%")
    if word in ("breach", "deadline"):
        return After()
    for ending, made in ((" before", Before), (" after", After)):
        if word.endswith(ending):
            return made(parse_seconds(word.removesuffix(ending)))
    raise Refused(
        f"{quoted(text)} is not a moment of a clock",
        "write 75%, 10m before, breach or 30m after",
    )


_NAMES = Many(IDENTIFIER, or_one=True, example="a name, or a list of names")
_SETTINGS = Keyed(
    Scalar(str, "a name"),
    Either(text=Scalar(str, "a text"), table=Keyed(Scalar(str, "a name"), Scalar(str, "a text"))),
)
_TELL = Fields(
    {
        "channel": Key(IDENTIFIER, "a name under channels", required=True),
        "to": Key(PROSE, "an address, where the channel needs one"),
    },
    example="{channel: mail, to: manager@acme.example}",
)
_STEP = Fields(
    {
        "id": Key(IDENTIFIER, "a name, unique in its escalation", required=True),
        "when": Key(
            Scalar(parse_when, "a moment such as 75%, 10m before, breach or 30m after"),
            "75%, 10m before, breach or 30m after",
            required=True,
        ),
        "tell": Key(Many(_TELL), "who is told", required=True),
    },
    example="{id: late, when: breach, tell: [{channel: mail, to: manager@acme.example}]}",
)
_ESCALATION = Fields(
    {
        "name": Key(IDENTIFIER, "a name", required=True),
        "vendors": Key(_NAMES, "only clocks of these vendors"),
        "tiers": Key(_NAMES, "only clocks of these tiers"),
        "obligations": Key(_NAMES, "only these obligations, such as response"),
        "steps": Key(Many(_STEP), "what happens when", required=True),
    },
    example="{name: everything, steps: […]}",
)
_CHANNEL = Fields(
    {
        "kind": Key(IDENTIFIER, "email or webhook", required=True),
        "settings": Key(_SETTINGS, "what the kind needs, such as host or url"),
    },
    example="{kind: webhook, settings: {url: …, secret: $HOOK_SECRET}}",
)
FORMAT = Fields(
    {
        "channels": Key(Keyed(IDENTIFIER, _CHANNEL), "ways to reach people and programs"),
        "escalations": Key(Many(_ESCALATION), "the first that fits a clock is its own"),
    }
)


@dataclass(frozen=True, slots=True)
class LoadedEscalations:
    """What a load gave, and all problems; warnings name what waits for a variable."""

    escalations: Escalations
    problems: tuple[Problem, ...]

    def require(self) -> Escalations:
        """The escalations; raises PolicyProblems where there is an error."""
        if any(problem.severity is Severity.ERROR for problem in self.problems):
            raise PolicyProblems(self.problems)
        return self.escalations


def load_escalations(
    path: Path | str, variables: Mapping[str, str] | None = None
) -> LoadedEscalations:
    """Load the folder `escalations` inside `path`; without one, nobody is told of anything.

    `variables`: the environment, the process's own if not given. Raises nothing for what the
    files hold.
    """
    folder = Path(path) / "escalations"
    env = os.environ if variables is None else variables
    findings = Findings()
    records = []
    for file in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        table = _read(file, findings)
        record = FORMAT.read(table, findings) if table is not None else None
        if record is not None:
            records.append(record)
    reader = _Reader(env, findings)
    for record in records:
        reader.channels(record)
    ordered = tuple(escalation for record in records for escalation in reader.ordered(record))
    return LoadedEscalations(Escalations(ordered, dict(reader.usable)), findings.in_order())


def _read(file: Path, findings: Findings) -> Table | None:
    shown = f"{file.parent.name}/{file.name}"
    start = Place(shown, 1, 1, "")
    try:
        size = file.stat().st_size
        if size > MAX_BYTES:
            too_long(start, size, findings)
            return None
        return read_yaml(shown, file.read_bytes(), findings)
    except OSError as error:
        findings.error(start, f"the file cannot be read: {error.strerror}", "check its permissions")
        return None


class _Reader:
    """Makes values of what was read; knows the channels of all files."""

    def __init__(self, env: Mapping[str, str], findings: Findings) -> None:
        self._env = env
        self._findings = findings
        self._named: set[str] = set()
        self._escalations: set[str] = set()
        self.usable: dict[str, ChannelUse] = {}

    def channels(self, record: Record) -> None:
        for name, got in record.get("channels", {}).items():
            if name in self._named:
                self._findings.error(
                    got.node.at,
                    f"the channel {quoted(name)} is set up twice",
                    "keep one of the two",
                )
                continue
            self._named.add(name)
            kind = got.value.get("kind")
            settings = {
                key: self._setting(key, each.value, each.node.at)
                for key, each in got.value.get("settings", {}).items()
            }
            if kind is not None and _ABSENT not in settings.values():
                self.usable[name] = ChannelUse(name, kind, settings)

    def ordered(self, record: Record) -> Iterator[Escalation]:
        for each in record.records("escalations"):
            name = each.get("name")
            if name is None:
                continue
            if name in self._escalations:
                self._findings.error(
                    each.node.at, f"there are two escalations {quoted(name)}", "rename one"
                )
            self._escalations.add(name)
            yield Escalation(
                name,
                tuple(self._steps(each)),
                vendors=frozenset(each.texts("vendors")),
                tiers=frozenset(each.texts("tiers")),
                obligations=frozenset(each.texts("obligations")),
            )

    def _steps(self, record: Record) -> Iterator[Step]:
        seen: set[str] = set()
        for each in record.records("steps"):
            step_id, when = each.get("id"), each.get("when")
            if step_id is None or when is None:
                continue
            if step_id in seen:
                self._findings.error(
                    each.node_of("id").at, f"there are two steps {quoted(step_id)}", "rename one"
                )
            seen.add(step_id)
            yield Step(step_id, when, tuple(self._tells(each)))

    def _tells(self, record: Record) -> Iterator[Tell]:
        for each in record.records("tell"):
            channel = each.get("channel")
            if channel is None:
                continue
            if channel not in self._named:
                self._findings.error(
                    each.node_of("channel").at,
                    f"there is no channel {quoted(channel)}",
                    suggestion(channel, self._named),
                )
                continue
            to = self._setting("to", each.get("to", ""), each.node_of("to").at)
            if to is not _ABSENT and channel in self.usable:
                yield Tell(channel, str(to))

    def _setting(self, key: str, value: Any, place: Place) -> Any:
        """The value as its channel wants it; _ABSENT where its variable is not set."""
        if isinstance(value, Mapping):
            inner = {name: self._setting("", got.value, got.node.at) for name, got in value.items()}
            return _ABSENT if _ABSENT in inner.values() else inner
        text = str(value)
        if variable := _VARIABLE.fullmatch(text):
            found = self._env.get(variable[1])
            if not found:
                self._findings.warn(
                    place, f"the variable {variable[1]} is not set", "nobody is told by this"
                )
                return _ABSENT
            text = found
        number = _NUMBERS.get(key)
        if number is None:
            return text
        try:
            return number(text)
        except ValueError:
            self._findings.error(place, f"{quoted(text)} is not a number", f"write {key}: 25")
            return text


class _Absent:
    """Stands for a value whose variable is not set."""


_ABSENT = _Absent()
