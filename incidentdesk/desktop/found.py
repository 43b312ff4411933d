"""Incidents, people and what the desk has learnt, for the command palette."""

import re
from dataclasses import dataclass

from incidentdesk import clock
from incidentdesk.language import _
from incidentdesk.store.reading import Reader

MOST = 8
# How many of the newest incidents are looked through for words; the register searches all of them.
_LOOKED_THROUGH = 20_000


@dataclass(frozen=True, slots=True)
class Found:
    """`key` opens it, `text` and `note` are shown, with an icon where it is not that of its group."""

    key: str
    text: str
    note: str = ""
    icon: str = ""


def found_incidents(reader: Reader, query: str) -> list[Found]:
    """Incidents by their number or by words of the title, the latest changed first."""
    found = _by_number(reader, query)
    words = query.casefold().split()
    if words and len(found) < MOST:
        seen = {each.key for each in found}
        found += [each for each in _by_words(reader, words) if each.key not in seen]
    return found[:MOST]


def _by_number(reader: Reader, query: str) -> list[Found]:
    number = re.fullmatch(r"(?:inc-?)?0*(\d{1,15})", query.casefold())
    if not number:
        return []
    rows = reader.rows(
        "SELECT id, title, state FROM incident WHERE id = :id AND withdrawn_at IS NULL", {"id": int(number[1])}
    )
    return [_incident(*row) for row in rows]


def _by_words(reader: Reader, words: list[str]) -> list[Found]:
    conditions = " AND ".join(f"lower(title) LIKE :word{i} ESCAPE '!'" for i in range(len(words)))
    parameters = {f"word{i}": f"%{_escaped(word)}%" for i, word in enumerate(words)}
    rows = reader.rows(
        "SELECT id, title, state FROM (SELECT id, title, state, updated_at FROM incident WHERE withdrawn_at IS NULL"
        f" ORDER BY updated_at DESC, id DESC LIMIT {_LOOKED_THROUGH}) AS latest"
        f" WHERE {conditions} ORDER BY updated_at DESC, id DESC LIMIT {MOST}",
        parameters,
    )
    return [_incident(*row) for row in rows]


def _incident(incident_id: int, title: str, state: str) -> Found:
    number = f"INC-{incident_id:04d}"
    return Found(number, f"{number}  {title}", _(state))


def found_lore(reader: Reader, query: str) -> list[Found]:
    """Articles, lessons, known errors, problems and improvements by their words or their numbers."""
    from incidentdesk.desktop.improve.knowledge_reference import ICON, NAME, number_of, reference_of
    from incidentdesk.improve.knowledge import KnowledgeKind, found_knowledge

    kinds = tuple(kind for kind in KnowledgeKind if kind != KnowledgeKind.INCIDENT)
    found = found_knowledge(reader, query, kinds=kinds, limit=3)
    return [
        Found(reference_of(each), f"{number_of(each)}  {each.title}".strip(), _(NAME[each.kind]), ICON[each.kind])
        for each in found
    ]


def found_drills(reader: Reader, query: str) -> list[Found]:
    """Drills and scenarios by their number or by words of their title, the latest first."""
    number = re.fullmatch(r"(drl|scn)-?0*(\d{1,15})", query.casefold())
    words = "" if number else query.casefold()
    given = {"words": f"%{_escaped(words)}%", "id": int(number[2]) if number else 0}
    found: list[Found] = []
    for sign, sql, icon in (
        ("DRL", "SELECT id, title, state FROM drill WHERE {condition}", "drill"),
        ("SCN", "SELECT id, name, kind FROM drill_scenario WHERE {condition}", "scenario"),
    ):
        if number and number[1] != sign.casefold():
            continue
        title = "title" if sign == "DRL" else "name"
        condition = "id = :id" if number else f"lower({title}) LIKE :words ESCAPE '!'"
        rows = reader.rows(
            sql.format(condition=f"withdrawn_at IS NULL AND {condition} ORDER BY id DESC LIMIT {MOST // 2}"), given
        )
        found += [Found(f"{sign}-{key:04d}", f"{sign}-{key:04d}  {name}", _(note), icon) for key, name, note in rows]
    return found


def found_people(reader: Reader, query: str) -> list[Found]:
    """People by any part of their name; whoever is on call comes first, and is found by the rota too (goalert#1523)."""
    words = query.casefold()
    duty = {name: rotas for name, rotas in _on_call_now(reader).items() if words in f"{name} {rotas}".casefold()}
    found = [Found(name, name, _("on call: {rotas}").format(rotas=duty[name])) for name in sorted(duty)]
    return [*found, *(each for each in _people_named(reader, query) if each.key not in duty)][:MOST]


def _on_call_now(reader: Reader) -> dict[str, str]:
    """The names of the rotas of everybody who is on call."""
    from incidentdesk.prepare.on_call import on_call_of, rotas_of

    now = clock.stored(clock.now())
    found: dict[str, list[str]] = {}
    for rota in rotas_of(reader):
        for name in dict.fromkeys(each.person for each in on_call_of(rota, now)):
            found.setdefault(name, []).append(rota.name)
    return {name: ", ".join(rotas) for name, rotas in found.items()}


def _people_named(reader: Reader, query: str) -> list[Found]:
    rows = reader.rows(
        "SELECT name, email FROM person WHERE withdrawn_at IS NULL AND lower(name) LIKE :name ESCAPE '!'"
        f" ORDER BY staff DESC, name LIMIT {MOST}",
        {"name": f"%{_escaped(query.casefold())}%"},
    )
    return [Found(name, name, email) for name, email in rows]


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
