"""What a person has on their hands, so that nothing is left lying when they go."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.store.reading import Reader

_INCIDENTS = (
    "SELECT id FROM incident WHERE assignee_id = :id AND withdrawn_at IS NULL"
    " AND state NOT IN ('Resolved', 'Closed', 'Canceled') ORDER BY priority, id"
)
_ROTAS = (
    "SELECT DISTINCT rota.name FROM rota_turn t JOIN rota_layer l ON l.id = t.layer_id AND l.withdrawn_at IS NULL"
    " JOIN rota ON rota.id = l.rota_id AND rota.withdrawn_at IS NULL"
    " WHERE t.person_id = :id AND t.withdrawn_at IS NULL ORDER BY rota.name"
)
_ROLES = (
    "SELECT DISTINCT role.name FROM role_holder h JOIN role ON role.id = h.role_id AND role.withdrawn_at IS NULL"
    " WHERE h.person_id = :id AND h.withdrawn_at IS NULL ORDER BY role.name"
)
_SERVICES = "SELECT name FROM service WHERE owner_id = :id AND withdrawn_at IS NULL ORDER BY lower(name)"
_NAMED = 5  # incidents that are named one by one


@dataclass(frozen=True, slots=True)
class OnHand:
    """Open incidents by their numbers, and the names of rotas, roles and services that stand on the person."""

    incidents: tuple[str, ...] = ()
    rotas: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.incidents or self.rotas or self.roles or self.services)

    @property
    def lines(self) -> list[str]:
        """Each in words; empty where there is nothing."""
        found = []
        if self.incidents:
            count = len(self.incidents)
            named = ", ".join(self.incidents[:_NAMED]) + (" …" if count > _NAMED else "")
            words = ngettext("{count} open incident: {names}", "{count} open incidents: {names}", count)
            found.append(words.format(count=count, names=named))
        for names, words in (
            (self.rotas, _("takes turns on {names}")),
            (self.roles, _("holds {names}")),
            (self.services, _("owns {names}")),
        ):
            if names:
                found.append(words.format(names=", ".join(isolated(name) for name in names)))
        return found


def on_hand(reader: Reader, person_id: int) -> OnHand:
    """All that stands on one person now."""
    one = {"id": person_id}
    incidents = tuple(number(row[0]) for row in reader.rows(_INCIDENTS, one))
    return OnHand(
        incidents, *(tuple(str(row[0]) for row in reader.rows(sql, one)) for sql in (_ROTAS, _ROLES, _SERVICES))
    )
