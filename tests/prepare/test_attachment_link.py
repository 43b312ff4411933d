"""Files that a text names: found again by their bytes, at no other desk, and never those of an incident."""

import hashlib
import io

import pytest

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.linked_attachment import linked_attachment
from incidentdesk.prepare.attachment_link import attachment_link, known_digests, linked_files
from incidentdesk.prepare.plan_check import check_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_file import preview_of
from incidentdesk.prepare.plan_markdown import plan_markdown
from incidentdesk.refusal import Refused

DATA = b"the way to the valve"
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def link(desk):
    with desk.write(actor="Mei Okafor") as session:
        attach(session, None, "Valve [old].txt", io.BytesIO(DATA), size=len(DATA))
    return attachment_link("Valve [old].txt", DIGEST)


def content(text):
    return PlanContent(phases=(Phase("p", "Do", (Action("a", "Close it", instructions=text),)),))


def test_a_link_names_the_file_and_is_found_again(desk, link):
    (file,) = linked_files(f"See {link} and {link}.")
    assert file.name == "Valve (old).txt"
    with desk.read() as reader:
        assert linked_attachment(reader, file.digest).name == "Valve [old].txt"
        assert known_digests(reader, (file.digest, "0" * 32)) == {file.digest}
        assert not [each for each in check_plan(reader, content(link)) if each.part == "instructions"]


def test_a_file_that_is_not_here_is_told(desk, link):
    strange = attachment_link("Map.pdf", "f" * 64)
    with desk.read() as reader:
        (found,) = [each for each in check_plan(reader, content(strange)) if each.part == "instructions"]
        assert "Map.pdf" in found.text
        with pytest.raises(Refused, match="does not have the file"):
            linked_attachment(reader, "f" * 32)
        with pytest.raises(Refused, match="does not have the file"):
            linked_attachment(reader, "")


def test_the_files_of_incidents_stay_theirs(desk):
    with desk.write(actor="Mei Okafor") as session:
        attach(session, log_incident(session, title="VPN down"), "secret.txt", io.BytesIO(b"x"), size=1)
    with desk.read() as reader, pytest.raises(Refused, match="does not have the file"):
        linked_attachment(reader, hashlib.sha256(b"x").hexdigest()[:32])


def test_a_link_goes_out_and_comes_in_with_the_plan(desk, link):
    again = preview_of(plan_markdown("Valve", content(link))).content
    assert linked_files(again.actions[0].instructions)[0].digest == DIGEST[:32]
