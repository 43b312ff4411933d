"""A setting of the desk, the same for everybody who shares the database."""

import json
from typing import Any

import sqlalchemy as sa

from incidentdesk.store import ledger
from incidentdesk.store.base import record
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

setting = record(
    "setting",
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("value", sa.Text, nullable=False),  # JSON
)

# What holds where nothing else was chosen.
DEFAULTS: dict[str, Any] = {
    "attachment_limit": 25 * 1024 * 1024,  # bytes
    "backup_minutes": 30,
    # The desk's own sets of categories for fishbones; see investigate/category_set.py.
    "category_sets": [],
    "contact_stale_days": 180,  # calendar days after which the addresses of a contact are to be looked at again
    "desk_name": "",
    # What a template does not name stays empty, impact and urgency in the middle; see prepare/incident_template.py.
    "incident_templates": [
        {"name": "New starter: account missing", "title": "Account missing for a new starter", "tags": "account"},
        {"name": "No Internet", "title": "No Internet connection", "tags": "network", "urgency": 1},
        {"name": "Password reset", "title": "Password reset", "tags": "password", "impact": 3},
        {"name": "Printer", "title": "Printer does not print", "tags": "printer", "impact": 3},
    ],
    # What makes an incident a candidate for a major one; 0 is never. See respond/major_trigger.py.
    "major_children": 3,
    "major_priority": 1,  # this priority or a higher one, on a critical service
    "major_service_incidents": 5,
    "major_service_minutes": 60,
    "review_due_days": 3,  # calendar days from the resolution of a major incident
    "sla_risk_percent": 75,  # of a target; from then on a clock is at risk
    "resolution_codes": [
        "Solved",
        "Solved by workaround",
        "Solved by caller",
        "Not solved",
        "Not reproducible",
        "Duplicate",
        "User error",
    ],
}


def setting_of(reader: Reader, key: str) -> Any:
    """The value of a setting, or its default; raises KeyError for a setting that does not exist."""
    rows = reader.rows("SELECT value FROM setting WHERE key = :key AND withdrawn_at IS NULL", {"key": key})
    return json.loads(rows[0][0]) if rows else DEFAULTS[key]


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
