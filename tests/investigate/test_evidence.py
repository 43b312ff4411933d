"""Evidence keeps its hash from the moment it is added, and its custody says who had it and what came of each look."""

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from incidentdesk import clock
from incidentdesk.detect.attachment import attach, attached, chunks
from incidentdesk.detect.intake import log_incident
from incidentdesk.investigate.cause_editing import add_below, add_category
from incidentdesk.investigate.cause_graph import EFFECT, CauseGraph, applied
from incidentdesk.investigate.cause_record import cause_graph_of, save_changes
from incidentdesk.investigate.custody import add_note as note_custody
from incidentdesk.investigate.custody import hand_over, take_away, write_custody
from incidentdesk.investigate.evidence import evidence
from incidentdesk.investigate.evidence_adding import (
    Label,
    add_attachment,
    add_entry,
    add_file,
    add_left_file,
    add_link,
    add_text,
    checked_link,
    relabel,
)
from incidentdesk.investigate.evidence_copy import copy_name, save_copy
from incidentdesk.investigate.evidence_list import (
    Act,
    EvidenceType,
    custody_of,
    evidence_of,
    summary_of,
)
from incidentdesk.investigate.examination import examine, record_findings
from incidentdesk.investigate.file_digest import digest_of
from incidentdesk.investigate.problem import problem, problem_incident
from incidentdesk.investigate.stance import link_evidence, unlink_evidence
from incidentdesk.investigate.subject import Subject
from incidentdesk.language import ISOLATE, POP
from incidentdesk.prepare.setting import set_setting
from incidentdesk.refusal import Refused
from incidentdesk.respond.note import add_note, change_note
from incidentdesk.schema.soundness import examine as examine_desk
from incidentdesk.store import ledger, undoing, verifying

LOG = "08:09 bgpd: session reset\n08:10 bgpd: hold timer expired\n"


def act(desk, function, *args, actor="Mei Okafor", **named):
    with desk.write(actor=actor) as session:
        return function(session, *args, **named)


def gesture(desk, function, *args, actor="Mei Okafor", **named):
    with desk.write(actor=actor) as session:
        function(session, *args, **named)
        return session.gesture


def pieces(desk, subject):
    with desk.read() as reader:
        return evidence_of(reader, subject)


def custody(desk, evidence_id):
    with desk.read() as reader:
        return custody_of(reader, evidence_id)


def acts(desk, evidence_id):
    return [line.act for line in custody(desk, evidence_id)]


def plain(text):
    return text.replace(ISOLATE, "").replace(POP, "")


def look(desk, subject, progress=None):
    """What "Verify all" does: look without writing, then write."""
    with desk.read() as reader:
        found = examine(reader, evidence_of(reader, subject), progress)
    act(desk, record_findings, found)
    return {finding.title: finding for finding in found}


def sha256(content):
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


@pytest.fixture
def incident_id(desk):
    yield act(desk, log_incident, title="Branch offices lost WAN access")
    with desk.engine.connect() as connection:
        chains = [row[0] for row in connection.exec_driver_sql("SELECT chain FROM ledger_head")]
        assert verifying.verify(connection) == [] == verifying.differing(connection, chains)


@pytest.fixture
def subject(incident_id):
    return Subject("incident", incident_id)


@pytest.fixture
def behind(desk):
    """The problem behind the incident."""
    facts = {"title": "Firmware", "state": "New", "priority": 2, "created_at": 0, "created_by": "", "updated_at": 0}
    return Subject("problem", act(desk, ledger.insert, problem, facts))


@pytest.fixture
def causes(desk, subject):
    """The keys of two causes on one bone."""
    bone = add_category(CauseGraph(), "Technology")
    graph = applied(CauseGraph(), bone.gesture)
    first = add_below(graph, bone.key, "Firmware drops BGP")
    second = add_below(applied(graph, first.gesture), bone.key, "Cooling alarm")
    act(desk, save_changes, subject, (*bone.gesture, *first.gesture, *second.gesture))
    return first.key, second.key, bone.key


def put(desk, subject, content=b"12:00 down\n" * 100, name="syslog.txt", **label):
    return act(desk, add_file, subject, Label(**label), name, io.BytesIO(content), size=len(content))


