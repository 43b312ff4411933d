"""IncidentDesk: the whole of incident management on one set of records."""

__version__ = "0.6.1"
