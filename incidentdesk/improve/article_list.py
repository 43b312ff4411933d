"""The articles, as lists show them, with how often each has helped."""

from dataclasses import dataclass

from incidentdesk.detect.number import number
from incidentdesk.detect.wording import tags_in
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_state import article_number
from incidentdesk.store.reading import Reader, Row

# What the full-text index covers, in its order.
SEARCHED = ("title", "symptom", "solution")
# A use counts while the incident is there.
_USED = (
    "(SELECT count(*) FROM article_use u JOIN incident ON incident.id = u.incident_id"
    " WHERE u.article_id = a.id AND u.withdrawn_at IS NULL AND incident.withdrawn_at IS NULL)"
)
_COLUMNS = (
    "a.id, a.title, a.symptom, a.solution, a.state, service.name, category.name, a.tags, a.created_at, a.created_by,"
    f" a.updated_at, a.service_id, a.from_incident_id, {_USED}"
)
_JOINS = (
    " FROM article a LEFT JOIN service ON service.id = a.service_id LEFT JOIN category ON category.id = a.category_id"
)
_FROM = f"{_JOINS} WHERE a.withdrawn_at IS NULL"


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """Instants are in microseconds since 1970; `used` is in how many incidents it has helped."""

    id: int
    title: str
    symptom: str
    solution: str
    state: str
    service: str
    category: str
    tags: tuple[str, ...]
    created_at: int
    created_by: str
    updated_at: int
    service_id: int | None
    from_incident_id: int | None
    used: int

    @property
    def number(self) -> str:
        """KB-0001."""
        return article_number(self.id)

    @property
    def from_number(self) -> str:
        """INC-0042, "" where it was written from no incident."""
        return "" if self.from_incident_id is None else number(self.from_incident_id)


@dataclass(frozen=True, slots=True)
class ArticleUse:
    """One incident in which an article has helped; `at` in microseconds since 1970."""

    incident_id: int
    title: str
    state: str
    at: int
    used_by: str


def articles(reader: Reader) -> list[ArticleRow]:
    """All of them, the latest changed first."""
    return [_row(row) for row in reader.rows(f"SELECT {_COLUMNS}{_FROM} ORDER BY a.updated_at DESC, a.id DESC")]


def article_row(reader: Reader, article_id: int) -> ArticleRow | None:
    """One by its id, None where it is not there or in the trash."""
    rows = reader.rows(f"SELECT {_COLUMNS}{_FROM} AND a.id = :id", {"id": article_id})
    return _row(rows[0]) if rows else None


def published_articles(reader: Reader, among: str = "", words: str = "", *, limit: int = 300) -> list[ArticleRow]:
    """Those that are offered to others, the latest changed first.

    `among` is a sub-select of ids with the parameter `words`.
    """
    more = f" AND a.id IN ({among})" if among else ""
    sql = f"SELECT {_COLUMNS}{_FROM} AND a.state = :state{more} ORDER BY a.updated_at DESC, a.id DESC LIMIT :limit"
    parameters = {"state": ArticleState.PUBLISHED.value, "limit": limit} | ({"words": words} if among else {})
    return [_row(row) for row in reader.rows(sql, parameters)]


def articles_used_in(reader: Reader, incident_id: int) -> list[ArticleRow]:
    """Those that have helped with an incident, in the order of their use."""
    sql = (
        f"SELECT {_COLUMNS}{_JOINS} JOIN article_use used ON used.article_id = a.id WHERE a.withdrawn_at IS NULL"
        " AND used.withdrawn_at IS NULL AND used.incident_id = :id ORDER BY used.at, a.id"
    )
    return [_row(row) for row in reader.rows(sql, {"id": incident_id})]


def article_from_incident(reader: Reader, incident_id: int) -> ArticleRow | None:
    """The article that was written from the resolution of an incident."""
    sql = f"SELECT {_COLUMNS}{_FROM} AND a.from_incident_id = :id ORDER BY a.id LIMIT 1"
    return next((_row(row) for row in reader.rows(sql, {"id": incident_id})), None)


def uses_of(reader: Reader, article_id: int) -> list[ArticleUse]:
    """The incidents in which an article has helped, the latest first."""
    rows = reader.rows(
        "SELECT i.id, i.title, i.state, u.at, u.used_by FROM article_use u JOIN incident i ON i.id = u.incident_id"
        " WHERE u.article_id = :id AND u.withdrawn_at IS NULL AND i.withdrawn_at IS NULL ORDER BY u.at DESC, u.id DESC",
        {"id": article_id},
    )
    return [ArticleUse(*row) for row in rows]


def _row(row: Row) -> ArticleRow:
    facts = list(row)
    facts[5], facts[6], facts[7] = facts[5] or "", facts[6] or "", tags_in(facts[7])
    return ArticleRow(*facts)
