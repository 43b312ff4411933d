"""Imports every table, so that the collection is complete."""

from incidentdesk.detect import attachment, entry, incident, saved_view, seen
from incidentdesk.detect.transfer import batch
from incidentdesk.improve import lesson, review
from incidentdesk.investigate import corrective_action, evidence, investigation, problem
from incidentdesk.prepare import category, known_error, person, service, setting, team
from incidentdesk.store import ledger
from incidentdesk.store.base import metadata

__all__ = [
    "attachment",
    "batch",
    "category",
    "corrective_action",
    "entry",
    "evidence",
    "incident",
    "investigation",
    "known_error",
    "ledger",
    "lesson",
    "metadata",
    "person",
    "problem",
    "review",
    "saved_view",
    "seen",
    "service",
    "setting",
    "team",
]
