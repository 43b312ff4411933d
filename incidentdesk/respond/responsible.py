"""Who sees to an incident: asked in an order, the first one that there is."""

from incidentdesk.store.reading import Reader

_ROLE = (
    "SELECT r.person_id FROM incident_role r JOIN role ON role.id = r.role_id JOIN person ON person.id = r.person_id"
    " WHERE r.incident_id = :id AND r.until_at IS NULL AND r.withdrawn_at IS NULL AND person.withdrawn_at IS NULL"
    " AND {which} ORDER BY r.from_at DESC, r.id DESC"
)
_COMMUNICATES = _ROLE.format(which="lower(role.name) = 'communications lead'")
_COMMANDS = _ROLE.format(which="role.commands")
_ASSIGNEE = "SELECT assignee_id FROM incident WHERE id = :id AND assignee_id IS NOT NULL"
_LEADS = (
    "SELECT person.id FROM incident JOIN person ON person.team_id = incident.team_id AND person.leads_team"
    " AND person.withdrawn_at IS NULL AND person.left_on = '' WHERE incident.id = :id ORDER BY person.name, person.id"
)


def communicators(reader: Reader, incident_id: int) -> list[int]:
    """Who tells the audiences: the communications lead, else the commander, else the assignee, else the team's lead."""
    return _first(reader, incident_id, (_COMMUNICATES, _COMMANDS, _ASSIGNEE, _LEADS))


def responsible(reader: Reader, incident_id: int) -> list[int]:
    """Who answers for the progress: the assignee, else the commander, else the team's lead."""
    return _first(reader, incident_id, (_ASSIGNEE, _COMMANDS, _LEADS))


def leaders(reader: Reader, incident_id: int) -> list[int]:
    """The commander and the lead of the team, who are told when a promise is broken."""
    found = [row[0] for query in (_COMMANDS, _LEADS) for row in reader.rows(query, {"id": incident_id})]
    return list(dict.fromkeys(found))


def _first(reader: Reader, incident_id: int, queries: tuple[str, ...]) -> list[int]:
    for query in queries:
        found = reader.rows(query, {"id": incident_id})
        if found:
            return [int(found[0][0])]
    return []
