"""What reads outside text, on the worst 1 MiB known for it: `python -m bench parsers`.

Each in a process of its own that is ended after ten seconds; processor time, asked: under a second.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from bench.processes import keep, table

MOST = 1 << 20


def _fill(piece: str | bytes) -> Any:
    return (piece * (MOST // len(piece) + 1))[:MOST]


def _html(piece: str) -> None:
    from integrations.transport.html_text import text_of_html

    text_of_html(_fill(piece))


def _mail(head: bytes, piece: bytes = b"x", tail: bytes = b"") -> None:
    from integrations.mail.message import read_mail
    from router.domain.errors import BadEvent

    room = MOST - len(head) - len(tail)
    with suppress(BadEvent):
        read_mail(head + (piece * (room // len(piece) + 1))[:room] + tail)


def _json(piece: bytes) -> None:
    from integrations.transport.payloads import read_json
    from router.domain.errors import BadEvent

    with suppress(BadEvent):
        read_json(_fill(piece))


def _jira(depth: bool) -> None:
    from integrations.helpdesks.jira_text import text_of_document

    node: Any = {"type": "text", "text": "x" * 10}
    if depth:
        for _ in range(20_000):
            node = {"type": "paragraph", "content": [node]}
    else:
        node = {"type": "doc", "content": [node] * 30_000}
    text_of_document(node)


def _newest(piece: str) -> None:
    from router.domain.routing.classification.newest import newest_message

    newest_message(_fill(piece))


def _form(piece: bytes) -> None:
    from integrations.helpdesks.zendesk import zendesk_trigger
    from router.domain.errors import BadEvent
    from router.domain.tickets.sightings import settings_of

    with suppress(BadEvent):
        zendesk_trigger.read_form(_fill(piece), settings_of("desk", {}), 0)


def _instant(piece: str) -> None:
    from router.domain.errors import RouterError
    from router.domain.time.instants import parse_instant

    with suppress(RouterError):
        parse_instant(_fill(piece))


def _nested(depth: int, line: bytes) -> None:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (at, at)
        for at in range(depth)
    )
    _mail(_FROM + head + b"\r\n", line)


def _yaml(piece: bytes) -> None:
    from router.policy_files.yaml.nodes import MAX_BYTES, read_yaml
    from router.policy_files.yaml.problems import Findings

    read_yaml("worst.yaml", _fill(piece)[:MAX_BYTES], Findings())


def _ics(piece: bytes) -> None:
    from router.domain.errors import RouterError
    from router.policy_files.holidays.holiday_sources import read_ics

    with suppress(RouterError):
        read_ics(b"BEGIN:VCALENDAR\r\n" + _fill(piece)[:-40] + b"END:VCALENDAR\r\n", "UTC")


def _classify(piece: str) -> None:
    from router.domain.routing.classification.decide import classify
    from router.domain.tickets.ticket import TicketFacts

    classify("aprimo", TicketFacts("desk", "1", subject="x", body=_fill(piece)))


def _signature(piece: str) -> None:
    from integrations.helpdesks.shared_secret import by_either
    from router.domain.errors import RouterError

    headers = {"webhook-id": "1", "webhook-timestamp": "1", "webhook-signature": _fill(piece)}
    with suppress(RouterError):
        by_either(headers, b"{}", ["whsec_" + "YWJj" * 8], 0)


_EVENT = b"BEGIN:VEVENT\r\nDTSTART:19000101T000000\r\nRRULE:FREQ=%b\r\nEND:VEVENT\r\n"
_FROM = b"From: a@b.example\r\n"
_TYPE = _FROM + b"Content-Type: text/plain"
_REPORT = _FROM + b"Content-Type: message/delivery-status\r\n\r\n"
WORST: dict[str, Callable[[], None]] = {
    **{
        f"html {piece!r}": lambda piece=piece: _html(piece)  # type: ignore[misc]
        for piece in (
            *("<a ", "<a>", "<b>", "<div>", "<table>", "<a><b></a>", "<font size=1><p>", "<svg>"),
            *(
                "&",
                "&lt;",
                "<!--",
                "<!",
                "<![CDATA[",
                '<p a="',
                "</p>",
                "<p a=1 ",
                "<title>",
                "<script>",
            ),
        )
    },
    "mail From ((((": lambda: _mail(b"From: ", b"(", b"a@b\r\n\r\nx"),
    "mail From many": lambda: _mail(b"From: ", b'"a" <x@y>, ', b"\r\n\r\nx"),
    "mail encoded words": lambda: _mail(_FROM + b"Subject: ", b"=?utf-8?q?a?= ", b"\r\n\r\nx"),
    "mail broken words": lambda: _mail(_FROM + b"Subject: ", b"=?utf-8?b?", b"\r\n\r\nx"),
    "mail references": lambda: _mail(_FROM + b"References: ", b"<x@y> ", b"\r\n\r\nx"),
    "mail references <<": lambda: _mail(_FROM + b"References: ", b"<", b"\r\n\r\nx"),
    "mail results ((((": lambda: _mail(_FROM + b"Authentication-Results: ", b"(", b"\r\n\r\nx"),
    "mail headers": lambda: _mail(_FROM, b"X: y\r\n", b"\r\nx"),
    "mail parts": lambda: _mail(
        _FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n", b"--x\r\n\r\na\r\n"
    ),
    "mail html": lambda: _mail(_FROM + b"Content-Type: text/html\r\n\r\n", b"<a "),
    "mail charset punycode": lambda: _mail(_TYPE + b"; charset=punycode\r\n\r\n", b"a"),
    "mail undeclared text": lambda: _mail(_FROM + b"\r\n", b"\xa4\xb0\xc5\x8f "),
    "mail undeclared subjects": lambda: _mail(
        _FROM, b"Subject: \xa4\xb0\xc5\x8f\xff\r\n", b"\r\n\xff\xfe"
    ),
    "mail parameters ;": lambda: _mail(_TYPE, b";", b"\r\n\r\nx"),
    'mail parameters ;"': lambda: _mail(_TYPE, b';"', b"\r\n\r\nx"),
    "mail parameters a*0=": lambda: _mail(_TYPE, b";a*0=1", b"\r\n\r\nx"),
    "mail folded": lambda: _mail(_FROM + b"X: y", b"\r\n ", b"\r\n\r\nx"),
    "mail nested 1": lambda: _nested(1, b"a\n" * 2),
    "mail nested 10": lambda: _nested(10, b"\n"),
    "mail nested 40 in long lines": lambda: _nested(40, b"a" * 84 + b"\n"),
    "mail nested 300 by CR": lambda: _nested(300, b"\r"),
    "mail nested in mails": lambda: _mail(_FROM, b"Content-Type: message/rfc822\r\n\r\n"),
    "mail report": lambda: _mail(_REPORT, b"a: b\n\n"),
    "mail report in long lines": lambda: _mail(_REPORT, b"a: " + b"b" * 24 + b"\n\n"),
    "mail headers of parts": lambda: _mail(
        _FROM + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n", b"--x\r\n" + b"X: y\r\n" * 99
    ),
    "mail uuencoded": lambda: _mail(
        _FROM + b"Content-Transfer-Encoding: uue\r\n\r\nbegin 644 x\n", b"M\n"
    ),
    "json twice": lambda: _json(b'{"a":1,"a":1}'),
    **{
        f"yaml {piece!r}": lambda piece=piece: _yaml(piece)  # type: ignore[misc]
        for piece in (b"[", b"- ", b"a: &a [*a]\n", b"? ", b"!")
    },
    **{
        f"ics {piece!r}": lambda piece=piece: _ics(piece)  # type: ignore[misc]
        for piece in (
            *(b"BEGIN:VEVENT\r\n", b"X;", b"X:y\r\n ", b'X;A="', b"X" * 99, b"END:A\r\n"),
            *(_EVENT % rule for rule in (b"DAILY", b"SECONDLY", b"DAILY;BYMONTH=2;BYMONTHDAY=30")),
            b"BEGIN:VEVENT\r\nDTSTART:19000101\r\nDTEND:21001231\r\nEND:VEVENT\r\n",
        )
    },
    **{
        f"classify {piece!r}": lambda piece=piece: _classify(piece)  # type: ignore[misc]
        for piece in ("not ", "down ", '"', "\u0301", "> ", "no one can work. ")
    },
    "signature spaces": lambda: _signature(" "),
    "signature v1,": lambda: _signature("v1,a "),
    "json [[[[": lambda: _json(b"["),
    "json names": lambda: _json(b'{"a":1,'),
    "jira deep": lambda: _jira(True),
    "jira wide": lambda: _jira(False),
    **{
        f"newest {piece!r}": lambda piece=piece: _newest(piece)  # type: ignore[misc]
        for piece in (
            "> ",
            "\n",
            "On x wrote:\n",
            "From: a\n",
            "-- \n",
            "a " * 50 + "\n",
            " ",
            "\t\n",
        )
    },
    "form a=": lambda: _form(b"a=&"),
    "form %": lambda: _form(b"%"),
    "instant 0": lambda: _instant("0"),
}


def _timed(name: str, answer: Any) -> None:
    began = time.process_time()
    WORST[name]()
    answer.send(time.process_time() - began)


def main() -> int:
    rows, slow = [], []
    for name in WORST:
        here, there = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_timed, args=(name, there))
        process.start()
        there.close()
        took = here.recv() if here.poll(10) else None
        if process.is_alive() and took is None:
            process.terminate()
        process.join()
        rows.append({"worst 1 MiB": name, "CPU s": "over 10" if took is None else round(took, 3)})
        if took is None or took >= 1:
            slow.append(name)
    table(rows)
    keep("parsers", rows)
    if slow:
        sys.stderr.write(f"over a second: {', '.join(slow)}\n")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
