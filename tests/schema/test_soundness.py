"""`check` knows every table: what was changed past the program, what refers to nothing, and what no search finds."""

from io import BytesIO

import pytest
import sqlalchemy as sa

from incidentdesk.detect.attachment import attach
from incidentdesk.detect.intake import log_incident
from incidentdesk.detect.saved_view import save_view
from incidentdesk.prepare.person import person_named
from incidentdesk.prepare.setting import set_setting
from incidentdesk.respond.watching import watch
from incidentdesk.schema import tables
from incidentdesk.schema.soundness import examine
from incidentdesk.store.search import matching, rebuild_statement, word_parameter
from tests.detection import detect_everything
from tests.improvement import improve_everything
from tests.investigation import investigate_everything
from tests.measurement import measure_everything
from tests.preparation import prepare_everything

RECORDS = [table for table in tables.metadata.sorted_tables if "incident" in table.info and table.name != "import"]
SEARCHED = [table for table in RECORDS if "full_text" in table.info]


def fill(desk):
    """A record of every noun."""
    with desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(
            session, title="VPN down", service="VPN", category="Network", team="Net", description="Since eight."
        )
        attach(session, incident_id, "vpn.log", BytesIO(b"peer down\n"), size=10)
        watch(session, incident_id, person_named(session, "Cy") or 0, True)
        set_setting(session, "desk_name", "Service desk")
        save_view(session, name="VPN", query="vpn")
        investigate_everything(session, incident_id)
        prepare_everything(session, incident_id)
        measure_everything(session, incident_id)
        detect_everything(session, incident_id)
        improve_everything(session, incident_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def full(request, filled_desk):
    return filled_desk(request.param, fill)


def meddle(desk, statement, **parameters):
    with desk.engine.begin() as connection:
        connection.execute(sa.text(statement), parameters)


def test_a_full_desk_is_sound(full):
    assert examine(full).findings == ()


def test_every_record_that_was_put_out_of_sight_past_the_program_is_named(full):
    for table in RECORDS:
        meddle(full, f'UPDATE "{table.name}" SET withdrawn_at = 1 WHERE id = 1')
    said = {finding.what for finding in examine(full).findings}
    assert {f"{table.name} 1 was changed outside the program: withdrawn_at" for table in RECORDS} - said == set()


@pytest.mark.parametrize("full", ["sqlite"], indirect=True)
def test_every_index_that_has_lost_a_text_is_named_and_can_be_made_anew(full):
    for table in SEARCHED:
        meddle(full, f"DROP TRIGGER {table.name}_text_update")
        column = table.info["full_text"][0]
        meddle(full, f'UPDATE "{table.name}" SET {column} = :text WHERE id = 1', text="meddled with")
    indexes = {f"{table.name}_text" for table in SEARCHED}
    assert indexes - {finding.where for finding in examine(full).findings} == set()
    for table in SEARCHED:
        meddle(full, rebuild_statement("sqlite", table.name))
    assert indexes & {finding.where for finding in examine(full).findings} == set()


@pytest.mark.parametrize("table", SEARCHED, ids=lambda table: table.name)
def test_every_text_that_is_to_be_found_is_found_and_a_new_one_too(full, table):
    for column in table.info["full_text"]:
        meddle(full, f'UPDATE "{table.name}" SET {column} = :text WHERE id = 1', text="Zürich hums")
        sql = matching(full.dialect, table.name, table.info["full_text"], "word", only=column)
        with full.read() as reader:
            assert reader.rows(sql, {"word": word_parameter(full.dialect, "zurich").parameter}) == [(1,)]
