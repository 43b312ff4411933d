"""A response plan on paper: read back as whoever stands before a dead screen reads it."""

from datetime import UTC, datetime

import pytest

from incidentdesk import clock
from incidentdesk.measure.plan_report import gather_plan_report, plan_report
from incidentdesk.prepare.contact import ContactKind, contact
from incidentdesk.prepare.contact_method import Means, contact_method
from incidentdesk.prepare.person import person, person_named
from incidentdesk.prepare.plan_change import approve, change_plan, create_plan
from incidentdesk.prepare.plan_content import Action, Phase, PlanChannel, PlanContact, PlanContent
from incidentdesk.prepare.plan_template import create_from_template, plan_templates
from incidentdesk.prepare.plan_version import current_version
from incidentdesk.prepare.role import role_holder
from incidentdesk.prepare.role_change import role_named
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger

AT = clock.stored(datetime(2026, 3, 28, 12, 0, tzinfo=UTC))
CONTENT = PlanContent(
    purpose="Stop the **spread**.",
    phases=(
        Phase(
            "p",
            "Contain",
            (
                Action("a", "Isolate the host", role="Analyst", offset=5, criterion="it is off the network"),
                Action("b", "Call them", needs=("a",), mandatory=False, instructions="- see [page](https://x.example)"),
            ),
        ),
    ),
    roles=("Analyst", "Clerk"),
    contacts=(PlanContact("Insurer", "before help is hired"), PlanContact("Provider")),
    channels=(PlanChannel("Bridge", "+44 20"), PlanChannel("Radio")),
    audiences=("Users",),
)


@pytest.fixture
def printed(sqlite_desk, tmp_path, pages):
    """Prints a plan; gives the text of its pages."""

    def print_(plan_id, **options):
        path = tmp_path / "plan.pdf"
        with sqlite_desk.read() as reader:
            report = gather_plan_report(reader, plan_id, at=AT)
        count = plan_report(report, path, zone=UTC, made_by="Mei Okafor", made_at=AT, **options)
        found = pages(path)
        assert len(found) == count
        return found

    return print_


@pytest.fixture
def plan_id(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        plan_id = create_plan(session, name="Ransomware", content=CONTENT, owner="Bo Ek", review_by="2027-05-01")
        holder = person_named(session, "Ana Ruiz")
        ledger.update(session, person, holder, {"phone": "+43 1 22"})
        role_id = role_named(session, "Analyst")
        ledger.insert(session, role_holder, {"role_id": role_id, "person_id": holder, "position": 1, "key": "k"})
        facts = {"name": "Insurer", "kind": ContactKind.INSURER, "their_reference": "P-77", "verified_on": "2026-03-01"}
        insurer = ledger.insert(session, contact, facts)
        method = {"contact_id": insurer, "position": 1, "means": Means.PHONE, "address": "+49 30 11", "key": "m"}
        ledger.insert(session, contact_method, method)
    return plan_id


def test_the_cover_says_what_it_is_and_who_stands_for_it(sqlite_desk, printed, plan_id):
    (text,) = printed(plan_id)
    assert "This version is not the approved one: Draft." in text
    assert "Stop the spread." in text
    with sqlite_desk.write(actor="Mei Okafor") as session:
        approve(session, current_version(session.reader, plan_id).id)
    (text,) = printed(plan_id)
    assert "not the approved one" not in text
    for said in (
        "PLAN-0001",
        "1 · Approved",
        "Bo Ek",
        "Mei Okafor",
        "2027-05-01",
        "Incident number",
        "Activated at (T)",
    ):
        assert said in text
    assert "page 1 of 1" in text


def test_roles_tell_who_holds_them_now_and_how_to_reach_them(printed, plan_id):
    (text,) = printed(plan_id)
    assert "Ana Ruiz" in text
    assert "Phone: +43 1 22" in text
    assert "Clerk ▲ nobody" in text


def test_contacts_stand_in_fallback_order_with_numbers(printed, plan_id):
    (text,) = printed(plan_id)
    assert text.index("Insurer") < text.index("Provider")
    for said in ("+49 30 11", "they know us as P-77", "2026-03-01", "before help is hired", "no number on file"):
        assert said in text
    assert text.index("First Bridge") < text.index("Fallback Radio")


def test_each_action_says_all_that_is_needed_to_do_it(printed, plan_id):
    (text,) = printed(plan_id)
    assert "1.1 Isolate the host T+5 min" in text
    for said in (
        "Done when it is off the network",
        "After 1.1 Isolate the host",
        "optional",
        "page (https://x.example)",
    ):
        assert said in text
    assert "Done at Initials" in text


@pytest.mark.parametrize("template", plan_templates(), ids=lambda each: each.name)
def test_every_shipped_plan_prints_with_all_its_actions(sqlite_desk, printed, template):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        plan_id = create_from_template(session, template.name)
    text = "".join("".join(printed(plan_id)).split())
    for action in template.content.actions:
        assert "".join(action.title.split()) in text


@pytest.mark.parametrize("page_size", ["A4", "Letter"])
def test_the_longest_texts_of_any_script_print(sqlite_desk, printed, page_size):
    long = PlanContent(
        phases=(
            Phase(
                "p",
                "Wiederherstellungsmaßnahmenpriorisierungsbesprechung " * 3,
                (
                    Action(
                        "a", "استعادة الخدمة من النسخة الاحتياطية " * 6, instructions="zeile\n" * 300, offset=527_040
                    ),
                    Action("b", "x" * 400, role="Klärungsverantwortliche " * 9, criterion="ת" * 200),
                ),
            ),
        )
    )
    with sqlite_desk.write(actor="Mei Okafor") as session:
        plan_id = create_plan(session, name="N" * 200, content=long)
        change_plan(session, plan_id, {"owner": "O" * 200})
    assert len(printed(plan_id, page_size=page_size)) > 3


def test_tables_and_code_print_as_what_they_are(sqlite_desk, printed):
    code = "```bash\n# stop the vm\nvirsh destroy db1\n```"
    table = "| Name | Phone |\n|---|---|\n| Storage | **0100** |\n| a \\| b | |"
    action = Action("a", "Fence it", instructions=f"Run:\n\n{code}\n\n{table}\n\nor a | b; _see sev1_YYYY_.")
    with sqlite_desk.write(actor="Mei Okafor") as session:
        plan_id = create_plan(session, name="Code", content=PlanContent(phases=(Phase("p", "Do", (action,)),)))
    said = "\n".join(printed(plan_id))
    for shown in ("# stop the vm", "virsh destroy db1", "Phone", "0100", "a | b", "or a | b; see sev1_YYYY."):
        assert shown in said
    for mark in ("```", "|---", "**", "| Storage"):
        assert mark not in said


def test_an_empty_plan_prints_too(sqlite_desk, printed):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        plan_id = create_plan(session, name="Nothing yet")
    (text,) = printed(plan_id)
    assert "Nothing yet" in text


def test_what_is_not_there_is_refused(sqlite_desk, plan_id):
    with sqlite_desk.read() as reader:
        with pytest.raises(Refused, match="no such response plan"):
            gather_plan_report(reader, 77, at=AT)
        with pytest.raises(Refused, match="no such version"):
            gather_plan_report(reader, plan_id, 77, at=AT)


def test_a_print_can_be_stopped(printed, plan_id):
    with pytest.raises(Refused, match="Nothing was written"):
        printed(plan_id, cancelled=lambda: True)
