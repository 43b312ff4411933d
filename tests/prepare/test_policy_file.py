import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.prepare.policy_file import MOST_BYTES, read_policy
from incidentdesk.prepare.text_difference import ADDED, REMOVED, SAME, Piece, differences
from incidentdesk.refusal import Refused


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"# Acceptable  use\n\nLock.", "Acceptable use"),
        (b"\xef\xbb\xbf## Mail\r\nLock.", "Mail"),
        ("# Größe".encode("utf-16"), "Größe"),
        ("# Größe".encode("cp1252"), "Größe"),
        (b"Lock your screen.", "rules"),
    ],
)
def test_a_policy_comes_from_a_file(tmp_path, data, name):
    path = tmp_path / "rules.md"
    path.write_bytes(data)
    read = read_policy(path)
    assert read.name == name
    assert read.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"  \n", "is empty"), (b"\x89PNG\0\0", "is no text"), (b"x" * (MOST_BYTES + 1), "larger than 2 MB")],
)
def test_what_is_no_policy_is_refused(tmp_path, data, sentence):
    path = tmp_path / "rules.md"
    path.write_bytes(data)
    with pytest.raises(Refused, match=sentence):
        read_policy(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="can't be read"):
        read_policy(tmp_path / "gone.md")


def test_what_changed_is_told_word_by_word():
    assert differences("Lock your screen.\nBe kind.\n", "Lock every screen.\nBe kind.\nReport mail.\n") == [
        Piece(SAME, "Lock"),
        Piece(REMOVED, " your"),
        Piece(ADDED, " every"),
        Piece(SAME, " screen.\nBe kind.\n"),
        Piece(ADDED, "Report mail.\n"),
    ]


@given(st.text(alphabet="ab \n"), st.text(alphabet="ab \n"))
def test_both_texts_can_be_read_from_the_difference(before, after):
    pieces = differences(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
