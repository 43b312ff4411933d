"""Articles on the page of an incident: written from its resolution by one command, offered, and used."""

from incidentdesk.desktop.improve.article_commands import ArticleCommands
from incidentdesk.desktop.improve.article_dialog import ArticleDialog
from incidentdesk.improve.article_change import move_article, write_article
from incidentdesk.improve.article_list import article_row, articles
from incidentdesk.respond.timeline import timeline
from incidentdesk.respond.transition import Move, move
from tests.desktop.investigate.analyses_window import Key, act, held_clock, log, read, sit_down
from tests.desktop.investigate.conftest import furnished

__all__ = ["furnished", "held_clock", "sit_down"]
TITLE = "Payroll batch stops at night"


def resolve(database, incident_id, notes="Start it again with --resume"):
    act(database, move, incident_id, Move("Resolved", resolution_code="Fixed", resolution_notes=notes))


def published(database):
    article_id = act(database, write_article, title=TITLE, solution="Start it again with --resume")
    act(database, move_article, article_id, "Published")
    return article_id


def section(lead):
    return next(each for each in lead.page.more_commands if isinstance(each, ArticleCommands))


def shown(lead):
    return [(line.key, line.word) for line in section(lead).list.lines.lines]


def test_one_command_drafts_an_article_and_opens_it(sqlite_desk, sit_down):
    incident_id = log(sqlite_desk, TITLE, description="Error 7")
    resolve(sqlite_desk, incident_id)
    lead = sit_down("INC-0001")
    lead.run("incident.article")
    dialog = lead.wait_for(ArticleDialog)

    assert dialog.windowTitle() == "KB-0001"
    (row,) = read(sqlite_desk, articles)
    assert (row.title, row.symptom, row.solution, row.from_number) == (
        TITLE, "Error 7", "Start it again with --resume", "INC-0001",
    )  # fmt: skip
    lead.press(Key.Key_Escape)
    lead.come()
    lead.qtbot.waitUntil(lambda: shown(lead) == [("KB-0001", "")])
    # Once more, it leads to the same one.
    lead.run("incident.article")
    lead.wait_for(ArticleDialog)
    assert len(read(sqlite_desk, articles)) == 1


def test_without_a_resolution_the_command_says_what_is_missing(sqlite_desk, sit_down):
    log(sqlite_desk, TITLE)
    lead = sit_down("INC-0001")
    why = lead.desk.registry.why_disabled("incident.article")
    assert why == "Write into the resolution first how it was resolved."


def test_an_article_that_fits_is_offered_and_used_with_one_command(sqlite_desk, sit_down):
    article_id, incident_id = published(sqlite_desk), log(sqlite_desk, TITLE)
    lead = sit_down("INC-0001#related")
    lead.qtbot.waitUntil(lambda: shown(lead) == [("KB-0001", "may help")])

    lead.run("incident.use_article")
    lead.qtbot.waitUntil(lambda: shown(lead) == [("KB-0001", "used here")])
    assert read(sqlite_desk, article_row, article_id).used == 1
    assert any("KB-0001" in fact.text for fact in read(sqlite_desk, timeline, incident_id))
    assert "No article fits" in lead.desk.registry.why_disabled("incident.use_article")

    lead.undo()
    assert read(sqlite_desk, article_row, article_id).used == 0


def test_enter_opens_the_article(sqlite_desk, sit_down):
    published(sqlite_desk)
    log(sqlite_desk, TITLE)
    lead = sit_down("INC-0001#related")
    lead.qtbot.waitUntil(lambda: bool(shown(lead)))
    section(lead).list.setFocus()
    lead.press(Key.Key_Return)
    assert lead.page.title() == f"KB-0001 {TITLE}"
