import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from incidentdesk.detect.transfer.instants import DateOrder, Undecided
from incidentdesk.detect.transfer.mapping import Mapping, check_against, from_json, to_json
from incidentdesk.detect.transfer.profiles import PROFILES, recognised
from incidentdesk.detect.transfer.proposal import propose
from incidentdesk.detect.transfer.sheet import Sheet
from incidentdesk.detect.transfer.survey import settled, survey
from incidentdesk.refusal import Refused

Table = Callable[..., Sheet]


@pytest.mark.parametrize(
    ("columns", "profile"),
    [
        (
            "Number|Short description|Caller|Priority|State|Category|Assignment group|Assigned to|Updated",
            "servicenow-export",
        ),
        ("number|short_description|state|priority", "servicenow-export"),
        ("short_description|number|sys_id|incident_state|opened_at", "servicenow-rest"),
        ("number|incident_state|sys_mod_count|sys_updated_at|reassignment_count|opened_at", "servicenow-log"),
        ("ID|Title|Status|Last update|Opening date|Priority", "glpi"),
        ("ID|Titre|Statut|Dernière modification|Date d'ouverture|Priorité", "glpi"),
        ("ID|Titel|Status|Letzte Änderung|Eröffnungsdatum|Priorität", "glpi"),
        ("Summary|Issue key|Issue id|Status|Priority|Created|Comment|Comment", "jira"),
        ("key|fields.summary|fields.status.name|fields.created", "jira"),
        ("page.name|id|name|status|impact|created_at|incident_updates", "statuspage"),
        ("Incident_Title|Incident_Link|Incident_color|Incident_Impact|Updates|Service", "statuspage-history"),
        ("number|external_ref|title|state|created_at|reopen_count|reassignment_count", "incidentdesk"),
    ],
)
def test_tools_are_recognised_by_their_columns(columns: str, profile: str) -> None:
    found = recognised(columns.split("|"))
    assert found is not None
    assert found.key == profile


def test_every_profile_maps_to_fields_and_values_that_exist() -> None:
    for profile in PROFILES:
        columns = profile.columns
        mapping = Mapping(
            columns=columns, values=profile.values, trimmed=profile.trimmed, title_from=profile.title_from
        )
        assert from_json(to_json(mapping)) == mapping


@pytest.mark.parametrize(
    "header",
    [
        ("Ticket ID", "Subject", "Status", "Created at", "Requester", "Assigned to", "Tags"),
        ("Ticketnummer", "Betreff", "Zustand", "Erstellt am", "Melder", "Bearbeiter", "Schlagwörter"),
        ("Numéro", "Sujet", "Statut", "Créé le", "Demandeur", "Technicien", "Étiquettes"),
        ("ticket_id", "subject", "status", "created_at", "requester", "assigned_to", "tags"),
    ],
)
def test_columns_of_an_unknown_tool_are_known_by_their_names(table: Table, header: tuple[str, ...]) -> None:
    mapping = propose(table(header, ["T1", "a", "New", "2024-01-02", "Mei", "Noah", "vpn"]))
    assert mapping.profile == "own"
    fields = ("number", "title", "state", "created_at", "reporter", "assignee", "tags")
    assert mapping.columns == dict(zip(header, fields, strict=True))
    assert mapping.origin == "incidents"


def test_columns_that_say_nothing_stay_unmapped(table: Table) -> None:
    assert propose(table(["Subject", "Foo", "Bar"], ["a", "b", "c"])).columns == {"Subject": "title"}


def test_copies_of_a_column_feed_the_same_field_where_several_may(table: Table) -> None:
    rows = [["Issue key", "Summary", "Status", "Labels", "Labels", "Status"], ["A-1", "a", "Open", "x", "y", "Done"]]
    mapping = propose(table(*rows))
    assert mapping.columns["Labels"] == mapping.columns["Labels (2)"] == "tags"
    assert "Status (2)" not in mapping.columns


