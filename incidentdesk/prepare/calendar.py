"""A calendar: when work is done. Windows by weekday, holidays, a time zone; SLAs and support hours stand on it."""

import sqlalchemy as sa

from incidentdesk.prepare.windows import DAYS as DAYS
from incidentdesk.store.base import json_of, record

calendar = record(
    "calendar",
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("time_zone", sa.Text, nullable=False),
    # JSON: {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "fri": [["22:00", "06:00"]]} in wall-clock time of the
    # zone; an end at or before its beginning is on the next day, "24:00" is the end of the day.
    sa.Column("windows", sa.Text, nullable=False, info=json_of(dict)),
    # Public holidays by country and region (ISO 3166), none where empty.
    sa.Column("country", sa.Text, nullable=False, default="", server_default=""),
    sa.Column("region", sa.Text, nullable=False, default="", server_default=""),
    # JSON: [["2026-12-24", "Works outing"], ...], beside those of the country.
    sa.Column("holidays", sa.Text, nullable=False, default="[]", server_default="[]", info=json_of(list)),
)
