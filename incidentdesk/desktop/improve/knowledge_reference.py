"""How something that the desk knows is called, and what opens it."""

from incidentdesk.detect.number import number
from incidentdesk.improve.article_state import article_number
from incidentdesk.improve.improvement_number import improvement_number
from incidentdesk.improve.knowledge import Knowledge, KnowledgeKind
from incidentdesk.investigate.subject import PROBLEM, Subject
from incidentdesk.language import N_
from incidentdesk.prepare.known_error_state import known_error_number

NAME = {
    KnowledgeKind.ARTICLE: N_("Article"),
    KnowledgeKind.LESSON: N_("Lesson"),
    KnowledgeKind.KNOWN_ERROR: N_("Known error"),
    KnowledgeKind.PROBLEM: N_("Problem"),
    KnowledgeKind.IMPROVEMENT: N_("Improvement"),
    KnowledgeKind.INCIDENT: N_("Incident"),
}

ICON = {
    KnowledgeKind.ARTICLE: "article",
    KnowledgeKind.LESSON: "lesson",
    KnowledgeKind.KNOWN_ERROR: "known-error",
    KnowledgeKind.PROBLEM: "problem",
    KnowledgeKind.IMPROVEMENT: "improvement",
    KnowledgeKind.INCIDENT: "incident",
}


def number_of(found: Knowledge) -> str:
    """INC-0042, PRB-0003, IMP-0001, KE-0002 or KB-0001; "" for a lesson, which has none."""
    if found.kind == KnowledgeKind.INCIDENT:
        return number(found.id)
    if found.kind == KnowledgeKind.PROBLEM:
        return Subject(PROBLEM, found.id).number
    if found.kind == KnowledgeKind.ARTICLE:
        return article_number(found.id)
    if found.kind == KnowledgeKind.IMPROVEMENT:
        return improvement_number(found.id)
    return known_error_number(found.id) if found.kind == KnowledgeKind.KNOWN_ERROR else ""


def reference_of(found: Knowledge) -> str:
    """What opens it."""
    parts = {
        KnowledgeKind.ARTICLE: "articles",
        KnowledgeKind.LESSON: "lessons",
        KnowledgeKind.KNOWN_ERROR: "known-errors",
        KnowledgeKind.IMPROVEMENT: "improvements",
    }
    return f"analyses#{parts[found.kind]}/{found.id}" if found.kind in parts else number_of(found)
