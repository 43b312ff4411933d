"""Which shifts fall into absences, reckoned in the days of the person."""

from zoneinfo import ZoneInfo

import pytest

from incidentdesk.prepare.absence_cover import shifts_within
from incidentdesk.prepare.on_call import OnCall
from tests.prepare.rota_desk import at

SHIFT = OnCall(1, "Network", "Primary", 1, "Mei Okafor", at("2026-03-23T08:00"), at("2026-03-30T07:00"))


@pytest.mark.parametrize(
    ("absences", "zone", "found"),
    [
        ("2026-03-25\t2026-03-26\tleave", "Europe/Berlin", True),
        ("2026-03-01\t2026-03-22", "Europe/Berlin", False),
        ("2026-03-31\t2026-04-02", "Europe/Berlin", False),
        # The shift ends on the evening of the 29th in Honolulu, on the 30th in Berlin.
        ("2026-03-30\t2026-04-02", "Pacific/Honolulu", False),
        ("2026-03-30\t2026-04-02", "Europe/Berlin", True),
        ("2026-03-26\t2026-03-25", "Europe/Berlin", False),
        ("soon\t", "Europe/Berlin", False),
        ("", "Europe/Berlin", False),
        ("soon\t\n2026-03-25\t2026-03-25", "Europe/Berlin", True),
    ],
)
def test_a_shift_falls_into_an_absence(absences, zone, found):
    assert shifts_within([SHIFT], absences, ZoneInfo(zone)) == ([SHIFT] if found else [])
