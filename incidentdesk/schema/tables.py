"""Imports every table, so that the collection is complete."""

from incidentdesk.detect import attachment, entry, incident, saved_view, seen
from incidentdesk.detect.transfer import batch
from incidentdesk.prepare import category, person, service, setting, team
from incidentdesk.store import ledger
from incidentdesk.store.base import metadata

__all__ = [
    "attachment",
    "batch",
    "category",
    "entry",
    "incident",
    "ledger",
    "metadata",
    "person",
    "saved_view",
    "seen",
    "service",
    "setting",
    "team",
]
