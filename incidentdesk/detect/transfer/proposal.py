"""A first mapping for a file: the profile of the tool that wrote it, or what the names of its columns say."""

import re
from collections import Counter

from incidentdesk.detect.transfer.field import FIELDS, Kind
from incidentdesk.detect.transfer.mapping import Mapping, folded
from incidentdesk.detect.transfer.profiles import OWN, Profile, profile_named, recognised
from incidentdesk.detect.transfer.rows_of_file import Sheet
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused

_SAMPLE_ROWS = 400
_COPY = re.compile(r" \(\d+\)$")
_GATHERED = (Kind.ENTRIES, Kind.TAGS, Kind.KEPT, Kind.NAME)

# English, German and French names of columns, as help desks write them.
_NAMES: dict[str, str] = {
    "number": "id|no|nr|key|ref|reference|ticket|ticket id|ticket number|ticket no|ticket #|incident id|incident number"
    "|case number|nummer|ticketnummer|vorgangsnummer|störungsnummer|numéro|n°|référence|numéro du ticket|number",
    "title": "title|subject|summary|short description|name|titel|betreff|kurzbeschreibung|titre|sujet|objet|résumé",
    "description": "description|details|body|beschreibung|langtext|détails|contenu",
    "state": "state|status|ticket status|incident state|zustand|statut|état",
    "on_hold_reason": "on hold reason|on-hold reason|hold reason|pending reason|wartegrund|motif d'attente",
    "priority": "priority|prio|priorität|priorité",
    "impact": "impact|auswirkung",
    "urgency": "urgency|dringlichkeit|urgence",
    "service": "service|business service|application|component|dienst|anwendung|composant",
    "category": "category|type of problem|kategorie|catégorie",
    "subcategory": "subcategory|sub-category|sub category|unterkategorie|sous-catégorie",
    "reporter": "reporter|requester|caller|customer|requestor|contact|from|reported by|opened by|created by|melder"
    "|anforderer|kunde|erstellt von|demandeur|appelant|client|créé par",
    "channel": "channel|source|contact type|via|kanal|quelle|canal|origine",
    "team": "team|group|assignment group|assigned group|queue|gruppe|bearbeitergruppe|équipe|groupe",
    "assignee": "assignee|assigned to|owner|agent|technician|bearbeiter|zugewiesen an|techniker|assigné à|technicien",
    "tags": "tags|labels|keywords|schlagwörter|stichworte|étiquettes|mots-clés",
    "major": "major|major incident|großstörung|incident majeur",
    "occurred_at": "occurred|occurred at|start of outage|störungsbeginn|survenu|survenu le",
    "detected_at": "detected|detected at|erkannt|erkannt am|détecté|détecté le",
    "created_at": "created|created at|created on|created date|creation date|opened|opened at|open date|opening date"
    "|date|erstellt|erstellt am|eröffnet|eröffnet am|angelegt am|créé|créé le|ouvert le|date de création"
    "|date d'ouverture",
    "acknowledged_at": "acknowledged|acknowledged at|quittiert|quittiert am|pris en compte le",
    "first_response_at": "first response|first response at|first reply|erste antwort|première réponse",
    "mitigated_at": "mitigated|mitigated at|eingedämmt am|atténué le",
    "restored_at": "restored|restored at|wiederhergestellt|wiederhergestellt am|rétabli|rétabli le",
    "resolved_at": "resolved|resolved at|resolved on|resolution date|solved at|gelöst|gelöst am|behoben am|résolu"
    "|résolu le|date de résolution",
    "closed_at": "closed|closed at|closed on|close date|closing date|geschlossen|geschlossen am|clos|clos le"
    "|fermé le|date de clôture",
    "updated_at": "updated|updated at|updated on|last update|last updated|last modified|modified|geändert|geändert am"
    "|letzte änderung|mis à jour le|modifié le|dernière modification",
    "updated_by": "updated by|modified by|geändert von|modifié par",
    "reopen_count": "reopen count|reopened|reopens|wiedereröffnungen|réouvertures",
    "reassignment_count": "reassignment count|reassignments|weiterleitungen|réaffectations",
    "resolution_code": "resolution code|close code|closed code|resolution|lösungscode|code de résolution",
    "resolution_notes": "resolution notes|close notes|solution|lösung|notes de résolution",
    "sla_met": "sla met|made sla|sla made|within sla|sla achieved|sla erfüllt|sla eingehalten|sla respecté|sla tenu",
    "comment": "comment|comments|public comment|additional comments|kommentar|kommentare|commentaire|commentaires",
    "work_note": "work note|work notes|notes|internal note|notiz|notizen|interne notiz|note interne",
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split("|")}


def propose(sheet: Sheet, *, profile: str = "", zone: str = "UTC") -> Mapping:
    """A mapping to begin with; nothing that its columns and values do not say by themselves is in it.

    `profile` is the key of a profile that the user chose; raises Refused if there is none of that name.
    """
    chosen = profile_named(profile) if profile else recognised(_bare(column) for column in sheet.columns) or OWN
    if chosen is None:
        raise Refused(_("There is no profile {name}.").format(name=isolated(profile)))
    columns = _columns_of(chosen, sheet.columns)
    title_from = () if "title" in columns.values() else _present(sheet.columns, chosen.title_from)
    return Mapping(
        profile=chosen.key,
        origin=chosen.origin or sheet.path.stem,
        columns=columns,
        values=chosen.values,
        zone=zone,
        events=chosen.events or _has_history(sheet, columns),
        title_from=title_from,
        trimmed={column: name for column, name in chosen.trimmed.items() if column in columns},
    )


def _columns_of(profile: Profile, present: tuple[str, ...]) -> dict[str, str]:
    """In the order of the profile, which says what counts first; copies of a column are of its field as well."""
    known = {folded(column): field for column, field in profile.columns.items()} or _known_names()
    found: dict[str, str] = {}
    for wanted, field in known.items():
        for column in present:
            if _matches(_bare(column), wanted) and column not in found and _free(field, found):
                found[column] = field
    return found


def _matches(column: str, wanted: str) -> bool:
    return folded(column) == wanted or folded(column.replace("_", " ")) == wanted


def _known_names() -> dict[str, str]:
    labels = {folded(_(field.label)): key for key, field in FIELDS.items() if field.kind is not Kind.KEPT}
    return {**{folded(key.replace("_", " ")): key for key in FIELDS}, **labels, **_FIELD_OF}


def _free(field: str, found: dict[str, str]) -> bool:
    return FIELDS[field].kind in _GATHERED or field not in found.values()


def _bare(column: str) -> str:
    """The name without the number of a copy."""
    return _COPY.sub("", column)


def _present(columns: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, ...]:
    by_name = {folded(column): column for column in columns}
    return tuple(by_name[folded(name)] for name in wanted if folded(name) in by_name)


def _has_history(sheet: Sheet, columns: dict[str, str]) -> bool:
    """Whether one number stands in many rows, each with an instant of its own: a log of events."""
    fields = {field: column for column, field in columns.items()}
    if not {"number", "updated_at"} <= fields.keys():
        return False
    position = sheet.columns.index(fields["number"])
    numbers = Counter(row.cells[position] for row in sheet.head(_SAMPLE_ROWS) if not row.problem)
    return numbers.total() >= 2 * len(numbers) > 0