# ── adding ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("of", ["subject", "behind"])
def test_a_file_is_taken_in_with_its_hash(desk, request, of):
    subject = request.getfixturevalue(of)
    content = b"line\n" * 500_000
    evidence_id = put(desk, subject, content, source="core-sw-1")
    [piece] = pieces(desk, subject)
    assert (piece.title, piece.type, piece.source) == ("syslog.txt", EvidenceType.LOG, "core-sw-1")
    assert (piece.size, piece.sha256) == (len(content), sha256(content))
    assert (piece.collected_by, piece.added_by, piece.verdict) == ("Mei Okafor", "Mei Okafor", "")
    with desk.read() as reader:
        assert b"".join(chunks(reader, piece.attachment_id)) == content
        assert len(attached(reader, subject.id)) == (1 if of == "subject" else 0)
    [line] = custody(desk, evidence_id)
    assert (line.act, line.who) == (Act.ADDED, "Mei Okafor")
    assert sha256(content) in line.note
    assert "syslog.txt, 2500000 bytes" in plain(line.note)


def test_a_hostile_name_is_made_safe(desk, subject):
    put(desk, subject, name="../../etc/pass\x07wd\u202egnp.exe")
    [piece] = pieces(desk, subject)
    assert piece.title == piece.attachment_name == "passwdgnp.exe"


def test_what_is_said_of_a_piece_is_kept(desk, subject):
    at = datetime(2026, 3, 1, 8, 9, tzinfo=UTC)
    put(desk, subject, type=EvidenceType.METRIC, title=" Uplink \n usage ", collected_at=at, collected_by="L. Novák",
        text="the dip at 08:09")  # fmt: skip
    [piece] = pieces(desk, subject)
    assert (piece.type, piece.title, piece.text) == ("Metric", "Uplink usage", "the dip at 08:09")
    assert (clock.instant(piece.collected_at), piece.collected_by) == (at, "L. Novák")


def test_a_file_above_the_limit_is_not_taken_in_but_may_stay_where_it_is(desk, subject, tmp_path):
    act(desk, set_setting, "attachment_limit", 1024 * 1024)
    content = b"x" * (3 * 1024 * 1024 + 17)
    path = tmp_path / "core.dump"
    path.write_bytes(content)
    with pytest.raises(Refused, match="at most 1 MB"):
        put(desk, subject, content)
    assert pieces(desk, subject) == []
    heard = []
    digest = digest_of(path, lambda done, total: heard.append((done, total)))
    act(desk, add_left_file, subject, Label(), path, digest)
    [piece] = pieces(desk, subject)
    assert (piece.title, piece.path, piece.attachment_id) == ("core.dump", str(path), None)
    assert (piece.size, piece.sha256) == (len(content), sha256(content))
    assert heard[-1] == (len(content), len(content))
    assert len(heard) == 4


def test_the_hashing_of_a_large_file_can_be_stopped(tmp_path):
    path = tmp_path / "core.dump"
    path.write_bytes(b"x" * 5_000_000)

    class Stopped(Exception):
        pass

    def stop(done, _total):
        if done > 2_000_000:
            raise Stopped

    with pytest.raises(Stopped):
        digest_of(path, stop)


def test_a_file_that_grows_while_it_is_read_has_no_hash(tmp_path):
    path = tmp_path / "live.log"
    path.write_bytes(b"x" * 2_000_000)

    def write_on(_done, _total):
        with path.open("ab") as file:
            file.write(b"more")

    with pytest.raises(Refused, match=r"live\.log.* is being written"):
        digest_of(path, write_on)


@pytest.mark.parametrize("what", ["nothing", "a folder"])
def test_what_is_no_file_is_refused(tmp_path, what):
    path = tmp_path if what == "a folder" else tmp_path / "gone.log"
    with pytest.raises(Refused, match="is no file"):
        digest_of(path)


def test_a_text_is_hashed_as_it_stands(desk, subject):
    act(desk, add_text, subject, Label(EvidenceType.LOG, source="syslog", text=LOG))
    [piece] = pieces(desk, subject)
    assert (piece.title, piece.text) == ("08:09 bgpd: session reset", LOG)
    assert (piece.sha256, piece.size) == (sha256(LOG), len(LOG))


