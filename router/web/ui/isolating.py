"""Text of strangers in pages: kept to itself wherever it stands, by the templates' own reader.

Whoever writes a template need not think of it: each `{{ … }}` in running text is put into `<bdi>`
where it holds something that runs from right to left, and loses what nobody can see; in a tooltip,
a label, an option or a page's title, where there are no elements, isolates do the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape

from router.domain.text.shown_text import isolated, plain_text, runs_right_to_left

_OPEN_TAG = re.compile(r"<[A-Za-z/!][^<>]*$")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"[^\"]*$")
_PLAIN = re.compile(r"<(/?)(title|option|textarea)\b", re.IGNORECASE)
#: Attributes that people read; the others are for programs, and must stay as they are.
_READ = frozenset({"title", "aria-label", "alt", "placeholder", "label"})


def in_text(value: object) -> object:
    """For running text. Markup, numbers and nothing stay as they are."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    shown = plain_text(value)
    if not runs_right_to_left(shown):
        return shown
    return Markup("<bdi>{}</bdi>").format(escape(shown))


def in_attribute(value: object) -> object:
    """For what can hold no element."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return isolated(value)


class Isolating(Extension):
    """Gives each expression the filter that its place needs."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        html = ""
        before = ""
        for token in stream:
            if (before, token.value) == ("block", "title"):
                html += "<title>"  # the element itself stands in another file
            if token.value == "endblock":
                html += "</title>"
            before = token.value
            if token.type == "data":
                html = (html + token.value)[-20_000:]
            if token.type == "variable_begin":
                yield token
                yield Token(token.lineno, "lparen", "(")
                continue
            if token.type == "variable_end":
                yield Token(token.lineno, "rparen", ")")
                found = filter_at(html)
                if found:
                    yield Token(token.lineno, "pipe", "|")
                    yield Token(token.lineno, "name", found)
                html += "x"  # something stands here
            yield token


def filter_at(html: str) -> str:
    """The filter of an expression that stands after this; empty where it must stay as it is."""
    if _OPEN_TAG.search(html):
        attribute = _ATTRIBUTE.search(html)
        return "in_attribute" if attribute and attribute[1].lower() in _READ else ""
    last = None
    for last in _PLAIN.finditer(html):  # noqa: B007  # the last one counts
        pass
    if last is None or last[1]:
        return "in_text"
    return "" if last[2].lower() == "textarea" else "in_attribute"
