"""Mails in files, what could not be taken, and mailboxes by the command line."""

import json

from tests.respond.mails import letter


def test_each_mail_says_what_became_of_it(run, tmp_path):
    (tmp_path / "one.eml").write_bytes(letter(files=(("log.txt", b"line"),)))
    (tmp_path / "two.mbox").write_bytes(b"From x\n" + letter(message_id="<2@e>", Precedence="bulk") + b"\nFrom y\n\n\n")
    found = json.loads(run("intake", "mail", tmp_path / "one.eml", tmp_path / "two.mbox", "--json").stdout)
    assert [each["outcome"] for each in found] == ["created", "parked", "refused"]
    assert found[0] | {"file": ""} == {
        "file": "", "outcome": "created", "number": "INC-0001", "sender": "ann@example.com", "source": None,
        "subject": "VPN down", "attachments": [{"name": "log.txt", "size": 4}], "reason": "",
    }  # fmt: skip
    assert found[2]["reason"] == "It is empty."


def test_the_same_file_is_taken_once(run, tmp_path):
    file = tmp_path / "one.eml"
    file.write_bytes(letter())
    run("intake", "mail", file)
    assert "It was taken in before." in run("intake", "mail", file).stdout
    assert len(json.loads(run("list", "--json").stdout)) == 1


def test_a_mail_comes_by_the_standard_input(run):
    assert "INC-0001" in run("intake", "mail", "-", standard_input=letter()).stdout


def test_what_could_not_be_taken_is_listed_tried_again_and_dropped(run, refused):
    run("intake", "mail", "-", standard_input=letter(Precedence="bulk"))
    run("intake", "mail", "-", standard_input=b"\r\n")
    listed = json.loads(run("intake", "letters", "--json").stdout)
    assert [(each["number"], each["parked"]) for each in listed] == [(2, False), (1, True)]
    assert "a list or to very many" in run("intake", "letters").stdout
    assert json.loads(run("intake", "retry", 1, "--json").stdout)[0]["number"] == "INC-0001"
    assert run("intake", "drop", 2, "--reason", "empty").exit_code == 0
    assert json.loads(run("intake", "letters", "--json").stdout) == []
    assert [each["state"] for each in json.loads(run("intake", "letters", "--all", "--json").stdout)] == [
        "Dropped", "Taken in",
    ]  # fmt: skip
    assert "dropped already" in refused(run("intake", "drop", 2, "--reason", "again"))
    assert "nothing with the number 9" in refused(run("intake", "retry", 9)).lower()


def test_a_file_that_is_not_there_is_a_sentence(run, refused):
    assert "can't be read" in refused(run("intake", "mail", "/nowhere.eml"))


def test_mailboxes_are_listed_and_an_unknown_one_is_a_sentence(run, refused):
    assert json.loads(run("mailbox", "list", "--json").stdout) == []
    assert "no mailbox" in refused(run("mailbox", "test", "Help"))
