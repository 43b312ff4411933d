"""The words for what is kept about a report."""

from datetime import UTC

from incidentdesk.language import _, isolated
from incidentdesk.measure.metric.period import period_of
from incidentdesk.measure.period_label import period_label
from incidentdesk.measure.report_definition_list import DefinitionRow
from incidentdesk.measure.report_schedule import EVERY_NAME
from incidentdesk.refusal import Refused


def key_label(key: str) -> str:
    """How the period of a key is called; the key itself where it is none."""
    try:
        return period_label(period_of(key, UTC)) if key else ""
    except Refused:
        return key


def goes_to(row: DefinitionRow) -> str:
    """Where a report goes when it is made by itself, empty where it is not."""
    places = [row.schedule.folder, row.audience] if row.schedule.every else []
    return ", ".join(isolated(each) for each in places if each)


def every_label(row: DefinitionRow) -> str:
    return _(EVERY_NAME[row.schedule.every]) if row.schedule.every else _("when it is asked for")
