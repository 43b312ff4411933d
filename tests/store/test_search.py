import sqlite3

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidentdesk.store.search import (
    any_of,
    check_statement,
    index_statements,
    matching,
    rebuild_statement,
    word_parameter,
)

COLUMNS = ("heading", "body")
TEXTS = {
    1: ("WAN-North is down", "firmware 7.2.4 on fw-01.example.org"),
    2: ("Café Müller", "from 10.0.0.1: <b>bold</b> foo_bar"),
    3: ("ネットワーク障害が発生", "100% of & nothing"),
    4: ("it's O'Brien \\ \"x\"", "INC-1042 -5 user@host.example"),
    5: ("Ärger mit Straße", "wan"),
    6: ("ต่ออินเทอร์เน็ตไม่ได้", "Ελληνικά"),
}
CREATE = {
    "sqlite": "CREATE TABLE page (id INTEGER PRIMARY KEY, heading TEXT, body TEXT)",
    "postgresql": "CREATE TABLE page (id BIGINT PRIMARY KEY, heading TEXT, body TEXT)",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request):
    """A table with texts and a full-text index, on a database that all these tests share."""
    engine = sa.create_engine(address_of(request))
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS page"))
        connection.execute(sa.text(CREATE[request.param]))
        for statement in index_statements(request.param, "page", COLUMNS):
            connection.execute(sa.DDL(statement.replace("%", "%%")))
        for number, (heading, body) in TEXTS.items():
            write(connection, number, heading, body)
    yield engine
    engine.dispose()


def address_of(request):
    if request.param == "sqlite":
        return "sqlite://"
    return request.getfixturevalue("postgresql").replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def connection(engine):
    """What a test writes is taken back at its end."""
    with engine.connect() as connection:
        yield connection
        connection.rollback()


def write(connection, number, heading, body):
    connection.execute(
        sa.text("INSERT INTO page VALUES (:id, :heading, :body)"), {"id": number, "heading": heading, "body": body}
    )


def found(connection, word, *, whole=False, only=None, above=None):
    dialect = connection.dialect.name
    needle = word_parameter(dialect, word, whole=whole)
    sql = matching(
        dialect, "page", COLUMNS, "word", indexed=needle.indexed, only=only, above="above" if above else None
    )
    parameters = {"word": needle.parameter, **({"above": above} if above else {})}
    return sorted(row[0] for row in connection.execute(sa.text(sql), parameters))


def test_a_word_is_found_in_any_column_without_regard_to_case(connection):
    assert found(connection, "wan") == [1, 5]
    assert found(connection, "WAN") == [1, 5]


def test_a_word_may_be_searched_in_one_column(connection):
    assert found(connection, "wan", only="heading") == [1]
    assert found(connection, "wan", only="body") == [5]
    assert found(connection, "障害", only="body") == []


def test_the_beginning_of_a_word_finds_it_unless_it_is_whole(connection):
    assert found(connection, "firmw") == [1]
    assert found(connection, "firmw", whole=True) == []
    assert found(connection, "firmware", whole=True) == [1]


def test_a_single_letter_is_a_whole_word(connection):
    assert found(connection, "f") == []
    assert found(connection, "fw-0") == []
    assert found(connection, "x") == [4]


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("WAN-Nor", [1]),
        ("7.2.4", [1]),
        ("fw-01.exam", [1]),
        ("10.0.0.1", [2]),
        ("user@host", [4]),
        ("INC-1042", [4]),
        ("-5", [4]),
        ("foo_ba", [2]),
        ("<b>bold", [2]),
        ("o'brien", [4]),
        ('"x"', [4]),
    ],
)
def test_a_word_with_signs_in_it_is_found_as_its_parts_in_a_row(connection, word, numbers):
    assert found(connection, word) == numbers


@pytest.mark.parametrize(("word", "numbers"), [("cafe", [2]), ("CAFÉ", [2]), ("muller", [2]), ("arger", [5])])
def test_accents_make_no_difference(connection, word, numbers):
    assert found(connection, word) == numbers


def test_decomposed_accents_make_no_difference(connection):
    assert found(connection, "Mu\u0308ller") == [2]


def test_a_phrase_is_found_in_its_order_only(connection):
    assert found(connection, "north is down", whole=True) == [1]
    assert found(connection, "down is north", whole=True) == []


@pytest.mark.parametrize(("word", "numbers"), [("障害", [3]), ("อินเทอร์เน็ต", [6]), ("ワーク", [3])])
def test_scripts_without_spaces_are_found_inside_a_sentence(connection, word, numbers):
    assert found(connection, word) == numbers


@pytest.mark.parametrize(("word", "numbers"), [("%", [3]), ("&", [3]), ("\\", [4]), ("_", [2]), ("§", []), ("***", [])])
def test_signs_alone_are_looked_for_as_they_stand(connection, word, numbers):
    assert found(connection, word) == numbers


@pytest.mark.parametrize(
    "word", ["AND", "OR NOT", "NEAR(", "a:b", "^x", '"', "wan*", "{heading}: x", ":*", "'", "! & |"]
)
def test_what_a_database_takes_for_an_operator_is_text(connection, word):
    assert found(connection, word) in ([], [1, 5], [4])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(word=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20), whole=st.booleans())
def test_no_text_breaks_the_search(connection, word, whole):
    found(connection, word, whole=whole)


def test_any_of_some_words_is_enough(connection):
    sql = matching(connection.dialect.name, "page", COLUMNS, "words")
    needles = [word_parameter(connection.dialect.name, word) for word in ("firmware", "10.0.0.1", "nowhere")]
    parameter = any_of(connection.dialect.name, needles)
    assert sorted(row[0] for row in connection.execute(sa.text(sql), {"words": parameter})) == [1, 2]


def test_lower_ids_can_be_left_out(connection):
    assert found(connection, "wan", above=1) == [5]
    assert found(connection, "障害", above=3) == []


def test_a_changed_text_is_found_by_its_new_words_only(connection):
    connection.execute(sa.text("UPDATE page SET heading = 'LAN-South' WHERE id = 1"))
    assert found(connection, "north") == []
    assert found(connection, "south") == [1]
    connection.execute(sa.text("DELETE FROM page WHERE id = 1"))
    assert found(connection, "south") == []


def test_a_very_long_text_of_different_words_can_be_kept(connection):
    words = " ".join(chr(0x20000 + n % 40_000) for n in range(300_000))
    write(connection, 7, "long", words)
    assert found(connection, "long") == [7]


def test_the_index_can_be_made_anew(connection):
    connection.execute(sa.text(rebuild_statement(connection.dialect.name, "page")))
    assert found(connection, "wan") == [1, 5]


def test_an_index_that_does_not_agree_with_its_table_is_noticed():
    connection = sqlite3.connect(":memory:")
    connection.execute(CREATE["sqlite"])
    for statement in index_statements("sqlite", "page", COLUMNS):
        connection.execute(statement)
    connection.execute("INSERT INTO page VALUES (1, 'wan', '')")
    connection.execute(check_statement("sqlite", "page"))
    connection.execute("DROP TRIGGER page_text_update")
    connection.execute("UPDATE page SET heading = 'lan'")
    with pytest.raises(sqlite3.DatabaseError):
        connection.execute(check_statement("sqlite", "page"))
    connection.execute(rebuild_statement("sqlite", "page"))
    connection.execute(check_statement("sqlite", "page"))
    connection.close()
