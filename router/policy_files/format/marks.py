"""What any value of a policy file may carry: the clause it comes from, and its interpretations."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.contracts.contract import Clause, Interpretation
from router.policy_files.format.scalars import PROSE, WORD, clause_ref
from router.policy_files.format.shapes import Either, Fields, Key, Many, Record, Scalar
from router.policy_files.yaml.problems import Findings, quoted, suggestion

REF = Scalar(clause_ref, "a clause such as 003:174 or section 4.2")
SOURCE = Either(
    text=REF,
    table=Fields(
        {
            "ref": Key(REF, "document and line, or any reference", required=True),
            "place": Key(PROSE, "where that is in the document's own numbering"),
            "words": Key(PROSE, "what the clause says"),
        }
    ),
    example="a clause such as 003:174, or {ref: …, place: …, words: …}",
)
INTERPRETATION = Many(WORD, or_one=True, example="an interpretation such as I6, or a list")

MARKED: Mapping[str, Key] = {
    "source": Key(SOURCE, "the clause it comes from"),
    "interpretation": Key(INTERPRETATION, "ids of interpretations that it rests on"),
}


class Marks:
    """A file's clauses and interpretations, to be looked up by the values that name them."""

    def __init__(
        self,
        clauses: Mapping[str, Clause],
        interpretations: Mapping[str, Interpretation],
        findings: Findings,
    ) -> None:
        self._clauses = clauses
        self._known = interpretations
        self._findings = findings

    def clause(self, record: Record, otherwise: Clause) -> Clause:
        """The clause of a value, with its words where `clauses` has them."""
        source = record.get("source")
        if source is None:
            return otherwise
        if isinstance(source, Record):
            ref = source.get("ref", "")
            known = self._clauses.get(ref, Clause(ref))
            return Clause(ref, source.get("place", known.place), source.get("words", known.words))
        return self._clauses.get(source, Clause(source))

    def interpretations(self, record: Record) -> tuple[str, ...]:
        """The ids that a value names; notes those that are not defined."""
        names = []
        for got in record.get("interpretation", ()):
            if got.value in self._known:
                names.append(got.value)
            else:
                self._findings.error(
                    got.node.at,
                    f"there is no interpretation {quoted(got.value)}",
                    suggestion(got.value, self._known)
                    if self._known
                    else "add it under `interpretations:`, or take a file that has it",
                )
        return tuple(dict.fromkeys(names))


def clause_as_data(clause: Clause) -> dict[str, str]:
    """A clause as plain data, for details and snapshots."""
    return {"ref": clause.ref, "place": clause.place, "words": clause.words}
