"""The views of the register: named queries and how their results are shown; reading them needs no SQLAlchemy."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from incidentdesk.language import N_, _
from incidentdesk.store.reading import Reader

# In the layout of a record: which view of ours it replaces, and whether it only hides it.
OWN_KEY, HIDDEN = "default", "hidden"


@dataclass(frozen=True, slots=True)
class View:
    """`id` is that of the record, None for one of ours that nobody has changed; `default` is the key of ours, "" for a
    view that somebody has made. `layout` has columns, widths, sort and group as far as they were chosen."""

    key: str
    name: str
    query: str
    layout: Mapping[str, Any] = field(default_factory=dict)
    position: int = 0
    id: int | None = None
    default: str = ""


# A view is called by a person, so names are translated where they are shown.
DEFAULTS: tuple[View, ...] = tuple(
    View(f"default:{key}", name, query, position=place, default=key)
    for place, (key, name, query) in enumerate((
        ("mine", N_("My open"), "is:open assignee:me"),
        ("unassigned", N_("Unassigned"), "is:open assignee:none"),
        ("breaching", N_("Breaching in 4 h"), "is:open due:now..+4h sort:due"),
        ("major", N_("Major"), "is:open is:major"),
        ("hold", N_("On hold"), "status:on-hold"),
        ("resolved", N_("Resolved this week"), "resolved:this-week"),
    ))
)  # fmt: skip


def views(reader: Reader) -> list[View]:
    """All views in their order: those that were saved, and ours where nobody has changed or removed them."""
    rows = reader.rows("SELECT id, name, query, layout, position FROM saved_view WHERE withdrawn_at IS NULL")
    saved, replaced = [], set()
    for record_id, name, query, layout, position in rows:
        facts = _layout(layout)
        default = str(facts.pop(OWN_KEY, ""))
        replaced.add(default)
        if not facts.pop(HIDDEN, False):
            key = f"default:{default}" if default else str(record_id)
            saved.append(View(key, name, query, facts, int(position), int(record_id), default))
    ours = [
        View(each.key, _(each.name), each.query, {}, each.position, None, each.default)
        for each in DEFAULTS
        if each.default not in replaced
    ]
    return sorted((*ours, *saved), key=lambda view: (view.position, view.id or 0))


def _layout(text: str) -> dict[str, Any]:
    try:
        facts = json.loads(text)
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
