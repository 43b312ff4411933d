"""A setting of the desk, the same for everybody who shares the database."""

import json
from typing import Any

import sqlalchemy as sa

from incidentdesk.prepare.setting_value import DEFAULTS as DEFAULTS
from incidentdesk.prepare.setting_value import setting_of as setting_of
from incidentdesk.store import ledger
from incidentdesk.store.base import record
from incidentdesk.store.session import Session

setting = record(
    "setting",
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
)


def set_setting(session: Session, key: str, value: Any) -> None:
    """Raises KeyError for a setting that does not exist."""
    if key not in DEFAULTS:
        raise KeyError(key)
    ledger.hold(session)
    text = json.dumps(value, ensure_ascii=False)
    found = session.connection.execute(sa.select(setting.c.id).where(setting.c.key == key)).scalar()
    if found is None:
        ledger.insert(session, setting, {"key": key, "value": text})
    else:
        ledger.update(session, setting, found, {"value": text, "withdrawn_at": None})
