"""Row counts and checksums from two CSV files are compared table by table; what can't be read is said by its line."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidentdesk.recover.row_comparison import compare_rows, read_counts, verdict
from incidentdesk.refusal import Refused

NAMES = ("before.csv", "after.csv")


def _compared(before: str, after: str) -> list[tuple[str, str, str]]:
    found = compare_rows(read_counts(before.encode(), NAMES[0]), read_counts(after.encode(), NAMES[1]), NAMES)
    return [(each.name, each.expected, each.found) for each in found.differences]


def test_the_same_counts_are_whole_whatever_the_form() -> None:
    before, after = "table,rows\norders,1204\nitems,88\n", "Name;Row count\nItems;88\nORDERS;1 204\n"
    assert _compared(before, after) == []
    found = compare_rows(read_counts(before.encode(), "a"), read_counts(after.encode(), "b"), NAMES)
    assert found.whole
    assert verdict(found) == "All 2 tables have the rows that they should have."


def test_a_missing_row_and_a_missing_table_are_named() -> None:
    assert _compared("orders,1204\nitems,88\nlog,9\n", "orders,1203\nitems,88\nnew,1\n") == [
        ("orders", "1204 rows", "1203 rows"),
        ("log", "9 rows", ""),
        ("new", "", "1 row"),
    ]


def test_the_same_rows_with_another_checksum_are_another_content() -> None:
    before, after = "table\trows\tmd5\norders\t2\tAB12\n", "table\trows\tmd5\norders\t2\tab13\n"
    assert _compared(before, after) == [("orders", "2 rows · ab12", "2 rows · ab13")]


def test_what_only_one_of_them_tells_is_not_compared() -> None:
    assert _compared("table,rows,md5\norders,2,ab\n", "table,rows\norders,2\n") == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("table,rows\n", "names no table"),
        ("table,rows\norders,many\n", "Line 2 .* no number of rows: .*many"),
        ("table,rows\norders,1.204\n", "Line 2 .* no number of rows"),
        ("table,rows\norders,1\nOrders,2\n", "Line 3 .* a second time"),
        ("table,rows\n,1\n", "Line 2 .* names no table"),
        ("table,rows\norders,\n", "Line 2 .* neither rows nor a checksum"),
        ("a\0b,1\n", "is no text"),
    ],
)
def test_what_can_t_be_read_is_refused_by_its_line(text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_counts(text.encode(), "counts.csv")


def test_two_files_of_different_databases_are_refused() -> None:
    with pytest.raises(Refused, match="of the same database"):
        _compared("orders,1\n", "mails,1\n")


_TABLES = st.dictionaries(
    st.text("abcdefghij_", min_size=1, max_size=8), st.integers(0, 10**12), min_size=1, max_size=20
)


@given(_TABLES, st.sampled_from(",;\t|"), st.randoms(use_true_random=False))
def test_a_list_is_the_same_in_any_order_and_any_separator(tables: dict[str, int], separator: str, chance) -> None:
    rows = [f"{name}{separator}{count}" for name, count in tables.items()]
    chance.shuffle(rows)
    after = "\n".join([f"table{separator}rows", *rows])
    before = "\n".join(["table,rows", *(f"{name},{count}" for name, count in tables.items())])
    assert _compared(before, after) == []


@given(_TABLES, st.data())
def test_any_count_that_is_another_is_found(tables: dict[str, int], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(tables)))
    after = tables | {name: tables[name] + data.draw(st.integers(1, 9))}
    told = ["\n".join(["table,rows", *(f"{each},{count}" for each, count in one.items())]) for one in (tables, after)]
    assert [each[0] for each in _compared(*told)] == [name]


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(data: bytes) -> None:
    with suppress(Refused):
        assert read_counts(data, "x")