@pytest.mark.parametrize("text", ["تعطل الخادم", "磁盘已满", "😀" * 50, "a\0b"])
def test_a_text_of_any_script_matches_itself(desk, subject, text):
    act(desk, add_text, subject, Label(text=text))
    [finding] = look(desk, subject).values()
    assert finding.verdict == Act.MATCHES


@pytest.mark.parametrize(("text", "why"), [("  \n ", "Paste or write"), ("x" * 100_001, "Save it as a file")])
def test_no_text_and_too_long_a_text_are_refused(desk, subject, text, why):
    with pytest.raises(Refused, match=why):
        act(desk, add_text, subject, Label(text=text))
    assert pieces(desk, subject) == []


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://status.example.com/graph?x=1#a ", "https://status.example.com/graph?x=1#a"),
        ("status.example.com/graph", "https://status.example.com/graph"),
        ("http://10.0.0.1:8080/", "http://10.0.0.1:8080/"),
    ],
)
def test_a_web_address_is_kept(desk, subject, typed, kept):
    act(desk, add_link, subject, Label(EvidenceType.LINK, text="the dip"), typed)
    [piece] = pieces(desk, subject)
    assert (piece.link, piece.title, piece.text) == (kept, kept, "the dip")


@pytest.mark.parametrize(
    "typed", ["", "the dashboard", "javascript:alert(1)", "file:///etc/passwd", "https://", "https://[x", "ftp://a.b"]
)
def test_what_is_no_web_address_is_refused(typed):
    with pytest.raises(Refused, match="is no web address"):
        checked_link(typed)


def test_an_address_with_a_password_is_refused():
    with pytest.raises(Refused, match="password"):
        checked_link("https://mei:secret@example.com/")


def test_an_address_of_two_thousand_characters_has_a_title_that_is_shorter(desk, subject):
    act(desk, add_link, subject, Label(EvidenceType.LINK), "https://example.com/" + "x" * 1_900)
    assert len(pieces(desk, subject)[0].title) == 200


def test_an_entry_of_the_timeline_is_evidence_once(desk, subject):
    at = datetime(2026, 3, 1, 8, 9, tzinfo=UTC)
    entry_id = act(desk, add_note, subject.id, "ISP confirms the cut", happened_at=at, actor="L. Novák")
    first = act(desk, add_entry, subject, Label(), entry_id)
    assert act(desk, add_entry, subject, Label(), entry_id) == first
    [piece] = pieces(desk, subject)
    assert (piece.type, piece.title, piece.entry_id) == (EvidenceType.ENTRY, "ISP confirms the cut", entry_id)
    assert (clock.instant(piece.collected_at), piece.collected_by) == (at, "L. Novák")
    assert piece.sha256 == sha256("ISP confirms the cut")


def test_an_attachment_that_is_there_becomes_evidence_without_being_copied(desk, subject):
    attachment_id = act(desk, attach, subject.id, "trace.pcap", io.BytesIO(b"abc"), size=3, actor="L. Novák")
    first = act(desk, add_attachment, subject, Label(), attachment_id)
    assert act(desk, add_attachment, subject, Label(), attachment_id) == first
    [piece] = pieces(desk, subject)
    assert (piece.attachment_id, piece.title, piece.sha256) == (attachment_id, "trace.pcap", sha256(b"abc"))
    assert (piece.collected_by, piece.added_by) == ("L. Novák", "Mei Okafor")


def test_what_belongs_to_another_incident_is_refused_unless_a_problem_is_behind_both(desk, subject, behind):
    entry_id = act(desk, add_note, subject.id, "seen here")
    other = Subject("incident", act(desk, log_incident, title="Another"))
    for foreign in (other, behind):
        with pytest.raises(Refused, match="belongs to another incident"):
            act(desk, add_entry, foreign, Label(), entry_id)
    act(desk, ledger.insert, problem_incident, {"incident_id": subject.id, "problem_id": behind.id})
    act(desk, add_entry, behind, Label(), entry_id)
    assert [piece.title for piece in pieces(desk, behind)] == ["seen here"]


def test_nothing_is_collected_in_the_future(desk, subject):
    with pytest.raises(Refused, match="in the future"):
        act(desk, add_text, subject, Label(text="x", collected_at=clock.now() + timedelta(days=3)))


def test_an_incident_that_is_not_there_gets_no_evidence(desk):
    with pytest.raises(Refused, match="There is no incident with the number 99"):
        act(desk, add_text, Subject("incident", 99), Label(text="x"))


