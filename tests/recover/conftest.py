"""What the tests of recovering share: people at work on a desk whose clock stands still until it is moved."""

from tests.improve.conftest import sqlite_work, time, work

__all__ = ["sqlite_work", "time", "work"]
