"""The broken policy files, and what each says: `python -m tests.policy_files.broken_files` writes
the expected texts anew, to be read before they are kept."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from router.policy_files import LoadedPolicies, load_directory, load_text

FOLDER = Path(__file__).resolve().parent / "broken"
TODAY = date(2026, 11, 22)


def names() -> list[str]:
    """Every case: a file, or a folder where several files are needed."""
    return sorted(p.stem for p in FOLDER.iterdir() if p.suffix == ".yaml" or p.is_dir())


def loaded(name: str) -> LoadedPolicies:
    """What loading the case gives."""
    folder = FOLDER / name
    if folder.is_dir():
        return load_directory(folder, TODAY)
    return load_text(f"{name}.yaml", (FOLDER / f"{name}.yaml").read_bytes(), today=TODAY)


def told(name: str) -> str:
    """The messages of the case, without the folder in which it stands."""
    text = "\n".join(str(problem) for problem in loaded(name).problems) + "\n"
    for prefix in (f"{FOLDER / name}/", f"tests/policy_files/broken/{name}/"):
        text = text.replace(prefix, "")
    return text


def expected(name: str) -> Path:
    """The file with the messages that the case has to give."""
    return FOLDER / f"{name}.txt"


if __name__ == "__main__":
    for each in names():
        expected(each).write_text(told(each), encoding="utf-8")