def test_what_is_said_of_a_piece_can_be_corrected_and_its_hash_stays(desk, subject):
    evidence_id = act(desk, add_text, subject, Label(text=LOG))
    act(desk, relabel, evidence_id, Label(EvidenceType.TICKET, "Case 4711", "the ISP", "something else"))
    [piece] = pieces(desk, subject)
    assert (piece.type, piece.title, piece.source, piece.text) == ("Ticket", "Case 4711", "the ISP", LOG)
    assert look(desk, subject)["Case 4711"].verdict == Act.MATCHES


# ── what it says of causes ───────────────────────────────────────────────────────────────────────────────────────────


def test_evidence_supports_one_cause_and_contradicts_another(desk, subject, causes):
    evidence_id = put(desk, subject)
    act(desk, link_evidence, evidence_id, causes[0], "supports")
    act(desk, link_evidence, evidence_id, causes[1], "contradicts")
    [piece] = pieces(desk, subject)
    assert [(link.cause_text, link.stance) for link in piece.causes] == [
        ("Firmware drops BGP", "supports"),
        ("Cooling alarm", "contradicts"),
    ]
    with desk.read() as reader:
        graph = cause_graph_of(reader, subject)
        assert graph.backing_of(causes[0]).supports == graph.backing_of(causes[1]).contradicts == 1
    assert piece.stance_to(causes[1]) == "contradicts"


def test_a_stance_is_turned_taken_away_and_given_again(desk, subject, causes):
    evidence_id = put(desk, subject)
    stances = []
    for step in (
        lambda: act(desk, link_evidence, evidence_id, causes[0], "supports"),
        lambda: act(desk, link_evidence, evidence_id, causes[0], "contradicts"),
        lambda: act(desk, unlink_evidence, evidence_id, causes[0]),
        lambda: act(desk, link_evidence, evidence_id, causes[0], "supports"),
    ):
        step()
        stances.append([(causes.index(link.cause_key), link.stance) for link in pieces(desk, subject)[0].causes])
    assert stances == [[(0, "supports")], [(0, "contradicts")], [], [(0, "supports")]]


def test_a_category_a_cause_that_is_gone_and_one_of_elsewhere_get_no_evidence(desk, subject, behind, causes):
    evidence_id = put(desk, subject)
    with pytest.raises(Refused, match=r"Technology.* is a category"):
        act(desk, link_evidence, evidence_id, causes[2], "supports")
    with pytest.raises(Refused, match="The cause is gone, or not saved yet"):
        act(desk, link_evidence, evidence_id, "no such key", "supports")
    elsewhere = put(desk, behind)
    with pytest.raises(Refused, match="belongs to another investigation"):
        act(desk, link_evidence, elsewhere, causes[0], "supports")


# ── custody ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_custody_says_who_had_it_and_what_was_done(desk, subject):
    evidence_id = put(desk, subject)
    act(desk, hand_over, evidence_id, " Corporate  security ", "sealed bag 7", actor="L. Novák")
    act(desk, write_custody, evidence_id, Act.EXPORTED, "to a stick")
    act(desk, note_custody, evidence_id, "asked the ISP for theirs")
    assert [(line.act, line.who, plain(line.note)) for line in custody(desk, evidence_id)][1:] == [
        ("Handed over", "L. Novák", "to Corporate security: sealed bag 7"),
        ("Exported", "Mei Okafor", "to a stick"),
        ("Note", "Mei Okafor", "asked the ISP for theirs"),
    ]


def test_handing_over_to_nobody_and_an_empty_note_are_refused(desk, subject):
    evidence_id = put(desk, subject)
    with pytest.raises(Refused, match="Say to whom"):
        act(desk, hand_over, evidence_id, "  ")
    with pytest.raises(Refused, match="Write the note first"):
        act(desk, note_custody, evidence_id, " ")
    with pytest.raises(Refused, match="at most 10000 characters"):
        act(desk, note_custody, evidence_id, "x" * 10_001)


