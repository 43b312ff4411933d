"""An evidence bundle: whatever is changed in it is found, and nothing is put into it that is not what it was."""

import json
import random
import subprocess
import sys
import zipfile
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.evidence_adding import Label, add_text
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.measure.bundle_check import SENTENCES, Verdict, verify_bundle
from incidentdesk.measure.bundle_words import finding_text
from incidentdesk.measure.evidence_bundle import write_bundle
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def logged(desk):
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Ärger mit dem VPN 打印机", reporter="Ann")
        attach(session, incident_id, "größe.log", BytesIO(b"peer down\n" * 9), size=90)
        add_text(session, Subject(INCIDENT, incident_id), Label(title="What Ann said", text="It hung."))
        add_note(session, incident_id, "A work note")
    return incident_id


@pytest.fixture
def made(desk, logged, tmp_path):
    """The bundle and its seal."""
    path = tmp_path / "INC-0001.evidence.zip"
    return path, write_bundle(desk, logged, path, actor="Mei Okafor", zone=BERLIN)


@pytest.fixture
def bundle(made):
    return made[0]


def rewritten(bundle, change):
    """The bundle with its parts run through `change(name, bytes)`; what becomes None is left out."""
    with zipfile.ZipFile(bundle) as archive:
        parts = [(entry, change(entry.filename, archive.read(entry))) for entry in archive.infolist()]
    path = bundle.with_name("rewritten.zip")
    with zipfile.ZipFile(path, "w") as archive:
        for entry, data in parts:
            if data is not None:
                archive.writestr(entry, data)
    return path


def codes(verdict: Verdict):
    return [(finding.code, finding.name) for finding in verdict.findings]


def test_a_bundle_holds_the_whole_incident_and_nothing_in_it_is_changed(made):
    path, seal = made
    verdict = verify_bundle(path, seal=seal)
    assert verdict.findings == ()
    assert (verdict.number, verdict.title, verdict.seal) == ("INC-0001", "Ärger mit dem VPN 打印机", seal)
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        facts = json.loads(archive.read("incident.json"))
        (piece,) = json.loads(archive.read("evidence.json"))
        ledger = archive.read("ledger.jsonl").decode().splitlines()
        assert archive.read(piece["file"]) == b"It hung."
        assert archive.read("incident.pdf").startswith(b"%PDF")
    assert facts["title"] == "Ärger mit dem VPN 打印机"
    assert "attachments/1-größe.log" in names
    assert piece["custody"][0]["who"] == "Mei Okafor"
    assert len(ledger) == verdict.entries > 3


def test_its_seal_stands_in_the_timeline(desk, made):
    _path, seal = made
    with desk.read() as reader:
        texts = [text for (text,) in reader.rows("SELECT text FROM entry ORDER BY id")]
    assert texts[-1] == f"Evidence bundle made. Seal: {seal}"


def test_any_altered_bit_is_found_wherever_it_is(bundle):
    whole, altered = bundle.read_bytes(), bundle.with_name("altered.zip")
    random.seed(7)
    places = {*random.sample(range(len(whole)), 400), *range(len(whole) - 700, len(whole)), *range(40)}
    for at in places:
        changed = bytearray(whole)
        changed[at] ^= 1 << random.randrange(8)
        altered.write_bytes(changed)
        assert not verify_bundle(altered).unchanged, at


@pytest.mark.parametrize("change", [lambda whole: whole + b"x", lambda whole: b"x" + whole, lambda whole: whole[:-1]])
def test_nothing_stands_around_it(bundle, change):
    bundle.write_bytes(change(bundle.read_bytes()))
    assert not verify_bundle(bundle).unchanged


def test_one_character_of_the_history_is_named(bundle):
    path = rewritten(bundle, lambda _name, data: data.replace(b"A work note", b"A work vote"))
    assert ("changed", "ledger.jsonl") in codes(verify_bundle(path))
    assert ("entry-changed", "ledger.jsonl") in codes(verify_bundle(path))


def test_a_missing_and_an_added_file_are_named(bundle):
    path = rewritten(bundle, lambda name, data: None if name.startswith("evidence/") else data)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("evidence/more.txt", "made up")
    found = codes(verify_bundle(path))
    assert ("missing", "evidence/1-What Ann said.txt") in found
    assert ("extra", "evidence/more.txt") in found


def test_a_bundle_that_was_made_anew_is_known_by_its_seal(desk, made, logged, tmp_path):
    _path, seal = made
    other = tmp_path / "other.zip"
    write_bundle(desk, logged, other, actor="Mallory", zone=BERLIN)
    assert verify_bundle(other).unchanged
    assert codes(verify_bundle(other, seal=seal)) == [("other-seal", "")]


def test_a_hash_that_was_put_right_in_the_manifest_breaks_the_seal(bundle):
    def change(name, data):
        return data.replace(b'"number": "INC-0001"', b'"number": "INC-0002"') if name == "manifest.json" else data

    assert ("seal", "") in codes(verify_bundle(rewritten(bundle, change)))


def test_it_is_verified_without_the_program(bundle, tmp_path):
    with zipfile.ZipFile(bundle) as archive:
        (tmp_path / "verify.py").write_bytes(archive.read("verify.py"))

    def verify(path):
        command = [sys.executable, "-I", str(tmp_path / "verify.py"), str(path)]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env={"PYTHONUTF8": "1"})

    assert verify(bundle).stdout.endswith("Nothing was changed since.\n")
    altered = rewritten(bundle, lambda _name, data: data.replace(b"It hung.", b"It sang."))
    assert verify(altered).returncode == 1
    assert "evidence/1-What Ann said.txt was changed." in verify(altered).stdout


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_gets_a_sentence(tmp_path, data):
    path = tmp_path / "any.zip"
    path.write_bytes(data)
    (finding,) = verify_bundle(path).findings
    assert finding.code == "no-bundle"
    assert finding_text(finding).startswith("This is no evidence bundle: ")


def test_the_same_sentences_are_said_with_and_without_the_program():
    from incidentdesk.measure import bundle_words

    assert bundle_words._SENTENCES == SENTENCES


def test_no_bundle_is_made_of_an_attachment_that_was_changed(desk, logged, tmp_path):
    with desk.write(actor="Mallory") as session:
        session.connection.exec_driver_sql("UPDATE attachment_chunk SET data = '00'")
    with pytest.raises(Refused, match="is not what was added any more"):
        write_bundle(desk, logged, tmp_path / "x.zip", actor="Mei Okafor", zone=BERLIN)
    assert list(tmp_path.glob("*x.zip*")) == []


def test_no_bundle_is_made_of_a_history_that_was_changed(desk, logged, tmp_path):
    with desk.write(actor="Mallory") as session:
        session.connection.exec_driver_sql("UPDATE ledger SET actor = 'Ann' WHERE chain = 1 AND position = 2")
    with pytest.raises(Refused, match="was changed outside the program"):
        write_bundle(desk, logged, tmp_path / "x.zip", actor="Mei Okafor", zone=BERLIN)
