"""A file becomes a plan: what its lines became, corrected by keys, into a new plan or an existing one; and versions."""

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from incidentdesk.desktop.prepare.plan_import_sheet import PlanImportSheet
from incidentdesk.desktop.prepare.plan_versions_sheet import PlanVersionsSheet
from incidentdesk.prepare.plan_change import approve, create_plan, save_draft
from incidentdesk.prepare.plan_content import Action, Phase, PlanContent
from incidentdesk.prepare.plan_editing import set_action
from incidentdesk.prepare.plan_list import plans
from incidentdesk.prepare.plan_preview import Became
from incidentdesk.prepare.plan_version import current_version, versions_of
from tests.desktop.investigate.analyses_window import Key, act, held_clock, read, sit_down
from tests.desktop.investigate.conftest import furnished
from tests.desktop.test_accessibility import controls

__all__ = ["furnished", "held_clock", "sit_down"]

FILE = """# Mail outage

What to do when no mail goes out.

## First minutes

1. Look at the queue
2. Tell the service desk

Keep calm.

## Recovery

- Restart the relay
"""
CONTENT = PlanContent("", (Phase("p", "First minutes", (Action("a", "Look at the queue", offset=5),)),))


@pytest.fixture
def plan_id(sqlite_desk):
    return act(sqlite_desk, create_plan, name="Mail outage", content=CONTENT)


@pytest.fixture
def lead(plan_id, sit_down):
    return sit_down("plans#plans")


@pytest.fixture
def sheet(lead, tmp_path):
    file = tmp_path / "mail.md"
    file.write_text(FILE, encoding="utf-8")
    lead.run("plans.import")
    sheet = lead.wait_for(PlanImportSheet)
    sheet.read_file(file)
    lead.rest()
    return sheet


def outline(sheet):
    heads = [sheet.outline.topLevelItem(at) for at in range(sheet.outline.topLevelItemCount())]
    return [[head.text(0), *(head.child(at).text(0) for at in range(head.childCount()))] for head in heads]


def stand_on(sheet, text):
    row = next(at for at, piece in enumerate(sheet.preview.pieces) if text in piece.text)
    sheet.go_to(row)
    return row


def test_lines_say_what_they_became_and_the_plan_stands_beside(sheet):
    QAbstractItemModelTester(sheet.rows)
    assert outline(sheet) == [
        ["1  First minutes", "1.1  Look at the queue", "1.2  Tell the service desk"],
        ["2  Recovery", "2.1  Restart the relay"],
    ]
    became = [sheet.rows.data(sheet.rows.index(row, 2)) for row in range(sheet.rows.rowCount())]
    assert became[:3] == ["Name of the plan", "Purpose", "Phase"]
    assert "2 phases, 3 actions" in sheet.told.text()


def test_a_digit_makes_a_line_something_else_and_goes_on(sheet, lead):
    row = stand_on(sheet, "Keep calm")
    sheet.lines.setFocus()
    lead.press(Key.Key_4)
    assert sheet.preview.pieces[row].became == Became.ACTION
    assert outline(sheet)[0][-1] == "1.3  Keep calm"
    assert sheet.lines.currentIndex().row() == row + 1
    stand_on(sheet, "Tell the service desk")
    lead.press(Key.Key_6)
    assert "1.2  Keep calm" in outline(sheet)[0]


def test_the_buttons_above_do_the_same(sheet):
    stand_on(sheet, "Recovery")
    assert sheet.ways.value == Became.PHASE
    sheet.ways.button(Became.ACTION).click()
    assert [len(phase) for phase in outline(sheet)] == [5]


def test_the_plan_that_was_seen_is_the_one_that_is_made(sqlite_desk, sheet, lead):
    sheet.name.setText("Mail is down")
    content = sheet.content
    sheet.save.click()
    lead.rest()
    row = next(row for row in read(sqlite_desk, plans) if row.name == "Mail is down")
    assert row.content == content
    assert lead.page.title() == f"{row.number} Mail is down"