def test_taking_away_is_undone_with_all_that_it_was_linked_to_and_custody_keeps_both(desk, subject, causes):
    evidence_id = put(desk, subject)
    act(desk, link_evidence, evidence_id, causes[0], "supports")
    done = gesture(desk, take_away, evidence_id, "the wrong switch")
    assert pieces(desk, subject) == []
    with desk.read() as reader:
        assert cause_graph_of(reader, subject).backing_of(causes[0]).count == 0
    with pytest.raises(Refused, match="is no evidence any more"):
        act(desk, hand_over, evidence_id, "Somebody")
    act(desk, undoing.undo, done)
    [piece] = pieces(desk, subject)
    assert piece.stance_to(causes[0]) == "supports"
    last = custody(desk, evidence_id)[-1]
    assert (last.act, last.note) == (Act.WITHDRAWN, "the wrong switch")
    assert last.undone_at is not None


def test_adding_is_undone_in_one_step(desk, subject, causes):
    def add(session):
        evidence_id = add_file(session, subject, Label(), "a.txt", io.BytesIO(b"a"), size=1)
        link_evidence(session, evidence_id, causes[0], "supports")

    done = gesture(desk, add)
    act(desk, undoing.undo, done)
    assert pieces(desk, subject) == []
    with desk.read() as reader:
        assert attached(reader, subject.id) == []


# ── verify all ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def everything(desk, subject, tmp_path):
    """One piece of every way of keeping."""
    put(desk, subject, b"x" * 3_000_000, "attached.log")
    path = tmp_path / "left.log"
    path.write_bytes(b"y" * 2_000_000)
    act(desk, add_left_file, subject, Label(), path, digest_of(path))
    act(desk, add_text, subject, Label(title="text", text=LOG))
    act(desk, add_link, subject, Label(EvidenceType.LINK, "link"), "https://example.com/")
    entry_id = act(desk, add_note, subject.id, "seen")
    act(desk, add_entry, subject, Label(title="entry"), entry_id)
    return path, entry_id


def test_what_nobody_touched_matches_and_custody_says_so(desk, subject, everything):
    heard = []
    found = look(desk, subject, lambda done, total: heard.append(done / total))
    assert {finding.verdict for finding in found.values()} == {Act.MATCHES}
    assert len(found) == 5
    assert heard == sorted(heard)
    assert heard[-1] <= 1
    assert len(heard) > 5
    for piece in pieces(desk, subject):
        assert piece.verdict == Act.MATCHES
        assert acts(desk, piece.id) == [Act.ADDED, Act.MATCHES]
    summary = summary_of(pieces(desk, subject))
    assert (summary.count, summary.matching, summary.unchecked, summary.unlinked) == (5, 5, 0, 5)


def test_a_file_that_changed_on_disk_says_exactly_what_changed(desk, subject, everything):
    path, _entry = everything
    before = sha256(b"y" * 2_000_000)
    path.write_bytes(b"y" * 1_999_999 + b"zz")
    note = look(desk, subject)["left.log"].note
    assert "size 2000000 → 2000001 bytes" in note
    assert f"SHA-256 {before} → {sha256(path.read_bytes())}" in note
    assert "last written 20" in note
    piece = next(each for each in pieces(desk, subject) if each.title == "left.log")
    assert (piece.verdict, piece.verdict_note) == (Act.DIFFERS, note)


def test_a_byte_turned_in_place_is_found_by_the_hash_alone(desk, subject, everything):
    path, _entry = everything
    path.write_bytes(b"z" + b"y" * 1_999_999)
    finding = look(desk, subject)["left.log"]
    assert finding.verdict == Act.DIFFERS
    assert "size 2000000 bytes as before" in finding.note


def test_a_file_that_is_gone_is_missing_with_its_place(desk, subject, everything):
    path, _entry = everything
    path.unlink()
    finding = look(desk, subject)["left.log"]
    assert (finding.verdict, plain(finding.note)) == (Act.MISSING, f"not at {path}")


def test_bytes_changed_in_the_database_and_a_corrected_entry_do_not_match(desk, subject, everything):
    _path, entry_id = everything
    with desk.write(actor="Mei") as session:
        session.connection.exec_driver_sql("DELETE FROM attachment_chunk WHERE position = 1")
    act(desk, change_note, entry_id, "seen twice")
    found = look(desk, subject)
    assert {title for title, finding in found.items() if finding.verdict == Act.DIFFERS} == {"attached.log", "entry"}
    assert "the entry was corrected" in found["entry"].note


