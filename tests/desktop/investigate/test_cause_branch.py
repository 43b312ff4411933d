import pytest

from incidentdesk.desktop.investigate.cause_branch import branch_data, branch_text, paste_branch, paste_lines
from incidentdesk.investigate.cause_editing import OutlineLine, remove
from incidentdesk.investigate.cause_graph import EFFECT, Kind, Status, applied
from incidentdesk.refusal import Refused
from tests.investigate.pictured import six


def key_of(graph, start):
    return next(each.key for each in graph.causes.values() if each.text.startswith(start))


def test_a_branch_as_text_is_indented_by_tabs_and_told_once():
    graph = six()
    keys = [key_of(graph, "Driver"), key_of(graph, "Spooler"), key_of(graph, "Contract")]
    assert branch_text(graph, keys) == (
        "Spooler runs out of handles\n\tDriver 4.1 leaks\nContract covers hardware only"
    )  # fmt: skip


def test_what_was_cut_comes_back_as_itself_and_twice_only_as_a_copy():
    graph = six()
    spooler, people = key_of(graph, "Spooler"), key_of(graph, "People")
    data = branch_data(graph, [spooler])
    cut = applied(graph, remove(graph, [spooler]))
    back = applied(cut, paste_branch(cut, people, data, Kind.CATEGORY).gesture)
    assert back.causes[spooler].parent == people
    assert back.votes_of(key_of(graph, "Driver")) == 3
    again = paste_branch(back, people, data, Kind.CATEGORY)
    assert again.key != spooler
    copied = applied(back, again.gesture)
    assert copied.causes[again.key].status == Status.VERIFIED
    assert sum(copied.votes_of(each.key) for each in copied.subtree(again.key)) == 0


def test_on_the_problem_a_branch_becomes_a_category():
    graph = six()
    made = paste_branch(graph, EFFECT, branch_data(graph, [key_of(graph, "Spooler")]), Kind.CATEGORY)
    pasted = applied(graph, made.gesture)
    assert pasted.causes[made.key].kind == Kind.CATEGORY
    assert [each.text for each in pasted.children(made.key)] == ["Driver 4.1 leaks"]


@pytest.mark.parametrize("data", [b"", b"[]", b'{"causes": 3}', b"\xff\xfe", b'{"causes": [], "votes": []}'])
def test_what_is_no_branch_is_refused(data):
    with pytest.raises(Refused, match="can't be read as causes"):
        paste_branch(six(), EFFECT, data, Kind.CATEGORY)


def test_lines_on_the_problem_find_the_categories_that_stand_there():
    graph = six()
    lines = [OutlineLine(0, "PEOPLE"), OutlineLine(1, "New"), OutlineLine(0, "Weather"), OutlineLine(1, "Storm")]
    pasted = applied(graph, paste_lines(graph, EFFECT, lines, Kind.CATEGORY).gesture)
    assert [each.text for each in pasted.categories] == [*(each.text for each in graph.categories), "Weather"]
    assert [each.text for each in pasted.children(key_of(graph, "People"))][-1] == "New"
