"""The words of Atlassian's document format."""

from __future__ import annotations


def text_of_document(value: object) -> str:
    """The words of a description: plain text, or Atlassian's document tree."""
    if isinstance(value, str):
        return value
    parts: list[str] = []
    waiting: list[object] = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if node.get("type") in ("paragraph", "heading", "hardBreak", "listItem", "codeBlock"):
                parts.append("\n")
            if isinstance(node.get("text"), str):
                parts.append(node["text"])
            waiting.append(node.get("content"))
    return "".join(parts).strip()
