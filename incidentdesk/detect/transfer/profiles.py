"""The exports of known tools: how to recognise them, and what their columns and values are here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from incidentdesk.detect.incident import TIMES
from incidentdesk.detect.transfer.mapping import folded
from incidentdesk.language import N_


@dataclass(frozen=True)
class Profile:
    """`marks` are sets of columns; a file that has all of one of them is of this tool."""

    key: str
    label: str
    origin: str
    marks: tuple[frozenset[str], ...]
    columns: dict[str, str]
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    events: bool = False
    title_from: tuple[str, ...] = ()
    trimmed: dict[str, str] = field(default_factory=dict)

    def recognises(self, columns: Iterable[str]) -> bool:
        present = {folded(column) for column in columns}
        return any(present >= {folded(mark) for mark in marks} for marks in self.marks)


def _marks(*alternatives: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(columns.split("|")) for columns in alternatives)


_HOLD = "On Hold"
_CALLER, _CHANGE, _PROBLEM, _VENDOR, _EVIDENCE = (
    f"{_HOLD}: Awaiting {what}" for what in ("Caller", "Change", "Problem", "Vendor", "Evidence")
)

# Codes of the base system and, for old instances, of the releases before Helsinki; then the names shown for them.
# hold_reason has no code 2 in the base system: it is shown, not guessed.
_SERVICENOW_VALUES = {
    "state": {
        "1": "New", "2": "In Progress", "3": _HOLD, "4": _CALLER, "5": _EVIDENCE, "6": "Resolved", "7": "Closed",
        "8": "Canceled", "Active": "In Progress", "Work in Progress": "In Progress",
        "Awaiting User Info": _CALLER, "Awaiting Caller": _CALLER, "Awaiting Problem": _PROBLEM,
        "Awaiting Change": _CHANGE, "Awaiting Vendor": _VENDOR, "Awaiting Evidence": _EVIDENCE,
        "Cancelled": "Canceled",
    },
    "on_hold_reason": {
        "1": "Awaiting Caller", "3": "Awaiting Problem", "4": "Awaiting Vendor", "5": "Awaiting Change",
    },
    "priority": {
        "1 - Critical": "1", "2 - High": "2", "3 - Moderate": "3", "4 - Low": "4", "5 - Planning": "5",
        "Critical": "1", "High": "2", "Moderate": "3", "Low": "4", "Planning": "5",
    },
    "impact": {"1 - High": "1", "2 - Medium": "2", "3 - Low": "3", "High": "1", "Medium": "2", "Low": "3"},
    "urgency": {"1 - High": "1", "2 - Medium": "2", "3 - Low": "3", "High": "1", "Medium": "2", "Low": "3"},
    "channel": {
        "phone": "Phone", "email": "E-mail", "self-service": "Web form", "Self-service": "Web form",
        "walk-in": "Walk-up", "Walk-in": "Walk-up", "monitoring": "Monitor", "event": "Alert", "alert": "Alert",
        "integration": "API", "web service": "API",
    },
    "major": {"accepted": "true", "proposed": "false", "rejected": "false", "canceled": "false"},
}  # fmt: skip
_SERVICENOW_FIELDS = {
    "number": "number", "short_description": "title", "description": "description", "incident_state": "state",
    "state": "state", "hold_reason": "on_hold_reason", "priority": "priority", "impact": "impact",
    "urgency": "urgency", "business_service": "service", "service": "service", "category": "category",
    "subcategory": "subcategory", "caller_id": "reporter", "contact_type": "channel", "channel": "channel",
    "assignment_group": "team", "assigned_to": "assignee", "major_incident_state": "major",
    "opened_at": "created_at", "sys_updated_on": "updated_at", "sys_updated_at": "updated_at",
    "sys_updated_by": "updated_by", "resolved_at": "resolved_at", "closed_at": "closed_at",
    "reopen_count": "reopen_count", "reassignment_count": "reassignment_count", "close_code": "resolution_code",
    "closed_code": "resolution_code", "close_notes": "resolution_notes", "work_notes": "work_note",
    "comments": "comment", "opened_by": "kept", "resolved_by": "kept", "closed_by": "kept",
    "parent_incident": "kept", "location": "kept", "u_symptom": "kept", "cmdb_ci": "kept", "problem_id": "kept",
    "rfc": "kept", "vendor": "kept", "caused_by": "kept", "made_sla": "sla_met",
}  # fmt: skip
_SERVICENOW_LABELS = {
    "Number": "number", "Short description": "title", "Description": "description", "State": "state",
    "Incident state": "state", "On hold reason": "on_hold_reason", "Priority": "priority", "Impact": "impact",
    "Urgency": "urgency", "Business service": "service", "Service": "service", "Category": "category",
    "Subcategory": "subcategory", "Caller": "reporter", "Channel": "channel", "Contact type": "channel",
    "Assignment group": "team", "Assigned to": "assignee", "Major incident state": "major",
    "Opened": "created_at", "Updated": "updated_at", "Updated by": "updated_by", "Resolved": "resolved_at",
    "Closed": "closed_at", "Reopen count": "reopen_count", "Reassignment count": "reassignment_count",
    "Resolution code": "resolution_code", "Close code": "resolution_code", "Resolution notes": "resolution_notes",
    "Close notes": "resolution_notes", "Work notes": "work_note", "Additional comments": "comment",
    "Opened by": "kept", "Resolved by": "kept", "Closed by": "kept", "Parent Incident": "kept", "Location": "kept",
    "Configuration item": "kept", "Problem": "kept", "Change Request": "kept", "Caused by Change": "kept",
    "Made SLA": "sla_met",
}  # fmt: skip

# GLPI has six priorities: its "Major" stands above "Very high", and both are Critical here.
_GLPI_VALUES = {
    "state": {
        "New": "New", "Processing (assigned)": "In Progress", "Processing (planned)": "In Progress",
        "Pending": _HOLD, "Solved": "Resolved", "Closed": "Closed",
        "Nouveau": "New", "En cours (Attribué)": "In Progress", "En cours (Planifié)": "In Progress",
        "En attente": _HOLD, "Résolu": "Resolved", "Clos": "Closed",
        "Neu": "New", "In Bearbeitung (zugewiesen)": "In Progress", "In Bearbeitung (geplant)": "In Progress",
        "Wartend": _HOLD, "Gelöst": "Resolved", "Geschlossen": "Closed",
    },
    "priority": {
        "Major": "1", "Very high": "1", "High": "2", "Medium": "3", "Low": "4", "Very low": "5",
        "Majeure": "1", "Très haute": "1", "Haute": "2", "Moyenne": "3", "Basse": "4", "Très basse": "5",
        "Dringend": "1", "Sehr hoch": "1", "Hoch": "2", "Mittel": "3", "Niedrig": "4", "Sehr niedrig": "5",
    },
    "impact": {
        "Very high": "1", "High": "1", "Medium": "2", "Low": "3", "Very low": "3",
        "Très haut": "1", "Haut": "1", "Moyen": "2", "Bas": "3", "Très bas": "3",
        "Sehr hoch": "1", "Hoch": "1", "Mittel": "2", "Niedrig": "3", "Sehr niedrig": "3",
    },
    "channel": {
        "E-Mail": "E-mail", "Email": "E-mail", "Phone": "Phone", "Helpdesk": "Web form", "Direct": "Walk-up",
        "Téléphone": "Phone", "Telefon": "Phone", "Direkt": "Walk-up",
    },
}  # fmt: skip
_GLPI_VALUES["urgency"] = _GLPI_VALUES["impact"] | {
    "Très haute": "1", "Haute": "1", "Moyenne": "2", "Basse": "3", "Très basse": "3",
}  # fmt: skip

_JIRA_VALUES = {
    "state": {
        "Open": "New", "To Do": "New", "Backlog": "New", "Reopened": "In Progress", "In Progress": "In Progress",
        "Work in progress": "In Progress", "In Review": "In Progress", "Escalated": "In Progress",
        "Waiting for support": "In Progress", "Waiting for customer": _CALLER, "Pending": _HOLD, "On Hold": _HOLD,
        "Blocked": _HOLD, "Done": "Resolved", "Resolved": "Resolved", "Completed": "Resolved", "Closed": "Closed",
        "Canceled": "Canceled", "Cancelled": "Canceled", "Declined": "Canceled",
    },
    "priority": {
        "Highest": "1", "High": "2", "Medium": "3", "Low": "4", "Lowest": "5",
        "Blocker": "1", "Critical": "2", "Major": "3", "Minor": "4", "Trivial": "5",
    },
}  # fmt: skip

# What a status page calls "monitoring" means that a fix is in place; its impact grades how bad it was.
_STATUSPAGE_VALUES = {
    "state": {
        "investigating": "In Progress", "identified": "In Progress", "monitoring": "In Progress",
        "update": "In Progress", "resolved": "Resolved", "postmortem": "Resolved", "scheduled": f"{_HOLD}: Scheduled",
        "in_progress": "In Progress", "verifying": "In Progress", "completed": "Resolved",
    },
    "priority": {"critical": "1", "major": "2", "minor": "3", "maintenance": "5", "none": "5"},
}  # fmt: skip

_OWN_KEYS = (
    "title", "state", "on_hold_reason", "priority", "impact", "urgency", "service", "category", "subcategory",
    "reporter", "channel", "team", "assignee", "tags", "major", *TIMES, "reopen_count", "reassignment_count",
    "resolution_code",
)  # fmt: skip

# The more particular ones come first.
PROFILES: tuple[Profile, ...] = (
    Profile(
        "incidentdesk", N_("IncidentDesk"), "IncidentDesk",
        _marks("number|title|state|created_at|reopen_count|reassignment_count"),
        {"number": "number", **{key: key for key in _OWN_KEYS}, "external_ref": "kept", "description": "description",
         "resolution_notes": "resolution_notes"},
    ),
    Profile(
        "servicenow-log", N_("ServiceNow event log"), "ServiceNow event log",
        _marks("number|incident_state|sys_mod_count|sys_updated_at|reassignment_count"),
        _SERVICENOW_FIELDS, _SERVICENOW_VALUES, events=True, title_from=("category", "subcategory", "u_symptom"),
    ),
    Profile(
        "servicenow-rest", N_("ServiceNow REST"), "ServiceNow",
        _marks("number|sys_id|short_description", "number|short_description|incident_state",
               "number|short_description|sys_created_on"),
        _SERVICENOW_FIELDS, _SERVICENOW_VALUES,
    ),
    Profile(
        "servicenow-export", N_("ServiceNow export"), "ServiceNow",
        _marks("Number|Short description|State", "Number|Short description|Incident state",
               "Number|Short description|Assignment group", "number|short_description"),
        _SERVICENOW_LABELS | _SERVICENOW_FIELDS, _SERVICENOW_VALUES,
    ),
    Profile(
        "glpi", N_("GLPI"), "GLPI",
        _marks("ID|Title|Status|Opening date", "ID|Titre|Statut|Date d'ouverture", "ID|Titel|Status|Eröffnungsdatum"),
        {
            "ID": "number", "Title": "title", "Titre": "title", "Titel": "title", "Status": "state",
            "Statut": "state", "Last update": "updated_at", "Dernière modification": "updated_at",
            "Letzte Änderung": "updated_at", "Opening date": "created_at", "Date d'ouverture": "created_at",
            "Eröffnungsdatum": "created_at", "Priority": "priority", "Priorité": "priority", "Priorität": "priority",
            "Urgency": "urgency", "Urgence": "urgency", "Dringlichkeit": "urgency", "Impact": "impact",
            "Auswirkung": "impact", "Requester - Requester": "reporter", "Demandeur - Demandeur": "reporter",
            "Anforderer - Anforderer": "reporter", "Assigned to - Technician": "assignee",
            "Attribué à - Technicien": "assignee", "Zugewiesen an - Techniker": "assignee",
            "Assigned to - Technician group": "team", "Attribué à - Groupe de techniciens": "team",
            "Zugewiesen an - Technikergruppe": "team", "Category": "category", "Catégorie": "category",
            "Kategorie": "category", "Description": "description", "Beschreibung": "description",
            "Resolution date": "resolved_at", "Date de résolution": "resolved_at", "Lösungsdatum": "resolved_at",
            "Closing date": "closed_at", "Date de clôture": "closed_at", "Schließungsdatum": "closed_at",
            "Request source": "channel", "Source de la demande": "channel", "Anfragequelle": "channel",
            "Time to resolve": "kept", "Type": "kept", "Entity": "kept", "Location": "kept",
        },
        _GLPI_VALUES, trimmed={"ID": "no-spaces"},
    ),
    Profile(
        "jira", N_("Jira"), "Jira",
        _marks("Issue key|Summary|Status", "key|fields.summary|fields.status.name"),
        {
            "Issue key": "number", "Summary": "title", "Description": "description", "Status": "state",
            "Priority": "priority", "Reporter": "reporter", "Assignee": "assignee", "Labels": "tags",
            "Component/s": "service", "Components": "service", "Created": "created_at", "Updated": "updated_at",
            "Resolved": "resolved_at", "Resolution": "resolution_code", "Comment": "work_note",
            "Issue Type": "kept", "Issue id": "kept", "Project name": "kept", "Fix Version/s": "kept",
            "key": "number", "fields.summary": "title", "fields.description": "description",
            "fields.status.name": "state", "fields.priority.name": "priority",
            "fields.reporter.displayName": "reporter", "fields.assignee.displayName": "assignee",
            "fields.labels": "tags", "fields.components": "service", "fields.created": "created_at",
            "fields.updated": "updated_at", "fields.resolutiondate": "resolved_at",
            "fields.resolution.name": "resolution_code", "fields.comment.comments": "work_note",
            "fields.issuetype.name": "kept",
        },
        _JIRA_VALUES,
    ),
    Profile(
        "statuspage", N_("Statuspage JSON"), "Statuspage",
        _marks("id|name|status|impact|incident_updates"),
        {
            "id": "number", "name": "title", "status": "state", "impact": "priority", "components": "service",
            "page.name": "service", "created_at": "created_at", "started_at": "occurred_at",
            "monitoring_at": "mitigated_at", "resolved_at": "resolved_at", "updated_at": "updated_at",
            "incident_updates": "comment", "shortlink": "kept", "impact_override": "kept",
        },
        _STATUSPAGE_VALUES,
    ),
    Profile(
        "statuspage-history", N_("Statuspage history"), "Statuspage",
        _marks("Incident_Title|Incident_Link|Incident_Impact|Updates"),
        {
            "Incident_Link": "number", "Incident_Title": "title", "Incident_Impact": "priority",
            "Updates": "comment", "Service": "service", "Incident_color": "kept",
        },
        _STATUSPAGE_VALUES | {"priority": {
            f"impact-{name}": value for name, value in _STATUSPAGE_VALUES["priority"].items()
        }},
        trimmed={"Incident_Link": "last-of-path", "Service": "affected"},
    ),
)  # fmt: skip
OWN = Profile("own", N_("Own mapping"), "", (), {})


def profile_named(key: str) -> Profile | None:
    return next((profile for profile in (*PROFILES, OWN) if profile.key == key), None)


def recognised(columns: Iterable[str]) -> Profile | None:
    """The tool that writes these columns; None if it is none of the known ones."""
    columns = list(columns)
    return next((profile for profile in PROFILES if profile.recognises(columns)), None)
