"""Whatever two people do to a step in whatever order: no tick is lost, none counts twice, none is overwritten."""

from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.refusal import Refused
from incidentdesk.respond.task_change import add_task, block_task, finish_task, reopen_task, skip_task, start_task
from incidentdesk.respond.task_list import tasks

ACTS = {
    "start": lambda session, task_id, _word: start_task(session, task_id),
    "done": lambda session, task_id, word: finish_task(session, task_id, result=word),
    "skip": lambda session, task_id, word: skip_task(session, task_id, reason=word),
    "block": lambda session, task_id, word: block_task(session, task_id, reason=word),
    "reopen": lambda session, task_id, _word: reopen_task(session, task_id),
}
gestures = st.lists(
    st.tuples(st.sampled_from(["Mei Okafor", "Bo Diaz"]), st.sampled_from(sorted(ACTS)), st.sampled_from("xyz")),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gestures)
def test_of_two_people_the_first_tick_holds(sqlite_work, played):
    incident_id = sqlite_work.log()
    with sqlite_work.desk.write(actor="Mei Okafor") as session:
        task_id = add_task(session, incident_id, title="Switch over")
    state, by, said = "Open", "", set()
    for actor, act, word in played:
        with suppress(Refused), sqlite_work.desk.write(actor=actor) as session:
            ACTS[act](session, task_id, word)
        with sqlite_work.desk.read() as reader:
            (row,) = tasks(reader, incident_id)
        if act in ("done", "skip") and state not in ("Done", "Skipped"):
            state, by = ("Done", actor) if act == "done" else ("Skipped", actor)
        elif act == "reopen" and state in ("Done", "Skipped"):
            state, by = row.state, ""
        elif state not in ("Done", "Skipped"):
            state = row.state
        if act == "done" and state == "Done":
            said.add(word)
        assert (row.state, row.ended_by) == (state, by)
        assert said <= set(row.result.split("\n"))
        assert (row.ended_at is not None) == (state in ("Done", "Skipped"))
