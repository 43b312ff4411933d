"""What every page is given."""

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from incidentdesk.desktop.actions import Registry
from incidentdesk.desktop.background import Background
from incidentdesk.desktop.changes import ChangeSignal
from incidentdesk.desktop.history import History
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.desktop.toast import Toasts
from incidentdesk.desktop.vault import Vault


@dataclass(frozen=True)
class Desk:
    """A page takes the desk, emits `opened(str)` with a reference like "INC-0042" and knows no other page.

    `actor` is the person's name that stands in the ledger, `account` the account on this machine, `zone` the time
    zone in which times are shown.
    """

    database: Any
    changes: ChangeSignal
    theme: Theme
    background: Background
    preferences: Preferences
    toasts: Toasts
    actor: str
    account: str
    zone: ZoneInfo
    registry: Registry
    history: History = field(default_factory=History)
    vault: Vault = field(default_factory=Vault)


def furnish(
    database: Any,
    *,
    actor: str,
    account: str = "",
    zone: ZoneInfo | None = None,
    preferences: Preferences | None = None,
    theme: Theme | None = None,
    listen: bool = True,
    vault: Vault | None = None,
) -> Desk:
    """A desk over a database, with whatever is not given made new.

    Without `listen` the first page can be painted before the parts of the database that writing needs are loaded;
    `desk.changes.follow(desk.database)` makes up for it.
    """
    preferences = preferences or Preferences()
    theme = theme or Theme(preferences.get("theme"), preferences.get("font_scale"))
    background = Background()
    toasts = Toasts(theme, preferences)
    return Desk(
        database=database,
        changes=ChangeSignal(database if listen else None),
        theme=theme,
        background=background,
        preferences=preferences,
        toasts=toasts,
        actor=actor,
        account=account or actor,
        zone=zone or ZoneInfo("UTC"),
        registry=Registry(preferences, theme),
        history=History(database, background, toasts, actor),
        vault=vault or Vault(),
    )
