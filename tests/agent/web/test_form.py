"""The web form as somebody without JavaScript uses it: opened, filled in wrongly, corrected, sent, sent again."""

import re

import httpx
import pytest

from incidentdesk.agent.web.site import REPORTS_PER_MINUTE
from incidentdesk.agent.web.words import languages
from incidentdesk.detect.attachment import attached, chunks
from incidentdesk.prepare.part import lines_text
from incidentdesk.prepare.person_change import create_person
from incidentdesk.prepare.service_change import create_service
from incidentdesk.respond.letter_retry import try_again
from tests.web_visitor import TYPED, Visitor, shown, token_in


def incidents(database):
    with database.read() as reader:
        return reader.rows(
            "SELECT i.id, i.title, i.channel, i.impact, i.urgency, p.name, p.email, i.occurred_at, i.description"
            " FROM incident i LEFT JOIN person p ON p.id = i.reporter_id ORDER BY i.id"
        )


def letters(database):
    with database.read() as reader:
        return reader.rows("SELECT kind, subject, parked FROM dead_letter")


def test_a_report_becomes_an_incident_and_leads_to_its_private_link(visitor, sqlite_desk):
    answer = visitor.report(email="ada@example.org", since="2026-03-31T08:30")
    assert answer.status_code == 303
    page = visitor.get(answer.headers["location"])
    assert "Its number is INC-0001." in shown(page.text)
    [row] = incidents(sqlite_desk)
    assert row[1:7] == ("No e-mail", "Web form", 2, 1, "Ada Lovelace", "ada@example.org")
    assert row[7] == 1_774_938_600_000_000  # 08:30 in Berlin is 06:30 in UTC
    assert row[8].startswith("Since the storm.")


def test_files_come_along(visitor, sqlite_desk):
    visitor.report(files=(("../../trace.txt", b"what I saw"), ("screen.png", b"\x89PNG")))
    with sqlite_desk.read() as reader:
        found = attached(reader, 1)
        assert [each.name for each in found] == ["trace.txt", "screen.png"]
        assert b"".join(chunks(reader, found[0].id)) == b"what I saw"


def test_sending_twice_reports_once_and_leads_to_the_same_link(visitor, sqlite_desk):
    token = visitor.open_form()
    first, second = visitor.report(token=token), visitor.report(token=token)
    assert first.headers["location"] == second.headers["location"]
    assert len(incidents(sqlite_desk)) == 1


def test_neither_the_link_nor_the_number_of_the_sending_stands_in_the_database(visitor, sqlite_desk):
    token = visitor.open_form()
    link = visitor.report(token=token).headers["location"].split("/")[2].split("?")[0]
    assert re.fullmatch(r"[0-9a-f]{32}", link)
    kept = sqlite_desk.path.read_bytes()
    assert link.encode() not in kept
    assert token.split(".")[1].encode() not in kept


def test_it_is_the_same_on_both_databases(serve, desk):
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with Visitor(base_url=serve(desk), headers=headers, trust_env=False) as visitor:
        link = visitor.report(files=(("a.txt", b"a"),)).headers["location"]
        page = visitor.get(link)
        assert "Its number is INC-0001." in shown(page.text)
        sent = visitor.post(link.partition("?")[0], data={"answer": "More", "form": token_in(page.text)})
        assert "More" in shown(visitor.get(sent.headers["location"]).text)


def test_what_fails_unexpectedly_is_kept_and_taken_at_another_try(visitor, sqlite_desk, monkeypatch):
    def fail(*_args, **_named):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("incidentdesk.agent.web.form_page.take_report", fail)
        answer = visitor.report(files=(("a.txt", b"what I saw"),))
    assert answer.status_code == 202
    assert "Your report was kept" in shown(answer.text)
    with sqlite_desk.write(actor="Mei") as session:
        assert try_again(session, 1).number == "INC-0001"
    with sqlite_desk.read() as reader:
        assert [each.name for each in attached(reader, 1)] == ["a.txt"]


