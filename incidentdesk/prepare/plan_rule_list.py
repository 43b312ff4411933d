"""The rules that choose a response plan, in the order in which they are asked."""

from dataclasses import dataclass

from incidentdesk.store.reading import Reader

ANY_PRIORITY = 5


@dataclass(frozen=True, slots=True)
class PlanRule:
    """What is None or empty fits everything; `category` is “Network › WAN” for a subcategory."""

    id: int
    key: str
    position: int
    plan_id: int
    plan: str
    category_id: int | None
    category: str
    service_id: int | None
    service: str
    priority: int
    words: str
    enabled: bool
    plan_is_approved: bool


_SQL = (
    "SELECT r.id, r.key, r.position, r.plan_id, p.name, r.category_id, c.name, above.name, r.service_id, s.name,"
    " r.priority, r.words, r.enabled,"
    " EXISTS (SELECT 1 FROM plan_version v WHERE v.plan_id = p.id AND v.state = 'Approved' AND v.withdrawn_at IS NULL)"
    " FROM plan_rule r JOIN plan p ON p.id = r.plan_id"
    " LEFT JOIN category c ON c.id = r.category_id LEFT JOIN category above ON above.id = c.parent_id"
    " LEFT JOIN service s ON s.id = r.service_id"
    " WHERE r.withdrawn_at IS NULL AND p.withdrawn_at IS NULL ORDER BY r.position, r.id"
)


def plan_rules(reader: Reader) -> list[PlanRule]:
    """All rules of plans that are there, also those that are switched off."""
    return [
        PlanRule(
            id=row[0],
            key=row[1],
            position=row[2],
            plan_id=row[3],
            plan=row[4],
            category_id=row[5],
            category=" › ".join(part for part in (row[7], row[6]) if part),
            service_id=row[8],
            service=row[9] or "",
            priority=row[10],
            words=row[11],
            enabled=bool(row[12]),
            plan_is_approved=bool(row[13]),
        )
        for row in reader.rows(_SQL)
    ]
