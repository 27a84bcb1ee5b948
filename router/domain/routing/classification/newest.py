"""What the newest message itself says: without quotes, signatures, disclaimers, logs and code."""

from __future__ import annotations

import re
from dataclasses import dataclass

MOST_CHARACTERS = 32_000  # a longer body is cut here before anything else looks at it
MOST_LINES = 800

_MARKER = re.compile(
    r"^[\s>*_]*-{2,}\s*("
    r"original[ -]message|message d['’]origine|message original|urspr(ü|ue|u)ngliche nachricht|"
    r"originalnachricht|mensaje original|mensagem original|messaggio originale|"
    r"forwarded message|weitergeleitete nachricht|message (transf[ée]r[ée]|transmis)|"
    r"mensaje reenviado|mensagem (encaminhada|reencaminhada)"
    r")\b|^\s*(begin forwarded message|anfang der weitergeleiteten|"
    r"d[ée]but du message transf[ée]r[ée]|inicio del mensaje reenviado|"
    r"in[ií]cio da mensagem (re)?encaminhada)\b"
    r"|^_{12,}\s*$|^#{2,}-? ?please type your reply above",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"^\W{0,3}(on|le|am|el|em|il|op)\b.{4,140}"
    r"\b(wrote|a [ée]crit|schrieb|escribi[óo]|escreveu|ha scritto|schreef)\b.{0,60}:\s*$"
    r"|^\W{0,3}(on|le|am|el|em)\b.{4,90}\b\d{1,4}.{0,60}<[^<>\s]+@[^<>\s]+>.{0,20}:?\s*$"
    r"|^\W{0,3}.{2,60}\b(schrieb|wrote|escribi[óo]|escreveu|a [ée]crit) (am|on|el|em|le)\b"
    r".{4,60}:\s*$",
    re.IGNORECASE,
)
_WROTE_HINTS = ("wrote", "crit", "schrieb", "escribi", "escreveu", "scritto", "schreef", "@")
_HEADER = re.compile(
    r"^\s*\*?(from|sent|date|to|cc|subject|de|envoy[ée](?: le)?|date|à|a|objet|von|gesendet|"
    r"datum|an|betreff|enviado(?: el| em)?|enviada(?: em)?|fecha|data|para|"
    r"asunto|assunto)\s?:\*?\s*\S",
    re.IGNORECASE,
)
_FROM = re.compile(r"^\s*\*?(from|de|von)\s?:", re.IGNORECASE)
_CLOSING = re.compile(
    r"^\s*(?:(?:many |with |my )?(?:kind|kindest|best|warm|warmest)?\s*(?:regards|wishes|thanks)"
    r"|thanks?(?: you)?(?: so much| very much| a lot| again| in advance)?|cheers|sincerely|"
    r"yours(?: \w+)?|best|rgds|thx|tks|ta|cordially|respectfully|"
    r"(?:bien )?cordialement|sinc[èe]res salutations|salutations(?: \w+)?|bien [àa] (?:vous|toi)|"
    r"(?:merci|merci d['’]avance|bonne journ[ée]e|bien sinc[èe]rement|respectueusement)|cdlt|"
    r"(?:mit )?(?:freundliche[nm]?|besten?|herzlichen?|viele[nr]?|sch[öo]ne[nr]?|liebe[nr]?)"
    r" gr(?:ü|ue)(?:ß|ss)en?(?: aus \w+| nach \w+)?|gr(?:u|ü|ue)(?:ß|ss)e?|mfg|vg|lg|"
    r"hochachtungsvoll|"
    r"danke(?: im voraus| und gru(?:ß|ss))?|vielen dank(?: im voraus)?|"
    r"(?:un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|atte|"
    r"gracias(?: de antemano)?|"
    r"muchas gracias|un abrazo|"
    r"atenciosamente|att|abra[çc]os?|abs|cordialmente|obrigad[oa]|muito obrigad[oa]|grat[oa]|"
    r"com os melhores cumprimentos|cumprimentos|sds|bjs|valeu)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(
    r"^\s*(p\.? ?s\.?\b|edit\b|update\b|nachtrag\b|addendum\b|mise [àa] jour\b|actualizaci[óo]n\b|"
    r"atualiza[çc][ãa]o\b|ajout\b|add-on\b|erg[äa]nzung\b)",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"confidential|confidentiel|vertraulich|confidencia(?:l|is)|privileged|"
    r"before printing|avant d['’]imprimer|ausdruck|antes de imprimir|external (?:e-?mail|sender)|"
    r"caution:|unsubscribe|registered (?:office|in)|handelsregister|amtsgericht|"
    r"sent from my|envoy[ée] de(?:puis)? mon|von meinem .{2,20} gesendet|enviado desde mi|"
    r"enviado do meu|get outlook for|virus-?free",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"recipient|destinat|empf[äa]nger|addressee|intended|print|imprim|druck|sender|click links|"
    r"attachments|unsubscribe|registered|register|amtsgericht|sent from|envoy|gesendet|enviado|"
    r"outlook|virus",
    re.IGNORECASE,
)
_TECHNICAL = re.compile(
    r"^\s*(?:"
    r"at [\w$.<>]+\(|Traceback \(|File \".{1,200}\", line \d|\w+(?:\.\w+){2,}(?:Exception|Error)\b|"
    r"Caused by:|\.\.\. \d+ more|"
    r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [/h]\S*|HTTP/\d|"
    r"(?:[A-Za-z]+-[A-Za-z-]+|Host|Accept|Server|Cookie|Authorization|Connection|Via): \S|"
    r"[\[(]?\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\[?\d{1,2}:\d\d:\d\d[\],. ]|"
    r"[{}]|\[[\d{\"\]]|<\/?\w[^>]{0,200}>|\"\w+\"\s*:|"
    r"(?:SELECT|INSERT|UPDATE) .{0,200}\b(?:FROM|INTO|SET)\b|"
    r"\$ |#!/|curl |\[?(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL|CRITICAL|TRACE)\]?\s+\S+[.:=/]\S|"
    r"(?:\w+=\S+\s+){2,}"
    r")"
)
_FENCE = re.compile(r"^\s*(```|~~~)")
_REFERS_BACK = re.compile(
    r"\bbelow\b|ci-dessous|plus bas|ci-apr[èe]s|unten(?:stehend)?|nachfolgend|"
    r"m[áa]s abajo|abajo|a continuaci[óo]n|abaixo|a seguir|"
    r"still (?:the case|an issue|happening|the same|broken|not|valid|true|open|down)|"
    r"toujours (?:le cas|d['’]actualit[ée]|pareil|pas|la m[êe]me)|"
    r"(?:immer noch|nach wie vor|weiterhin)|sigue (?:igual|pasando|sin)|"
    r"continua (?:igual|na mesma|assim)|"
    r"(?:i|we) forward|forwarding|passing (?:this |it )?on|je (?:vous )?transf[èe]re|"
    r"leite ich|reenv[ií]o|encaminho",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Newest:
    """`text`: what the newest message says; `quoted`: the message right below it, where the newest
    one leans on it ("still the case, see below") or says nothing itself, else empty."""

    text: str
    quoted: str = ""


def newest_message(body: str) -> Newest:
    """Separate the newest message from what it drags along. Never raises; reads at most
    MOST_CHARACTERS."""
    text = body[:MOST_CHARACTERS].replace("\r\n", "\n").replace("\r", "\n")
    lines = re.sub(r"\n{3,}", "\n\n", text).split("\n")[:MOST_LINES]
    top, below = _split(lines)
    own = _own_words(top)
    if below and (len(own.split()) < 12 or _REFERS_BACK.search(own[:2000])):
        first, rest = _split(_unquoted(below))
        return Newest(own, _own_words(first) or _own_words(_unquoted(rest)))
    return Newest(own)


def _split(lines: list[str]) -> tuple[list[str], list[str]]:
    """(the newest message's lines, the quoted ones). Answers written below or between quoted
    lines belong to the newest message."""
    own: list[str] = []
    quoted: list[str] = []
    for at, line in enumerate(lines):
        if line.lstrip().startswith(">"):
            quoted.append(line)
        elif _is_attribution(lines, at):
            following = next((x for x in lines[at + 1 :] if x.strip()), "")
            if following.lstrip().startswith(">"):
                continue
            return own, quoted + _past_headers(lines[at + 1 :])
        elif _MARKER.search(line[:200]):
            return own, quoted + _past_headers(lines[at + 1 :])
        elif _is_header_block(lines, at):
            return own, quoted + _past_headers(lines[at:])
        else:
            own.append(line)
    return own, quoted


def _is_attribution(lines: list[str], at: int) -> bool:
    line = lines[at][:300]
    around = f"{line} {lines[at + 1][:150] if at + 1 < len(lines) else ''}".lower()
    if not any(hint in around for hint in _WROTE_HINTS):
        return False
    if _WROTE.search(line):
        return True
    if at + 1 < len(lines) and re.match(r"^\W{0,3}(on|le|am|el|em)\b", line, re.IGNORECASE):
        return bool(_WROTE.search(f"{line.rstrip()} {lines[at + 1][:150].strip()}"))
    return False


def _is_header_block(lines: list[str], at: int) -> bool:
    if not _FROM.match(lines[at][:60]):
        return False
    return sum(bool(_HEADER.match(line[:80])) for line in lines[at : at + 5]) >= 2


def _past_headers(lines: list[str]) -> list[str]:
    at = 0
    while at < len(lines) and (not lines[at].strip() or _HEADER.match(lines[at][:80])):
        at += 1
    return lines[at:]


def _unquoted(lines: list[str]) -> list[str]:
    """One level of quotation taken off."""
    return [re.sub(r"^\s*> ?", "", line[:2000]) for line in lines]


def _own_words(lines: list[str]) -> str:
    kept = _without_signature(_without_machine_talk(lines))
    paragraphs = "\n".join(kept).split("\n\n")
    text = "\n\n".join(p.strip("\n") for p in paragraphs if not _is_notice(p))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _is_notice(paragraph: str) -> bool:
    """A legal notice, a plea for trees, or the phone's own advertisement."""
    start = paragraph[:1500]
    return bool(_DISCLAIMER.search(start)) and bool(_NOTICE.search(start))


def _without_machine_talk(lines: list[str]) -> list[str]:
    kept: list[str] = []
    fenced = False
    for line in lines:
        if _FENCE.match(line):
            fenced = not fenced
            continue
        if fenced:
            continue
        if _TECHNICAL.match(line[:400]) and not _reads_like_prose(line):
            continue
        kept.append(line)
    return kept


def _reads_like_prose(line: str) -> bool:
    """A header of a dump has one value; a line that merely begins like one goes on in words."""
    return len(re.findall(r"\b[^\W\d_]{2,}\b", line[:400])) >= 9 and not re.match(
        r"^\s*(?:at |File |[\[{<(]|\d{4}-|\d\d?:\d\d:|(?:GET|POST|PUT|PATCH|DELETE) )", line
    )


_MOST_SIGNATURE_LINES = 12


def _without_signature(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line.rstrip() in ("--", "-- ") or (
            _CLOSING.match(line[:120]) and at > 0 and _looks_like_signature(lines[at + 1 :])
        ):
            after = lines[at + 1 :]
            start = next((n for n, x in enumerate(after) if _AFTERWORD.match(x[:40])), None)
            return lines[:at] + (["", *after[start:]] if start is not None else [])
    return lines


def _looks_like_signature(lines: list[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    until = next((n for n, x in enumerate(filled) if _AFTERWORD.match(x[:40])), len(filled))
    if until > 3 * _MOST_SIGNATURE_LINES:
        return False
    filled = [line for line in filled[:until] if not _is_notice(line)]
    return len(filled) <= _MOST_SIGNATURE_LINES and all(len(line) <= 90 for line in filled)
