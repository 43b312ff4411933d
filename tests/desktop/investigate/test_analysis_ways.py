"""From the fishbone, the 5-Whys, the review and the problem one gets to the others."""

import pytest

from incidentdesk.investigate.problem_intake import open_problem
from incidentdesk.investigate.subject import PROBLEM, Subject
from tests.desktop.investigate.fishbone_window import CONTROL, SHIFT, Key

BOTH = CONTROL | SHIFT
WAYS = {"fishbone": Key.Key_B, "whys": Key.Key_W, "review": Key.Key_R}


def go(person, part):
    """Stand on a part of the subject, with the focus where the window sets it."""
    person.window.open(f"{person.subject.number}/{part}" if part else person.subject.number)
    person.qtbot.waitUntil(lambda: not person.desk.background.jobs)
    person.window.page.panes()[0].setFocus()
    # Only the diagrams have an outline to wait for.
    if part in ("fishbone", "whys"):
        person.page = person.window.page


def page_name(person):
    return type(person.window.page).__name__


def menu_of(window, key="analysis"):
    menu = next(each.menu() for each in window.menuBar().actions() if each.menu().objectName() == f"menu.{key}")
    menu.aboutToShow.emit()
    return menu


def commands(menu):
    for action in menu.actions():
        if action.menu():
            yield from commands(action.menu())
        elif not action.isSeparator():
            yield action.objectName()


@pytest.fixture
def problem(sqlite_desk):
    with sqlite_desk.write(actor="Mei Okafor") as session:
        return Subject(PROBLEM, open_problem(session, title="Payroll runs late"))


@pytest.mark.parametrize(("start", "to"), [(start, to) for start in ("", *WAYS) for to in WAYS if start != to])
def test_from_every_page_of_an_incident_keys_lead_to_the_others(lead, start, to):
    go(lead, start)
    lead.press(WAYS[to], modifier=BOTH)
    assert page_name(lead) == {"fishbone": "FishbonePage", "whys": "WhysPage", "review": "ReviewPage"}[to]


def test_from_a_list_the_selected_incident_is_investigated(lead):
    lead.window.open("incidents")
    page = lead.window.page
    lead.qtbot.waitUntil(lambda: page.table.current_id == lead.subject.id)
    page.table.setFocus()
    lead.press(Key.Key_B, modifier=BOTH)
    assert page_name(lead) == "FishbonePage"
    assert lead.window.page.subject == lead.subject


@pytest.mark.parametrize("here", WAYS)
def test_a_page_that_is_open_is_not_opened_again(lead, here):
    go(lead, here)
    assert "is open already" in lead.desk.registry.why_disabled(f"analysis.{here}")


@pytest.mark.parametrize("start", ["", "fishbone", "whys"])
def test_a_problem_has_the_same_ways_but_no_review(sit_down, problem, start):
    person = sit_down(subject=problem)
    go(person, start)
    assert person.desk.registry.why_disabled("analysis.review") == "Only an incident has a review."
    to, key = ("fishbone", Key.Key_B) if start == "whys" else ("whys", Key.Key_W)
    person.press(key, modifier=BOTH)
    assert page_name(person) == {"fishbone": "FishbonePage", "whys": "WhysPage"}[to]
    assert person.window.page.subject == problem


@pytest.mark.parametrize("chosen", [None, "category"])
@pytest.mark.parametrize(("start", "other"), [("fishbone", "whys"), ("whys", "fishbone")])
def test_the_button_opens_the_other_diagram_whole_where_no_cause_is_chosen(lead, start, other, chosen):
    go(lead, start)
    if chosen:
        lead.page.selection.choose(lead.category().key)
    else:
        lead.page.selection.clear()
    button = lead.page.strip.buttons["diagram.why"]
    with lead.qtbot.waitSignal(lead.page.opened) as opened:
        button.click()
    assert opened.args == [f"{lead.subject.number}/{other}"]


@pytest.mark.parametrize("part", ["", *WAYS])
def test_the_menu_is_short_and_has_no_command_twice(lead, part):
    go(lead, "whys")
    go(lead, part)
    menu = menu_of(lead.window)
    assert len([each for each in menu.actions() if not each.isSeparator()]) <= 16
    assert menu.sizeHint().height() <= 600
    found = list(commands(menu))
    assert len(found) == len(set(found))
    assert {"analysis.fishbone", "analysis.whys", "analysis.review"} <= set(found)
    assert ("diagram.status.verified" in found) == (part in ("fishbone", "whys"))


def test_the_menu_of_a_problem_names_each_diagram_once(sit_down, problem):
    person = sit_down(subject=problem)
    go(person, "")
    menu = menu_of(person.window)
    assert len([each for each in menu.actions() if not each.isSeparator()]) <= 16
    found = list(commands(menu))
    assert found.count("analysis.fishbone") == 1
    assert "problem.fishbone" not in found