def test_programs_that_fill_in_everything_have_to_wait_too(visitor, sqlite_desk):
    statuses = [visitor.report(website="x").status_code for _n in range(REPORTS_PER_MINUTE + 1)]
    assert statuses == [202] * REPORTS_PER_MINUTE + [429]
    assert len(letters(sqlite_desk)) == REPORTS_PER_MINUTE


def test_mistakes_are_named_with_links_and_what_was_typed_stays(visitor, sqlite_desk):
    sent = {"what": " ", "who": "", "email": "ada at home", "since": "2999-01-01T10:00", "bad": "", "happened": "<b>&"}
    answer = visitor.report(**sent)
    assert answer.status_code == 422
    for field in ("what", "who", "email", "since"):
        assert f'href="#{field}"' in answer.text
        assert f'id="{field}-error"' in answer.text
        assert re.search(rf'id="{field}"[^>]*aria-describedby="[^"]*{field}-error"', answer.text)
    assert 'href="#bad-many"' in answer.text
    assert "&lt;b&gt;&amp;</textarea>" in answer.text
    assert 'value="ada at home"' in answer.text
    assert incidents(sqlite_desk) == []


def test_a_corrected_form_is_taken(visitor, sqlite_desk):
    wrong = visitor.report(what="", files=(("a.txt", b"a"),))
    assert "Choose your files again" in shown(wrong.text)
    assert visitor.report(token=token_in(wrong.text)).status_code == 303
    assert len(incidents(sqlite_desk)) == 1


@pytest.mark.parametrize("token", ["", "x", "1.2.3", "é.ü.ß", "9" * 500, "0.abc." + "0" * 64])
def test_a_form_that_we_did_not_give_out_is_asked_for_again(visitor, sqlite_desk, token):
    answer = visitor.post("/report", data={**TYPED, "form": token})
    assert answer.status_code == 409
    assert 'value="No e-mail"' in answer.text
    assert incidents(sqlite_desk) == []
    assert visitor.report(token=token_in(answer.text)).status_code == 303


def test_a_form_of_yesterday_reports_once_all_the_same(visitor, sqlite_desk, monkeypatch):
    token = visitor.open_form()
    monkeypatch.setattr("incidentdesk.agent.web.form_token.LONGEST_OPEN", -1)
    again = visitor.report(token=token)
    assert again.status_code == 409
    assert "nothing is lost" in shown(again.text)
    assert token_in(again.text).split(".")[1] == token.split(".")[1]


def test_what_a_program_fills_in_is_kept_and_no_incident(visitor, sqlite_desk):
    answer = visitor.report(website="https://spam.example")
    assert answer.status_code == 202
    assert incidents(sqlite_desk) == []
    assert letters(sqlite_desk) == [("Web form", "No e-mail", True)]


def test_too_many_reports_of_one_address_have_to_wait_and_lose_nothing(visitor):
    for _number in range(REPORTS_PER_MINUTE):
        assert visitor.report().status_code == 303
    answer = visitor.report()
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 61
    assert 'value="No e-mail"' in answer.text


def test_more_than_twenty_files_are_refused_and_what_was_typed_stays(visitor, sqlite_desk):
    answer = visitor.report(files=tuple((f"{n}.txt", b"x") for n in range(21)))
    assert answer.status_code == 413
    assert "At most 20 files" in shown(answer.text)
    assert 'value="No e-mail"' in answer.text
    assert incidents(sqlite_desk) == []
    assert visitor.report(files=tuple((f"{n}.txt", b"x") for n in range(20))).status_code == 303


def test_more_than_25_megabytes_are_refused(visitor, sqlite_desk):
    half = b"x" * (13 * 1024 * 1024)
    answer = visitor.report(files=(("a.bin", half), ("b.bin", half[: -500 * 1024])))
    assert answer.status_code == 413
    assert "25 MB" in shown(answer.text)
    assert visitor.report(files=(("a.bin", half), ("b.bin", half), ("c.bin", half))).status_code == 413
    assert incidents(sqlite_desk) == []


