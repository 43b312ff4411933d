"""Work at a desk whose clock stands still until it is moved, as for responding."""

from tests.respond.conftest import sqlite_work, time, work

__all__ = ["sqlite_work", "time", "work"]
