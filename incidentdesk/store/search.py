"""Full-text search over the text columns that a table asks for; knows no table by name."""



def index_statements(dialect: str, table: str, columns: tuple[str, ...]) -> list[str]:
    """The statements that make the full-text index of a table."""
    if dialect == "postgresql":
        document = " || ' ' || ".join(columns)
        return [f"CREATE INDEX ix_{table}_text ON {table} USING gin (to_tsvector('simple', {document}))"]
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