def test_a_known_address_is_that_person_whose_facts_stay(visitor, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        create_person(session, name="Ada King", methods=lines_text([("E-mail", "ada@example.org")]))
    visitor.report(who="Somebody else", email="ADA@example.org")
    [row] = incidents(sqlite_desk)
    assert row[5:7] == ("Ada King", "ada@example.org")
    assert "Given as name: Somebody else" in row[8]


def test_a_known_name_with_another_address_is_another_person(visitor, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        create_person(session, name="Ada Lovelace", methods=lines_text([("E-mail", "ada@example.org")]))
    visitor.report(email="thief@example.org")
    assert incidents(sqlite_desk)[0][5:7] == ("Ada Lovelace (thief@example.org)", "thief@example.org")
    with sqlite_desk.read() as reader:
        assert ("Ada Lovelace", "ada@example.org") in reader.rows("SELECT name, email FROM person")


def test_services_are_offered_only_where_the_desk_says_so(serve, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        create_service(session, name="Payroll <secret>")
    for offered in (False, True):
        page = httpx.get(f"{serve(services=offered)}/report", trust_env=False).text
        assert ("Payroll &lt;secret&gt;" in page) is offered


def test_strangers_add_no_service_to_the_catalogue(visitor, sqlite_desk):
    visitor.report(service="The coffee machine")
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT name FROM service") == []
    assert "What it is about: The coffee machine" in incidents(sqlite_desk)[0][8]


@pytest.mark.parametrize(
    ("asked", "language", "direction", "heading"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de", "ltr", "Störung melden"),
        ("xx, fr-CA;q=0.7, en;q=0.2", "fr", "ltr", "Signaler un incident"),
        ("ar", "ar", "rtl", "الإبلاغ عن عطل"),
        ("", "en", "ltr", "Report an incident"),
        (";;q=x,,*;q=nan", "en", "ltr", "Report an incident"),
    ],
)
def test_the_form_speaks_the_language_of_the_browser(visitor, asked, language, direction, heading):
    page = visitor.get("/report", headers={"Accept-Language": asked})
    assert f'<html lang="{language}" dir="{direction}">' in page.text
    assert f"<h1>{heading}</h1>" in page.text
    assert page.headers["content-language"] == language


def test_all_languages_say_the_same_things_about_the_same_names():
    english = languages()["en"].texts
    for words in languages().values():
        assert words.texts.keys() == english.keys()
        for key, text in words.texts.items():
            assert re.findall(r"{\w+}", text) == re.findall(r"{\w+}", english[key]) or sorted(
                re.findall(r"{\w+}", text)
            ) == sorted(re.findall(r"{\w+}", english[key])), key


def test_a_page_runs_no_script_and_asks_nobody_else(visitor):
    page = visitor.get("/report")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'; base-uri 'none'; frame-ancestors 'none'" in policy
    assert "<script" not in page.text
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", page.text)
    assert page.headers["referrer-policy"] == "no-referrer"


def test_each_field_has_a_label(visitor):
    page = visitor.get("/report").text
    fields = set(re.findall(r'<(?:input|textarea|select)\b(?![^>]*type="hidden")[^>]* id="([^"]+)"', page))
    assert fields == set(re.findall(r'<label[^>]* for="([^"]+)"', page))


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"--x\r\nrubbish", "multipart/form-data; boundary=x"),
        (b"\xff\xfe%%%=&&&", "application/x-www-form-urlencoded"),
        (b'{"what": 1}', "application/json"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--", "multipart/form-data; boundary=x"),
    ],
)
def test_what_is_no_form_is_answered_with_a_sentence(visitor, body, kind):
    answer = visitor.post("/report", content=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500
    assert "<h1>" in answer.text