def test_one_number_in_many_rows_with_times_is_a_log(table: Table) -> None:
    header = ["Number", "Short description", "State", "Updated"]
    rows = [["INC1", "a", state, f"2024-01-02 0{hour}:00"] for hour, state in enumerate(("New", "Active", "Resolved"))]
    assert propose(table(header, *rows)).events
    assert not propose(table(header, rows[0])).events


def test_a_chosen_profile_must_exist(table: Table) -> None:
    sheet = table(["Title"], ["a"])
    assert propose(sheet, profile="jira").profile == "jira"
    with pytest.raises(Refused, match="no profile"):
        propose(sheet, profile="remedy")


def test_what_has_no_counterpart_is_counted_and_not_guessed(table: Table) -> None:
    sheet = table(["Title", "State", "Priority"], ["a", "Fresh", "1"], ["b", "new", "Urgent"], ["c", "Fresh", ""])
    mapping = propose(sheet)
    assert survey(sheet, mapping).unmapped == {"state": {"Fresh": 2}, "priority": {"Urgent": 1}}
    mapped = mapping.with_values("state", {"Fresh": "New"}).with_values("priority", {"Urgent": ""})
    assert survey(sheet, mapped).unmapped == {}


def test_the_survey_finds_the_order_of_the_dates_or_asks(table: Table) -> None:
    clear = table(["Title", "Created", "Closed"], ["a", "5/3/2016", "13/3/2016"], ["b", "6/3/2016", ""])
    mapping = propose(clear)
    assert settled(mapping, survey(clear, mapping)).order is DateOrder.DAY_FIRST
    unclear = table(["Title", "Created"], ["a", "5/3/2016"], ["b", "6/4/2016"])
    mapping = propose(unclear)
    with pytest.raises(Undecided, match="5/3/2016"):
        settled(mapping, survey(unclear, mapping))
    said = replace(mapping, order=DateOrder.MONTH_FIRST)
    assert settled(said, survey(unclear, said)) == said


def test_faults_and_repeated_numbers_are_counted(table: Table) -> None:
    sheet = table(["Number", "Title"], ["1", "a"], ["2", "b"], ["1", "c"], ["3"])
    found = survey(sheet, propose(sheet))
    assert (found.rows, found.faulty, found.repeated_numbers, found.mixed) == (4, 1, 1, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "no mapping"),
        ("[]", "columns"),
        ('{"columns": {"A": 1}}', "columns"),
        ('{"columns": {"A": "weight"}}', "no field “weight”"),
        ('{"columns": {}, "colour": 1}', "has no “colour”"),
        ('{"columns": {}, "values": {"state": {"Open": "Opened"}}}', "“Opened” is no value of “State”"),
        ('{"columns": {}, "values": {"title": {"a": "b"}}}', "cannot be mapped"),
        ('{"columns": {}, "values": []}', "“values”"),
        ('{"columns": {}, "zone": "Mars"}', "no time zone"),
        ('{"columns": {}, "order": "year-first"}', "day-first"),
        ('{"columns": {}, "missing": "x"}', "list of texts"),
        ('{"columns": {}, "trimmed": {"A": "(a|a)*$"}}', "no trimming"),
        ("[" * 100_000, "no mapping"),
    ],
)
def test_a_mapping_from_a_file_is_checked(given: str, said: str) -> None:
    with pytest.raises(Refused, match=said.replace("(", r"\(")):
        from_json(given)


def test_a_mapping_must_fit_its_file() -> None:
    mapping = from_json(json.dumps({"columns": {"A": "title", "B": "state", "C": "state"}}))
    with pytest.raises(Refused, match="no column"):
        check_against(mapping, ("A", "B"))
    with pytest.raises(Refused, match="Two columns"):
        check_against(mapping, ("A", "B", "C"))
    with pytest.raises(Refused, match="which column is the title"):
        check_against(replace(mapping, columns={"B": "state"}), ("A", "B", "C"))
