"""The register of articles in the window: written, published, opened from everywhere, counted."""

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from incidentdesk.desktop.detect.incident_dialog import IncidentDialog
from incidentdesk.desktop.improve.article_dialog import ArticleDialog
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import change_article, move_article, write_article
from incidentdesk.improve.article_list import article_row, articles
from incidentdesk.improve.article_use_change import use_article
from tests.desktop.investigate.analyses_window import CONTROL, SHIFT, Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]


def draft(database, title="Restart the print server", **facts):
    return act(database, write_article, title=title, **({"solution": "Stop and start the spooler"} | facts))


def published(database, **facts):
    article_id = draft(database, **facts)
    act(database, move_article, article_id, ArticleState.PUBLISHED)
    return article_id


def cells(lead, row=0):
    table = lead.page.pane.table.records
    return {column.key: table.index(row, place).data() for place, column in enumerate(table.columns)}


def test_an_article_is_written_with_the_keyboard_alone(sqlite_desk, sit_down):
    lead = sit_down("analyses#articles")
    lead.press(Key.Key_N)
    lead.wait_for(ArticleDialog)
    lead.write("Restart the print server")
    lead.press(Key.Key_Tab)
    lead.write("Nothing prints")
    lead.press(Key.Key_Tab)
    lead.write("Stop and start the spooler")
    lead.press(Key.Key_Return, modifier=CONTROL)

    (row,) = read(sqlite_desk, articles)
    assert (row.title, row.symptom, row.solution, row.state) == (
        "Restart the print server", "Nothing prints", "Stop and start the spooler", "Draft",
    )  # fmt: skip
    lead.qtbot.waitUntil(lambda: cells(lead)["number"] == "KB-0001")
    QAbstractItemModelTester(lead.page.pane.table.records, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_an_article_without_a_title_says_so_in_place(sqlite_desk, sit_down):
    lead = sit_down("analyses#articles")
    lead.press(Key.Key_N)
    dialog = lead.wait_for(ArticleDialog)
    lead.press(Key.Key_Return, modifier=CONTROL)

    assert dialog.form.error("title") == "Say in a few words what people see or want."
    assert read(sqlite_desk, articles) == []


def test_publishing_takes_one_key_and_can_be_undone(sqlite_desk, sit_down):
    article_id = draft(sqlite_desk)
    lead = sit_down("analyses#articles")
    lead.page.pane.table.setFocus()
    lead.press(Key.Key_P, modifier=SHIFT)
    assert read(sqlite_desk, article_row, article_id).state == "Published"

    lead.undo()
    assert read(sqlite_desk, article_row, article_id).state == "Draft"


def test_the_dialog_publishes_what_is_typed_and_refuses_what_says_no_solution(sqlite_desk, sit_down):
    article_id = draft(sqlite_desk, solution="")
    lead = sit_down("analyses#articles")
    lead.window.open(f"analyses#articles/{article_id}")
    dialog = lead.wait_for(ArticleDialog)
    dialog.states.buttons["Published"].click()
    lead.rest()
    assert dialog.form.error("solution") == "What is published needs a solution."

    dialog.form.fields["solution"].setPlainText("Start it")
    dialog.states.buttons["Published"].click()
    lead.rest()
    row = read(sqlite_desk, article_row, article_id)
    assert (row.state, row.solution) == ("Published", "Start it")


def test_the_register_counts_in_how_many_incidents_each_has_helped(sqlite_desk, sit_down):
    article_id = published(sqlite_desk)
    lead = sit_down("analyses#articles")
    assert cells(lead)["used"] == "not yet"

    for _incident in range(2):
        act(sqlite_desk, use_article, article_id, log(sqlite_desk))
    lead.qtbot.waitUntil(lambda: cells(lead)["used"] == "2 incidents")


def test_the_dialog_lists_those_incidents_and_leads_to_them(sqlite_desk, sit_down):
    article_id, incident_id = published(sqlite_desk), log(sqlite_desk)
    act(sqlite_desk, use_article, article_id, incident_id)
    lead = sit_down("analyses#articles")
    lead.window.open(f"analyses#articles/{article_id}")
    dialog = lead.wait_for(ArticleDialog)
    dialog.used_list.setFocus()
    lead.press(Key.Key_Return)
    lead.come()

    assert lead.page.title().startswith("INC-0001")


def test_what_another_has_changed_meanwhile_is_put_side_by_side(sqlite_desk, sit_down):
    article_id = draft(sqlite_desk)
    lead = sit_down("analyses#articles")
    lead.window.open(f"analyses#articles/{article_id}")
    dialog = lead.wait_for(ArticleDialog)
    dialog.form.fields["solution"].setPlainText("Mine")
    act(sqlite_desk, change_article, article_id, {"solution": "Theirs"}, actor="Bo Diaz")
    dialog.save.click()
    lead.rest()

    assert read(sqlite_desk, article_row, article_id).solution == "Theirs"
    assert dialog.isVisible()


@pytest.mark.parametrize("words", ["spooler", "KB-0001"])
def test_the_search_over_everything_finds_it_and_opens_it(sqlite_desk, sit_down, words):
    published(sqlite_desk)
    lead = sit_down("analyses")
    lead.run("analyses.search")
    lead.write(words)
    found = lead.page.found.table
    lead.qtbot.waitUntil(lambda: found.records.rowCount() == 1)
    lead.rest()
    lead.press(Key.Key_Down, Key.Key_Return)
    assert lead.wait_for(ArticleDialog).windowTitle() == "KB-0001"


# ── the page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_shows_the_solution_as_markdown(sqlite_desk, sit_down):
    published(sqlite_desk, symptom="Nothing prints", solution="1. Stop the **spooler**\n2. Start it")
    lead = sit_down("KB-0001")

    assert "Stop the spooler" in lead.page.text.toPlainText()
    assert lead.page.title() == "KB-0001 Restart the print server"
    assert not lead.page.publish_button.isVisible()


def test_it_is_used_for_an_incident_by_its_number(sqlite_desk, sit_down):
    article_id, incident_id = published(sqlite_desk), log(sqlite_desk, "Nothing prints on floor two")
    lead = sit_down("KB-0001")
    lead.page.text.setFocus()
    lead.press(Key.Key_U)
    dialog = lead.wait_for(IncidentDialog)
    assert dialog.incident.offered() == ["INC-0001 Nothing prints on floor two"]
    lead.write("INC-0009")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.rest()
    assert dialog.isVisible()
    assert read(sqlite_desk, article_row, article_id).used == 0

    dialog.incident.setText("inc1")
    lead.press(Key.Key_Return, modifier=CONTROL)
    lead.qtbot.waitUntil(lambda: [each.key for each in lead.page.used_list.lines.lines] == ["INC-0001"])
    assert read(sqlite_desk, article_row, article_id).used == 1
    assert incident_id == 1


def test_a_draft_is_published_on_its_page_and_not_used_before(sqlite_desk, sit_down):
    article_id = draft(sqlite_desk)
    lead = sit_down("KB-0001")
    assert lead.page.use_button.toolTip() == "Publish it first; a draft is used by nobody."

    lead.page.publish_button.click()
    lead.qtbot.waitUntil(lambda: lead.page.use_button.isEnabled())
    assert read(sqlite_desk, article_row, article_id).state == "Published"


def test_an_article_that_is_not_there_says_so(sit_down):
    lead = sit_down("KB-0007")
    assert "There is no KB-0007" in lead.page.stack.gone.accessibleDescription()
