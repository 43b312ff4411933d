"""Temporary fixes: each says until when it may stand, and nobody forgets one."""

from datetime import UTC, timedelta

import pytest

from incidentdesk import clock
from incidentdesk.detect.condition import Context
from incidentdesk.detect.query import parse
from incidentdesk.detect.register import ids
from incidentdesk.recover.temporary_fix_change import extend_fix, place_fix, remove_fix
from incidentdesk.recover.temporary_fix_list import fixes
from incidentdesk.refusal import Refused


@pytest.fixture
def incident_id(work):
    return work.log()


def place(work, incident_id, hours=4, text="Mail goes by the branch office"):
    return work.act(place_fix, incident_id, text=text, expires=clock.now() + timedelta(hours=hours))


def test_a_fix_stands_until_it_expires(work, time, incident_id):
    place(work, incident_id)
    (fix,) = work.read(fixes, incident_id)
    assert (fix.text, fix.placed_by, fix.stands) == ("Mail goes by the branch office", "Mei Okafor", True)
    assert not fix.expired(time.stored)
    time.after(hours=4)
    assert fix.expired(time.stored)


def test_what_expires_first_stands_first_and_what_was_removed_last(work, incident_id):
    late, soon, gone = place(work, incident_id, 9), place(work, incident_id, 1), place(work, incident_id, 0.5)
    work.act(remove_fix, gone, reason="The line is back")
    work.act(remove_fix, gone)
    assert [fix.id for fix in work.read(fixes, incident_id)] == [soon, late, gone]


def test_a_fix_is_extended_with_a_reason_and_a_new_end(work, time, incident_id):
    fix_id = place(work, incident_id)
    with pytest.raises(Refused, match="Say why the temporary fix stands for longer"):
        work.act(extend_fix, fix_id, expires=time.now + timedelta(days=1), reason=" ")
    work.act(extend_fix, fix_id, expires=time.now + timedelta(days=1), reason="The part comes tomorrow")
    (fix,) = work.read(fixes, incident_id)
    assert fix.expires_at == time.stored + 24 * 3_600_000_000
    work.act(remove_fix, fix_id)
    with pytest.raises(Refused, match="removed already"):
        work.act(extend_fix, fix_id, expires=time.now + timedelta(days=2), reason="Once more")


@pytest.mark.parametrize(
    ("text", "hours", "sentence"),
    [(" ", 4, "Say what the temporary fix is"), ("By hand", -1, "The expiry is past"), ("By hand", 0, "is past")],
)
def test_a_fix_without_words_or_in_the_past_is_refused(work, incident_id, text, hours, sentence):
    with pytest.raises(Refused, match=sentence):
        place(work, incident_id, hours, text)


def test_a_fix_without_an_end_is_refused(work, incident_id):
    with pytest.raises(Refused, match="until when"):
        work.act(place_fix, incident_id, text="By hand", expires=None)


def test_the_list_finds_what_only_stands_by_a_fix(work, time, incident_id):
    other, gone, whole = work.log(title="Printer"), work.log(title="Phones"), work.log(title="Badge")
    place(work, incident_id, 1)
    place(work, other, 9)
    work.act(remove_fix, place(work, gone, 9))
    time.after(hours=2)

    def found(query):
        return sorted(ids(reader, parse(query), Context(time.now, UTC)))

    with work.desk.read() as reader:
        assert found("fix:standing") == [incident_id, other]
        assert found("fix:expired") == [incident_id]
        assert found("fix:removed") == [gone]
        assert found("fix:none") == [whole]
        assert found("fix:expired,none") == [incident_id, whole]
        assert found("-fix:standing") == [gone, whole]
        assert found("has:recovery") == []
