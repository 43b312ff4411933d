"""Saving views of the register: queries and how their results are shown. Reading them is in `view`."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from incidentdesk.detect.view import HIDDEN, OWN_KEY, View, views
from incidentdesk.language import _, isolated
from incidentdesk.refusal import Refused
from incidentdesk.store import ledger
from incidentdesk.store.base import json_of, record
from incidentdesk.store.session import Session

LONGEST_NAME = 60  # characters

saved_view = record(
    "saved_view",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("query", sa.Text, nullable=False),
    # JSON: columns, widths, sort, group; under "default" the key of the view of ours that this one replaces
    sa.Column("layout", sa.Text, nullable=False, default="{}", server_default="{}", info=json_of(dict)),
    sa.Column("position", sa.Integer, nullable=False),
)


def save_view(session: Session, *, name: str, query: str, layout: Mapping[str, Any] | None = None) -> int:
    """Save a new view at the end of the list; returns its id.

    Raises Refused for an empty name, one of more than 60 characters, and one that another view has.
    """
    known = views(session.reader)
    facts = {"name": _free_name(name, known), "query": query.strip(), "layout": _text(layout or {})}
    position = max((view.position for view in known), default=-1) + 1
    return ledger.insert(session, saved_view, {**facts, "position": position})


def change_view(session: Session, key: str, *, query: str, layout: Mapping[str, Any]) -> int:
    """Keep another query and layout under the same name; returns the id of the record.

    Raises Refused where there is no such view.
    """
    view = view_of(session, key)
    return _write(session, view, {"query": query.strip(), "layout": _text(layout, view.default)})


def rename_view(session: Session, key: str, name: str) -> int:
    """Raises Refused where there is no such view, and for a name as `save_view` does."""
    view = view_of(session, key)
    others = [each for each in views(session.reader) if each.key != key]
    return _write(session, view, {"name": _free_name(name, others)})


def withdraw_view(session: Session, key: str) -> None:
    """Take a view out of the list; one of ours stays away too. Raises Refused where there is no such view."""
    view = view_of(session, key)
    if view.default:
        _write(session, view, {"layout": _text({HIDDEN: True}, view.default)})
    elif view.id is not None:
        ledger.withdraw(session, saved_view, view.id)


def reorder_views(session: Session, keys: Sequence[str]) -> None:
    """Put the views into this order; those that are not named follow in the order that they had."""
    known = {view.key: view for view in views(session.reader)}
    order = [key for key in keys if key in known]
    for position, key in enumerate((*order, *(key for key in known if key not in order))):
        if known[key].position != position:
            _write(session, known[key], {"position": position})


def view_of(session: Session, key: str) -> View:
    """Raises Refused where there is no such view."""
    for view in views(session.reader):
        if view.key == key:
            return view
    raise Refused(_("That view is gone. Choose another one."))


def _write(session: Session, view: View, changes: Mapping[str, Any]) -> int:
    """Change the record of a view; one of ours gets its record now."""
    if view.id is not None:
        ledger.update(session, saved_view, view.id, changes)
        return view.id
    facts = {"name": view.name, "query": view.query, "position": view.position, "layout": _text({}, view.default)}
    return ledger.insert(session, saved_view, {**facts, **changes})


def _text(layout: Mapping[str, Any], default: str = "") -> str:
    facts = {**layout, OWN_KEY: default} if default else dict(layout)
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _free_name(name: str, others: Sequence[View]) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(_("A view needs a name."))
    if len(name) > LONGEST_NAME:
        raise Refused(_("The name of a view has at most {most} characters.").format(most=LONGEST_NAME))
    if any(view.name.casefold() == name.casefold() for view in others):
        raise Refused(_("There is a view “{name}” already.").format(name=isolated(name)))
    return name
