"""Mail whose bytes nobody declared: what older programs of Asia and Europe still send."""

from __future__ import annotations

import pytest

from integrations.helpdesks.mail_adapter import EmailSource
from integrations.mail.charsets import undeclared
from tests.integrations.builders import NOW, settings
from tests.integrations.deliveries import first_mail

WRITTEN = {
    "big5": ("系統無法登入", "請問貴公司的系統何時可以恢復？我們的客戶無法登入。"),
    "gb18030": ("系统无法登录", "您好，系统无法登录，请尽快处理。谢谢！"),
    "cp932": ("ログインできません", "システムにログインできません。至急ご対応をお願いいたします。"),
    "cp949": ("로그인 불가", "시스템에 로그인할 수 없습니다. 빠른 처리 부탁드립니다."),
    "koi8_r": ("Не работает", "Здравствуйте, система не работает, мы не можем войти."),
    "cp1251": ("Не работает", "Здравствуйте, система не работает, мы не можем войти."),
    "cp1252": ("Größe läßt sich nicht ändern", "Die Größe der Dateien läßt sich nicht ändern."),
    "cp1253": ("Δεν λειτουργεί", "Καλημέρα, το σύστημα δεν λειτουργεί σήμερα."),
}


def a_mail(subject: bytes, body: bytes, content_type: str | None) -> bytes:
    plain = first_mail(Subject="SUBJECT", body="BODY", Content_Type=content_type)
    return plain.replace(b"SUBJECT", subject).replace(b"BODY", body)


@pytest.mark.parametrize("charset", WRITTEN)
@pytest.mark.parametrize("declared", [None, "text/plain", "text/plain; charset=us-ascii"])
def test_a_subject_and_a_text_that_nobody_declared_are_read(
    charset: str, declared: str | None
) -> None:
    subject, body = WRITTEN[charset]
    raw = a_mail(subject.encode(charset), body.encode(charset), declared)
    (sighting,) = EmailSource().read(raw, {}, settings("email"), NOW)
    assert (sighting.changes["subject"], sighting.changes["body"]) == (subject, body)


@pytest.mark.parametrize("charset", WRITTEN)
def test_a_raw_subject_is_in_the_character_set_that_the_text_declares(charset: str) -> None:
    subject, body = WRITTEN[charset]
    raw = a_mail(subject.encode(charset), body.encode(charset), f"text/plain; charset={charset}")
    (sighting,) = EmailSource().read(raw, {}, settings("email"), NOW)
    assert sighting.changes["subject"] == subject


def test_utf_8_is_utf_8_whatever_else_it_could_be() -> None:
    text = "Größe – 系統 – Не работает"
    assert undeclared(text.encode()) == text


def test_bytes_that_are_no_text_are_read_all_the_same() -> None:
    """Nothing is refused for it, and the bytes themselves are kept."""
    assert undeclared(bytes(range(128, 256)) * 100)
