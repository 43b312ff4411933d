"""The account of the desktop, under which a person acts."""

import getpass

from incidentdesk.store.reading import Reader


def desktop_account() -> str:
    """The name under which the person has signed in to this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "desk"


def person_of_account(reader: Reader, account: str) -> tuple[int | None, str]:
    """Id and name of the person who works under an account; None and the account where nobody is known."""
    rows = reader.rows("SELECT id, name FROM person WHERE account = :account", {"account": account})
    return (int(rows[0][0]), str(rows[0][1])) if rows else (None, account)
