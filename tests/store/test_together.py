"""Several people edit one incident: nothing is lost in silence (team-1)."""

import contextlib
import json
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from incidentdesk.detect.incident import incident
from incidentdesk.detect.intake import log_incident
from incidentdesk.refusal import Refused
from incidentdesk.respond.change import change_incident, facts_of
from incidentdesk.respond.note import add_note
from incidentdesk.schema.opening import open_desk
from incidentdesk.store import ledger, verifying
from incidentdesk.store.conflict import Conflict

EXAMPLES = int(os.environ.get("INCIDENTDESK_TEST_INTERLEAVINGS", "12"))
NAMES = ("Ann", "Bo", "Cy", "Di", "Eli")
FIELDS = ("title", "description", "resolution_notes", "external_ref", "service")
texts = st.sampled_from(("one", "two", "three", "Ärzte 打印机", "🔥"))
edits = st.dictionaries(st.sampled_from(FIELDS), texts, min_size=1, max_size=3)
people = st.integers(0, len(NAMES) - 1)


def machine_on(place):
    class Desks(RuleBasedStateMachine):
        """Each person has a desk of their own and what they last saw of the one incident."""

        @initialize(count=st.integers(2, 5))
        def begin(self, count):
            self.desks = [open_desk(place) for _ in range(count)]
            with self.desks[0].write(actor="Mei") as session:
                self.incident_id = log_incident(session, title="VPN down")
            self.seen = [self._facts(desk) for desk in self.desks]
            self.now = dict(self.seen[0])
            self.written = {field: [self.now[field]] for field in FIELDS}
            self.notes = []

        def _facts(self, desk):
            with desk.write(actor="reader") as session:
                return facts_of(session, self.incident_id)

        @rule(who=people)
        def look(self, who):
            who %= len(self.desks)
            self.seen[who] = self._facts(self.desks[who])
            assert {field: self.seen[who][field] for field in FIELDS} == {field: self.now[field] for field in FIELDS}

        @rule(who=people, changes=edits)
        def save(self, who, changes):
            who %= len(self.desks)
            seen = self.seen[who]
            clash = {
                field for field, text in changes.items() if self.now[field] != seen[field] and self.now[field] != text
            }
            try:
                with self.desks[who].write(actor=NAMES[who]) as session:
                    change_incident(session, self.incident_id, changes, seen=seen)
            except Conflict as conflict:  # what it holds depends on the run
                assert {found.field for found in conflict.clashes} == clash  # noqa: PT017
                for found in conflict.clashes:
                    assert (found.theirs, found.mine) == (self.now[found.field], changes[found.field])
                self._choose(who, changes, conflict)
            else:
                assert not clash
                self._note(changes)

        def _choose(self, who, changes, conflict):
            """The later one keeps the first of the others' texts and insists on the rest."""
            given_up = {found.field: found.mine for found in conflict.clashes[:1]}
            rest = {field: text for field, text in changes.items() if field not in given_up}
            with self.desks[who].write(actor=NAMES[who]) as session:
                columns = {"service": "service_id"}
                kept = {columns.get(field, field): text for field, text in given_up.items()}
                ledger.decline(session, incident, self.incident_id, kept)
                change_incident(session, self.incident_id, rest, seen=facts_of(session, self.incident_id))
            for field, text in given_up.items():
                self.written[field].append(text)
            self._note(rest)

        def _note(self, changes):
            for field, text in changes.items():
                if self.now[field] != text:
                    self.written[field].append(text)
            self.now |= changes

        @rule(who=people, text=texts)
        def write_a_note(self, who, text):
            who %= len(self.desks)
            with self.desks[who].write(actor=NAMES[who]) as session:
                add_note(session, self.incident_id, text)
            self.notes.append((NAMES[who], text))

        @rule(who=people, changes=edits)
        def break_off(self, who, changes):
            who %= len(self.desks)
            with contextlib.suppress(Refused), self.desks[who].write(actor=NAMES[who]) as session:
                change_incident(session, self.incident_id, changes)
                raise Refused("changed my mind")

        @precondition(lambda self: hasattr(self, "desks"))
        @invariant()
        def what_was_saved_is_there(self):
            facts = self._facts(self.desks[0])
            assert {field: facts[field] for field in FIELDS} == {field: self.now[field] for field in FIELDS}

        def teardown(self):
            if not hasattr(self, "desks"):
                return
            try:
                self._every_text_is_in_the_history()
            finally:
                for desk in self.desks:
                    desk.close()

        def _every_text_is_in_the_history(self):
            with self.desks[0].read() as reader:
                mine = {"id": self.incident_id}
                written = reader.rows("SELECT author, text FROM entry WHERE incident_id = :id ORDER BY id", mine)
                told = reader.rows("SELECT act, changes FROM ledger WHERE chain = :id AND noun = 'incident'", mine)
                services = dict(reader.rows("SELECT id, name FROM service"))
            assert written == self.notes
            found = {field: set() for field in FIELDS}
            for act, changes in told:
                for name, value in json.loads(changes).items():
                    field = "service" if name == "service_id" else name
                    if field in found:
                        new = value if act == "created" else value[1]
                        found[field].add(services.get(new, new) if field == "service" else new)
            for field, all_written in self.written.items():
                assert {text for text in all_written if text} <= found[field]
            with self.desks[0].engine.connect() as connection:
                assert verifying.verify(connection) == []
                assert verifying.differing(connection, [ledger.DESK, self.incident_id]) == []

    return Desks


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_whatever_the_order_nothing_is_lost_in_silence(kind, request):
    desk = request.getfixturevalue(f"{kind}_desk")
    run_state_machine_as_test(
        machine_on(desk.path or desk.url),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