def test_an_entry_that_was_taken_away_is_missing(desk, subject, everything):
    from incidentdesk.detect.entry import entry

    act(desk, ledger.withdraw, entry, everything[1])
    assert look(desk, subject)["entry"].verdict == Act.MISSING


def test_looking_can_be_stopped_and_then_nothing_is_written(desk, subject, everything):
    class Stopped(Exception):
        pass

    def stop(done, _total):
        if done > 1_000_000:
            raise Stopped

    with pytest.raises(Stopped):
        look(desk, subject, stop)
    assert {piece.verdict for piece in pieces(desk, subject)} == {""}


def test_a_piece_taken_away_while_it_was_looked_at_is_passed_over(desk, subject, everything):
    with desk.read() as reader:
        found = examine(reader, evidence_of(reader, subject))
    act(desk, take_away, found[0].evidence_id)
    act(desk, record_findings, found)
    assert acts(desk, found[0].evidence_id) == [Act.ADDED, Act.WITHDRAWN]
    assert summary_of(pieces(desk, subject)).matching == 4


def test_the_last_look_counts(desk, subject, everything):
    path, _entry = everything
    content = path.read_bytes()
    path.write_bytes(b"other")
    look(desk, subject)
    path.write_bytes(content)
    look(desk, subject)
    assert summary_of(pieces(desk, subject)).differing == 0


def test_a_name_that_no_text_can_hold_is_refused(desk, subject):
    with pytest.raises(Refused, match="can't be kept as text"):
        act(desk, add_left_file, subject, Label(), Path("/tmp/\udcff.log"), digest_of(Path(__file__)))


def test_effect_and_unknown_types_are_no_evidence(desk, subject):
    with pytest.raises(Refused, match="The cause is gone"):
        act(desk, link_evidence, put(desk, subject), EFFECT, "supports")
    with pytest.raises(ValueError, match="not a valid EvidenceType"):
        act(desk, add_text, subject, Label("Rumour", text="x"))
    assert evidence.name == "evidence"


def test_the_check_of_the_desk_names_damaged_evidence_of_a_problem(desk, subject, behind):
    put(desk, behind)
    with desk.write(actor="Mei") as session:
        session.connection.exec_driver_sql("DELETE FROM attachment_chunk")
    findings = examine_desk(desk).findings
    assert [(finding.where, finding.what) for finding in findings] == [
        ("the desk", "the attachment “syslog.txt” is not what was attached")
    ]


# ── copies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def copied(desk, subject, title, target):
    piece = next(each for each in pieces(desk, subject) if each.title == title)
    with desk.read() as reader:
        save_copy(reader, piece, target)
    return copy_name(piece)


def test_a_copy_has_the_bytes_that_were_added(desk, subject, everything, tmp_path):
    contents = {
        "attached.log": ("attached.log", b"x" * 3_000_000),
        "left.log": ("left.log", b"y" * 2_000_000),
        "text": ("text.txt", LOG.encode()),
        "link": ("link.txt", b"https://example.com/"),
        "entry": ("entry.txt", b"seen"),
    }
    for title, (name, content) in contents.items():
        assert copied(desk, subject, title, tmp_path / "copy") == name
        assert (tmp_path / "copy").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []


def test_no_copy_is_made_of_what_has_changed(desk, subject, everything, tmp_path):
    path, _entry = everything
    path.write_bytes(b"other")
    with pytest.raises(Refused, match="is not what was added any more"):
        copied(desk, subject, "left.log", tmp_path / "copy")
    path.unlink()
    with pytest.raises(Refused, match="No such file"):
        copied(desk, subject, "left.log", tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_the_evidence_itself_is_not_overwritten_by_its_copy(desk, subject, everything):
    path, _entry = everything
    with pytest.raises(Refused, match="This is the evidence itself"):
        copied(desk, subject, "left.log", path)
    assert path.stat().st_size == 2_000_000


def test_a_hostile_title_gives_a_safe_name(desk, subject):
    for title in ("TCP/IP: what \u202efailed?", "con", "x" * 200):
        act(desk, add_text, subject, Label(title=title, text="x"))
    names = [copy_name(piece) for piece in pieces(desk, subject)]
    assert names == ["TCP-IP_ what failed_.txt", "_con.txt", "x" * 116 + ".txt"]