def test_a_name_that_is_taken_stays_for_another(sqlite_desk, sheet, lead):
    assert sheet.name.text() == "Mail outage"
    sheet.save.click()
    lead.rest()
    assert "already" in sheet.message.text
    assert sheet.save.isEnabled()
    sheet.reject()


def test_a_file_becomes_the_next_draft_of_a_plan_and_is_recognised(sqlite_desk, plan_id, sheet, lead):
    act(sqlite_desk, approve, read(sqlite_desk, current_version, plan_id).id)
    sheet.into.choose(plan_id)
    assert not sheet.name.isVisible()
    sheet.save.click()
    lead.rest()
    first, second = reversed(read(sqlite_desk, versions_of, plan_id))
    assert (first.state, second.state, second.number) == ("Approved", "Draft", 2)
    assert second.content.phases[0].actions[0].key == "a"


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"\x00\x01\x02PNG", "no text"), (b"x" * 30_000, "characters")]
)
def test_a_bad_file_says_so_in_the_sheet(sheet, lead, tmp_path, content, said):
    file = tmp_path / "bad.md"
    file.write_bytes(content)
    before = outline(sheet)
    sheet.read_file(file)
    lead.rest()
    assert said in sheet.message.text
    assert outline(sheet) == before
    sheet.read_file(tmp_path / "missing.md")
    lead.rest()
    assert "missing.md" in sheet.message.text


def test_nothing_is_imported_while_no_line_is_an_action(sheet):
    sheet.lines.selectAll()
    sheet.become(Became.LEFT_OUT)
    assert not sheet.save.isEnabled()
    assert "action" in sheet.save.toolTip()


def test_everything_has_a_name_for_those_who_can_not_see_it(sheet):
    for control in controls(sheet):
        assert control.accessibleName(), control
        assert control.accessibleDescription(), control
    QTest.keyClick(sheet, Key.Key_Escape)


# ── versions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_any_two_versions_are_compared_and_copied(sqlite_desk, plan_id, sit_down):
    act(sqlite_desk, approve, read(sqlite_desk, current_version, plan_id).id)
    changed = set_action(CONTENT, "a", title="Look at the mail queue", offset=10)
    act(sqlite_desk, save_draft, plan_id, changed, CONTENT, note="Ten minutes are enough", actor="Bo Diaz")
    lead = sit_down(f"PLAN-{plan_id:04d}")
    lead.qtbot.waitUntil(lambda: lead.page.draft.sheet is not None)
    lead.rest()
    lead.run("plan.versions")
    sheet = lead.wait_for(PlanVersionsSheet)
    assert sheet.list.texts() == ["Ten minutes are enough", "no note"]
    assert sheet.counted.text() == "2 changes"
    text = sheet.text.toPlainText()
    assert "≠  Changed: action “Look at the mail queue”, title" in text
    assert "T+5 min  →  T+10 min" in text
    assert "Bo Diaz" in sheet.note.text()
    sheet.copy.click()
    assert "**mail" in QGuiApplication.clipboard().text()
    # Against an empty plan all of it is new.
    sheet.list.setCurrentRow(1)
    assert "+  Added: action" in sheet.text.toPlainText()
    # And the other way round.
    sheet.after.choose(sheet.versions[1].id)
    sheet.before.choose(sheet.versions[0].id)
    assert "Look at the mail queue" in sheet.text.toPlainText()
    assert all(control.accessibleName() and control.accessibleDescription() for control in controls(sheet))
    sheet.reject()


def test_who_until_when_and_optional_stand_beside_the_action_and_cancel_leaves_nothing(
    sqlite_desk, plan_id, sheet, lead, tmp_path
):
    file = tmp_path / "steps.md"
    file.write_text(
        "# Lag\n\n## Steps for the scribe\n- Optional: write it down within 5 minutes\n- Tell them\n", "utf-8"
    )
    sheet.read_file(file)
    lead.rest()
    assert outline(sheet) == [
        [
            "1  Steps for the scribe",
            "1.1  Write it down within 5 minutes  (scribe · T+5 min · optional)",
            "1.2  Tell them  (scribe)",
        ]
    ]
    sheet.reject()
    lead.rest()
    assert [row.id for row in read(sqlite_desk, plans)] == [plan_id]
