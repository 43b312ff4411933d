"""Full-text search over the text columns that a table asks for (`store.base.full_text`); knows no table by name.

SQLite keeps the words in an FTS5 table beside the table, PostgreSQL in a GIN index. Both find words without regard to
case, accents and punctuation: "WAN-North" and "10.0.0.1" are the words wan north and 10 0 0 1 in a row. Chinese,
Japanese and Thai are written without spaces, so both take a sentence for one word; what is searched in those scripts,
or has no letter and no digit at all, is looked for as it stands, which reads the whole table.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# Scripts that put no spaces between words: Thai to Myanmar, Khmer, kana and Han with their supplements.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff"
                       "\uff66-\uff9f\U00020000-\U0003ffff]")  # fmt: skip

_ENDS_IN_ONE_LETTER = re.compile(r"(?:^|[\W_])[^\W_][\W_]*$")

# PostgreSQL's parser would take host names, file names, tags and signed numbers for one word each. The per cent sign is
# no part of any word for it, and is left out because drivers treat it as their own.
_PUNCTUATION = r"""!"#$&'()*+,-./:;<=>?@[\]^_`{|}~"""
_AS_SPACES = str.maketrans(_PUNCTUATION, " " * len(_PUNCTUATION))

# SQLite refuses patterns of more than 50,000 bytes; nobody types so much.
_LONGEST_WORD = 1_000  # code points

# What PostgreSQL can hold of one text's words is 1 MiB; 200,000 characters can't exceed it.
_SEARCHED_LENGTH = 200_000

_WORDS_FUNCTION = f"""
CREATE OR REPLACE FUNCTION search_words(content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
SELECT to_tsvector('simple'::regconfig, translate(
    CASE WHEN octet_length(content) = char_length(content) THEN left(content, {_SEARCHED_LENGTH})
    ELSE regexp_replace(normalize(left(content, {_SEARCHED_LENGTH}), NFD), '[\\u0300-\\u036f]+', '', 'g') END,
    '{_PUNCTUATION.replace("'", "''")}', '{" " * len(_PUNCTUATION)}'))
$$
"""


class Needle(NamedTuple):
    """What to bind for a word, and whether the index can find it; if not, every text is looked through."""

    parameter: str
    indexed: bool


def index_statements(dialect: str, table: str, columns: Sequence[str]) -> list[str]:
    """The statements that make the full-text index of a table."""
    if dialect == "postgresql":
        return [_WORDS_FUNCTION, f"CREATE INDEX ix_{table}_text ON {table} USING gin ({_document(columns)})"]
    names = ", ".join(columns)
    new = ", ".join(f"new.{column}" for column in columns)
    old = ", ".join(f"old.{column}" for column in columns)
    text = f"{table}_text"
    remove = f"INSERT INTO {text}({text}, rowid, {names}) VALUES ('delete', old.id, {old});"
    add = f"INSERT INTO {text}(rowid, {names}) VALUES (new.id, {new});"
    return [
        f"CREATE VIRTUAL TABLE {text} USING fts5({names}, content='{table}', content_rowid='id', "
        "tokenize='unicode61 remove_diacritics 2')",
        f"CREATE TRIGGER {text}_insert AFTER INSERT ON {table} BEGIN {add} END",
        f"CREATE TRIGGER {text}_update AFTER UPDATE OF {names} ON {table} BEGIN {remove} {add} END",
        f"CREATE TRIGGER {text}_delete AFTER DELETE ON {table} BEGIN {remove} END",
    ]


def _document(columns: Sequence[str]) -> str:
    return f"search_words({' || chr(32) || '.join(columns)})"


def rebuild_statement(dialect: str, table: str) -> str:
    """Makes the index anew from the table."""
    if dialect == "postgresql":
        return f"REINDEX INDEX ix_{table}_text"
    return f"INSERT INTO {table}_text({table}_text) VALUES ('rebuild')"


def check_statement(dialect: str, table: str) -> str | None:
    """Raises a database error if the index does not agree with the table; PostgreSQL keeps its index itself."""
    if dialect == "postgresql":
        return None
    return f"INSERT INTO {table}_text({table}_text, rank) VALUES ('integrity-check', 1)"


def word_parameter(dialect: str, word: str, *, whole: bool = False) -> Needle:
    """What finds a word or phrase as a person typed it; its last part may go on unless it is `whole`.

    A single letter or digit is whole: to gather all words that begin with it takes seconds among a million texts.
    """
    word = word[:_LONGEST_WORD]
    whole = whole or bool(_ENDS_IN_ONE_LETTER.search(word))
    if _UNSPACED.search(word) or not any(unicodedata.category(character)[0] in "LN" for character in word):
        return Needle(_contains(word.strip()), indexed=False)
    if dialect == "postgresql":
        return Needle(_tsquery(word, whole), indexed=True)
    quoted = word.replace('"', " ").replace("\0", " ")
    return Needle(f'"{quoted}"' if whole else f'"{quoted}" *', indexed=True)


def _contains(text: str) -> str:
    escaped = re.sub("([!%_])", r"!\1", text.replace("\0", ""))
    return f"%{escaped}%"


def _tsquery(text: str, whole: bool) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    parts = [f"'{part}'" for part in plain.translate(_AS_SPACES).replace("\0", " ").split() if _is_word(part)]
    return " <-> ".join(parts) + ("" if whole else ":*")


def _is_word(part: str) -> bool:
    return any(unicodedata.category(character)[0] in "LNM" for character in part)


def any_of(dialect: str, needles: Iterable[Needle]) -> str:
    """What finds texts with at least one of some needles, all of which the index can find."""
    return (" | " if dialect == "postgresql" else " OR ").join(needle.parameter for needle in needles)


def matching(
    dialect: str,
    table: str,
    columns: Sequence[str],
    parameter: str,
    *,
    indexed: bool = True,
    only: str | None = None,
    above: str | None = None,
) -> str:
    """A sub-select of the ids of the rows with the needle bound to `parameter`, in all `columns` or in `only` one.

    `above` names a parameter below which ids are of no interest.
    """
    if not indexed:
        searched = [only] if only else columns
        found = " OR ".join(_like(dialect, column, parameter) for column in searched)
        return f"SELECT id FROM {table} WHERE ({found})" + (f" AND id > :{above}" if above else "")
    if dialect == "postgresql":
        query = f"to_tsquery('simple', :{parameter})"
        also = f" AND {_document([only])} @@ {query}" if only else ""
        also += f" AND id > :{above}" if above else ""
        return f"SELECT id FROM {table} WHERE {_document(columns)} @@ {query}{also}"
    also = f" AND rowid > :{above}" if above else ""
    return f"SELECT rowid FROM {table}_text WHERE {only or f'{table}_text'} MATCH :{parameter}{also}"


def _like(dialect: str, column: str, parameter: str) -> str:
    if dialect == "postgresql":
        return f"lower({column}) LIKE lower(:{parameter}) ESCAPE '!'"
    return f"{column} LIKE :{parameter} ESCAPE '!'"
