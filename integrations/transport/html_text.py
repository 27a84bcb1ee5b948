"""The words of HTML, by libxml2's parser: linear in what it is given, whatever that is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

#: What begins a line of its own.
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li"}
    | {"main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
#: What nobody sees. `head` is not among them: where its end is missing, the text stands in it.
_SILENT = frozenset({"script", "style", "title", "template", "noscript", "object"})
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_MANY_LINES = re.compile(r"\n{3,}")
#: More of a text is never read (1 MiB of a mail or a field).
_MOST = 1 << 20


class _Words:
    """What the parser tells, as it goes; no tree is built, so depth costs nothing."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._silent = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        del attributes
        if not self._silent and tag in _SILENT:
            self._silent = tag
        if tag in _BLOCKS:
            self.parts.append("\n")

    def end(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag in _BLOCKS:
            self.parts.append("\n")

    def data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)

    def comment(self, data: str) -> None:
        """Nobody sees it."""

    def close(self) -> list[str]:
        return self.parts


def text_of_html(html: str) -> str:
    """The words of an HTML page or fragment, a line for each block; scripts, styles and titles
    left out. Never raises: what is no HTML is its own words."""
    if "<" not in html and "&" not in html:
        return html
    words = _Words()
    parser = etree.HTMLParser(target=words, encoding="utf-8", recover=True, huge_tree=False)
    try:
        parser.feed(html[:_MOST].replace("\x00", "\ufffd").encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        pass  # what was read up to there counts
    lines = (_BLANKS.sub(" ", line).strip() for line in "".join(words.parts).split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()
