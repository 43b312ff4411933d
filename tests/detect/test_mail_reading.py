"""Reading mails: right where they are right, and never at a loss where they are not."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.detect.mail_file import mails_in
from incidentdesk.detect.mail_reading import Person, read_mail
from incidentdesk.detect.mail_text import new_words, text_of_html


def mail(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\r\n".join(lines).encode(encoding)


WHOLE = mail(
    "From: =?iso-8859-1?q?Anne_M=FCller?= <anne@example.com>",
    "To: Help <help@example.org>, other@example.org",
    "Cc: =?utf-8?b?0JjQstCw0L0=?= <ivan@example.com>",
    "Subject: =?utf-8?q?Drucker_k=C3=B6nnen?= nicht",
    " drucken",
    "Date: Mon, 2 Mar 2026 10:00:00 +0100",
    "Message-ID: <one@example.com>",
    "In-Reply-To: <zero@example.com>",
    "References: <a@example.com>",
    " <zero@example.com>",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    'Content-Type: multipart/alternative; boundary="c"',
    "",
    "--c",
    "Content-Type: text/plain; charset=iso-8859-1",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Gr=FC=DFe",
    "--c",
    "Content-Type: text/html",
    "",
    "<p>Grüße in HTML</p>",
    "--c--",
    "--b",
    'Content-Type: image/png; name="a.png"',
    "Content-ID: <picture>",
    "Content-Transfer-Encoding: base64",
    "",
    "aGFsbG8=",
    "--b",
    "Content-Type: application/octet-stream; name*=utf-8''..%2F..%2Fetc%2Fpassw%C3%B6rd",
    "Content-Disposition: attachment",
    "",
    "data",
    "--b",
    "Content-Type: message/rfc822",
    "",
    "Subject: Forwarded",
    "",
    "inner",
    "--b--",
)


def test_all_that_a_mail_says_is_read():
    read = read_mail(WHOLE)
    assert read.sender == Person("Anne Müller", "anne@example.com")
    assert [each.address for each in read.to] == ["help@example.org", "other@example.org"]
    assert read.cc == (Person("Иван", "ivan@example.com"),)
    assert read.subject == "Drucker können nicht drucken"
    assert read.sent_at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert (read.message_id, read.in_reply_to) == ("<one@example.com>", "<zero@example.com>")
    assert read.references == ("<a@example.com>", "<zero@example.com>")
    assert read.text == "Grüße"
    assert read.trouble == ""


def test_files_have_safe_names_and_their_bytes():
    read = read_mail(WHOLE)
    assert [(each.name, each.inline) for each in read.files] == [
        ("a.png", True), ("passwörd", False), ("Forwarded.eml", False),
    ]  # fmt: skip
    assert read.files[0].data == b"hallo"
    assert b"inner" in read.files[2].data


@pytest.mark.parametrize(
    ("raw", "subject", "text"),
    [
        (mail("Subject: Größe", "", "Öl", encoding="latin-1"), "Größe", "Öl"),
        (mail("Subject: Größe", "", "Öl"), "Größe", "Öl"),
        (mail("Subject: =?x-none?q?a=C3=BC?=", "Content-Type: text/plain; charset=x-none", "", "ü"), "aü", "ü"),
        (mail("Subject: =?utf-8?b?!!!?=", "", "x"), "=?utf-8?b?!!!?=", "x"),
        (mail("Content-Type: text/html", "", "<body>Hi<br>there"), "", "Hi\nthere"),
        (mail("Content-Type: multipart/mixed", "", "no boundary"), "", "no boundary"),
    ],
)
def test_what_is_not_as_the_standard_says_is_read_as_it_is_meant(raw, subject, text):
    read = read_mail(raw)
    assert (read.subject, read.text) == (subject, text)


def test_a_text_that_comes_in_two_forms_is_read_once_with_its_pictures():
    raw = mail(
        'Content-Type: multipart/alternative; boundary="a"', "", "--a", "", "Hello", "--a",
        'Content-Type: multipart/related; boundary="r"', "", "--r", "Content-Type: text/html", "", "<p>Hello</p>",
        "--r", "Content-Type: image/png", "Content-ID: <p>", "Content-Transfer-Encoding: base64", "", "aGFsbG8=",
        "--r--", "--a--",
    )  # fmt: skip
    read = read_mail(raw)
    assert (read.text, [each.name for each in read.files]) == ("Hello", ["image.png"])


def test_an_empty_plain_form_gives_way_to_the_other():
    raw = mail(
        'Content-Type: multipart/alternative; boundary="a"', "", "--a", "", " ", "--a", "Content-Type: text/html", "",
        "<p>Hello</p>", "--a--",
    )  # fmt: skip
    assert read_mail(raw).text == "Hello"


def test_what_windows_programs_send_is_a_file():
    raw = mail("Subject: x", "Content-Type: application/ms-tnef", "Content-Transfer-Encoding: base64", "", "eJ8+Ig==")
    assert [(each.name, len(each.data)) for each in read_mail(raw).files] == [("winmail.dat", 4)]


def test_two_files_of_one_name_are_told_apart():
    part = ["--b", 'Content-Disposition: attachment; filename="a.txt"', "", "x"]
    raw = mail('Content-Type: multipart/mixed; boundary="b"', "", *part, *part, "--b--")
    assert [each.name for each in read_mail(raw).files] == ["a.txt", "a (2).txt"]


def test_the_digest_stays_on_another_way_and_changes_with_the_words():
    assert read_mail(WHOLE).digest == read_mail(b"Received: from elsewhere\r\n" + WHOLE).digest
    assert read_mail(WHOLE).digest != read_mail(WHOLE.replace(b"data", b"dota")).digest


def test_nothing_is_no_mail():
    assert read_mail(b" \r\n").trouble == "It is empty."


def test_a_mail_that_nests_a_thousand_deep_is_read():
    raw = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1000))
    read_mail(b"Subject: deep\r\n" + raw)


@settings(max_examples=150, deadline=5000)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read(raw):
    read_mail(raw)


def test_hundreds_of_changed_mails_are_read():
    chance = random.Random(1)
    for _number in range(300):
        data = bytearray(WHOLE)
        for _change in range(chance.choice((1, 5, 30))):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = bytes(chance.randrange(256) for _byte in range(chance.randrange(4)))
        read = read_mail(bytes(data))
        assert read.trouble or read.subject or read.text or read.files


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("Ja, geht.\n\nAm Mo., 3. Feb. 2025 um 10:00 schrieb Help <h@e.org>:\n> Geht es?", "Ja, geht."),
        ("Bon.\n\nLe lun. 3 févr. 2025 à 10:00, Help <h@e.org> a écrit :\n> vieux", "Bon."),
        ("Ok.\n\nFrom: Help <h@e>\nSent: Monday\nTo: me\nSubject: x\n\nold", "Ok."),
        ("Works\n\n-----Original Message-----\nFrom: a\nSent: b\nTo: c\nSubject: d\n\nold", "Works"),
        ("> all of it\n> is quoted", "> all of it\n> is quoted"),
        ("Nothing is quoted.\n\n1. one\n2. two", "Nothing is quoted.\n\n1. one\n2. two"),
    ],
)
def test_of_an_answer_what_is_new_is_kept(text, new):
    assert new_words(text) == new


@pytest.mark.parametrize("text", ["\n" * 20_000, "On " * 6_600, "From: a\n" * 2_500, "Am " * 10_000, "> " * 20_000])
@pytest.mark.timeout(10)
def test_no_text_takes_long(text):
    new_words(text)


def test_html_is_read_as_a_person_would():
    html = (
        "<html><head><title>t</title><style>a{}</style></head><body><p>Hi &amp; bye<br>x < 3</p>"
        '<a href="https://e.org/x?a=1&amp;b=2">here</a> <img alt="logo" src="cid:1"><!-- no -->'
        "<ul><li>one<li>two</ul><script>if (a<b) {}</script>"
    )
    assert text_of_html(html) == "Hi & bye\nx < 3\nhere <https://e.org/x?a=1&b=2> [logo]\n\n- one\n- two"


@pytest.mark.parametrize("piece", ["<div>", "<", "<!--", "<a ", "&", '<a b="', "</", "<p"])
@pytest.mark.timeout(10)
def test_no_html_takes_long(piece):
    text_of_html(piece * (1_000_000 // len(piece)))


def test_a_file_of_many_mails_is_taken_apart():
    raw = b"From a Mon\nSubject: 1\n\n>From here\n\nFrom b Tue\nSubject: 2\n\nsaid From\n"
    assert list(mails_in(raw, "box.mbox")) == [b"Subject: 1\n\nFrom here\n\n", b"Subject: 2\n\nsaid From\n"]
    assert list(mails_in(b"Subject: 1\n\nFrom x\n", "one.eml")) == [b"Subject: 1\n\nFrom x\n"]
