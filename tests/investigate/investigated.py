"""Writes a graph of pictured.py or pictured_whys.py into a desk, as the investigation of a new incident."""

from dataclasses import replace
from uuid import uuid4

from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_graph import Cause, CauseGraph, CounterMeasure, Gesture, Noun, changed, made
from incidentdesk.investigate.cause_record import save_changes
from incidentdesk.investigate.evidence_adding import Label, add_text
from incidentdesk.investigate.stance import link_evidence
from incidentdesk.investigate.subject import Subject
from incidentdesk.store.session import Session


def investigate(session: Session, graph: CauseGraph, **facts: object) -> Subject:
    """Log an incident called after the effect and write its causes, votes, counter-measures and evidence."""
    subject = Subject("incident", log_incident(session, **{"title": graph.effect.text or "Untitled", **facts}))
    keys = {key: uuid4().hex for key in graph.causes}
    save_changes(session, subject, _gesture(graph, keys))
    for key, backing in graph.backing.items():
        for stance, count in (("supports", backing.supports), ("contradicts", backing.contradicts)):
            for number in range(count):
                text = f"{graph.causes[key].text}: line {number + 1} of the {stance} log"
                link_evidence(session, add_text(session, subject, Label(text=text)), keys[key], stance)
    return subject


def _gesture(graph: CauseGraph, keys: dict[str, str]) -> Gesture:
    def moved(record: Cause) -> Cause:
        return replace(record, key=keys[record.key], parent=keys.get(record.parent, ""))

    def answering(measure: CounterMeasure) -> CounterMeasure:
        return replace(measure, key=uuid4().hex, cause=keys.get(measure.cause, ""))

    fresh = CauseGraph()
    effect = graph.effect
    return (
        *changed(Noun.EFFECT, fresh.effect, text=effect.text, gate=effect.gate, dots=effect.dots, voting=effect.voting),
        *(made(Noun.CAUSE, moved(cause)) for cause in graph.subtree("")),
        *(made(Noun.VOTE, replace(vote, cause=keys[vote.cause])) for vote in graph.votes.values()),
        *(made(Noun.MEASURE, answering(measure)) for measure in graph.measures.values()),
    )
