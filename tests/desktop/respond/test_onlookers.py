"""Two people who have the same incident before the eyes see each other, where the database is shared."""

import pytest

from incidentdesk.detect.intake import log_incident
from incidentdesk.schema.opening import open_desk


@pytest.fixture
def shared(postgresql_desk):
    """The same desk as two workstations open it."""
    second = open_desk(postgresql_desk.url)
    yield postgresql_desk, second
    second.close()


def log(database):
    with database.write(actor="Mei Okafor") as session:
        return log_incident(session, title="WAN down")


def test_two_people_on_one_incident_see_each_other_until_one_leaves(shared, open_window, qtbot):
    incident_id = log(shared[0])
    mei = open_window(shared[0], incident_id)
    bo = open_window(shared[1], incident_id, actor="Bo Diaz")
    qtbot.waitUntil(lambda: bo.header.onlookers.text.text() == "Mei Okafor looks at this too")
    mei.header.onlookers.look()
    qtbot.waitUntil(lambda: mei.header.onlookers.text.text() == "Bo Diaz looks at this too")
    bo.window().hide()
    qtbot.waitUntil(lambda: not bo.desk.background.jobs)
    mei.header.onlookers.look()
    qtbot.waitUntil(lambda: not mei.header.onlookers.text.isVisible())


def test_on_a_desk_of_one_workstation_nothing_is_asked(sqlite_desk, open_window, settle):
    page = open_window(sqlite_desk, log(sqlite_desk))
    settle(page.desk)
    with sqlite_desk.read() as reader:
        assert reader.rows("SELECT count(*) FROM lease") == [(0,)]
