"""In few words what people do at a desk, and what is then measured over it."""

from datetime import UTC

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.measure.metric.definition import DEFINITIONS
from incidentdesk.measure.metric.facts import facts_of, read_facts
from incidentdesk.measure.metric.grouping import grouping
from incidentdesk.measure.metric.measuring import measure
from incidentdesk.measure.metric.period import period_of
from incidentdesk.respond.change import change_incident
from incidentdesk.store import ledger
from tests.recover.proven import recover

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0  # seconds, as metrics have them


def measured(work, *names, by="", period="all", zone=UTC, business=False, query=""):
    """The measurement of these metrics, of all of them if none is named."""
    now = clock.stored(clock.now())
    with work.desk.read() as reader:
        everything = read_facts(reader)
        facts = facts_of(reader, parse(query), Context(clock.now(), zone), everything)
        groups = grouping(reader, facts, period_of(period, zone), by, now)
        chosen = names or DEFINITIONS
        return measure(reader, facts, groups, now, everything=everything, business=business, names=chosen)


def value(work, name, **more):
    """The one value of a metric without groups."""
    return measured(work, name, **more).of(name)


def values(work, name, by, **more):
    """The values of a metric by the key of each group."""
    found = measured(work, name, by=by, **more)
    return dict(zip([group.key for group in found.groups], found.values[name], strict=True))


def counts(work, name, by, **more):
    """How many there are in each group that has any."""
    found = values(work, name, by, **more)
    return {key: each.value for key, each in found.items() if each.value}


def resolve(work, incident_id, code="Solved", **more):
    if work.row(incident_id)["major"]:
        work.act(recover, incident_id)
    work.move(incident_id, "Resolved", resolution_code=code, resolution_notes="Restarted.", **more)


def resolved_after(work, time, *, log=None, **span):
    """An incident that is logged now and resolved after so much time; the clock stands there then."""
    incident_id = work.log(**(log or {}))
    time.after(**span)
    resolve(work, incident_id)
    return incident_id


def reopen(work, incident_id):
    work.move(incident_id, "In Progress", reason="It is back.")


def resolved_again(work, time, incident_id):
    """Reopened now, and resolved a minute later."""
    reopen(work, incident_id)
    time.after(minutes=1)
    resolve(work, incident_id)


def close(work, incident_id):
    work.move(incident_id, "Closed")


def change(work, incident_id, **changes):
    work.act(change_incident, incident_id, changes)


def write(work, table, record_id, **columns):
    """What an import may bring and no form lets a person type."""
    with work.desk.write(actor="Mei Okafor", via="import") as session:
        ledger.update(session, table, record_id, columns)
