"""incidentdesk form: the form for reports as a file that opens a mail."""

import re

import pytest

from incidentdesk.prepare.setting import set_setting


@pytest.fixture
def write(incidentdesk, sqlite_desk, tmp_path):
    def run(*arguments):
        file = tmp_path / "form.html"
        done = incidentdesk("--database", sqlite_desk.path, "form", file, *arguments)
        return done, file

    return run


def test_the_form_is_one_file_that_opens_a_mail_with_a_line_for_each_field(write):
    done, file = write("--mail-to", "help@example.org", "--language", "de")
    assert (done.returncode, done.stderr) == (0, "")
    page = file.read_text(encoding="utf-8")
    assert '<html lang="de" dir="ltr">' in page
    target = "mailto:help@example.org?subject=Meldung%20einer%20St%C3%B6rung"
    assert f'<form method="post" action="{target}" enctype="text/plain">' in page
    names = re.findall(r' name="([^"]+)"', page)
    assert {"Was geht nicht?", "Ihr Name", "Wie schlimm ist es?"} <= set(names)
    assert 'value="Viele können nicht arbeiten"' in page


def test_it_asks_nobody_for_anything_and_runs_nothing(write):
    page = write("--mail-to", "help@example.org")[1].read_text(encoding="utf-8")
    assert "default-src &#x27;none&#x27;" in page
    assert "form-action mailto:" in page
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)


def test_it_has_the_title_that_the_desk_has_set(write, sqlite_desk):
    with sqlite_desk.write(actor="Mei") as session:
        set_setting(session, "web_title", "Help <desk>")
    page = write("--mail-to", "help@example.org")[1].read_text(encoding="utf-8")
    assert "<h1>Help &lt;desk&gt;</h1>" in page


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--mail-to", "help at example"), "is no e-mail address"),
        (("--mail-to", "a@b.example?bcc=c@d.example"), "is no e-mail address"),
        (("--mail-to", "help@example.org", "--language", "xx"), "There is no form in “xx”"),
    ],
)
def test_what_can_not_be_is_told_and_nothing_is_written(write, arguments, sentence):
    done, file = write(*arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not file.exists()
