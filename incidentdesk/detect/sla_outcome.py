"""What came of a clock of an SLA."""

from enum import StrEnum

from incidentdesk.language import N_


class Outcome(StrEnum):
    MET = N_("Met")
    BREACHED = N_("Breached")
    CANCELLED = N_("Cancelled")
