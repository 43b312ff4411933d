"""The desk that a command works at: which database, who acts, and in which zone times are meant."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from incidentdesk import paths
from incidentdesk.cli.printing import plain
from incidentdesk.prepare.account import desktop_account, person_of_account
from incidentdesk.store.database import Database

if TYPE_CHECKING:
    from incidentdesk.store.session import Session

VIA = "command line"


class Desk:
    """Opened when it is first needed, closed at the end of the command; a sample desk is thrown away then."""

    def __init__(self, where: str | None = None, *, demo: bool = False, zone_name: str | None = None) -> None:
        self.demo = demo
        # A command that only reads does not leave an empty database behind where somebody has mistyped a path.
        self.may_create = False
        self._where = where
        self._zone_name = zone_name
        self._thrown_away: Path | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "database" in self.__dict__:
            self.database.close()
        if self._thrown_away:
            shutil.rmtree(self._thrown_away, ignore_errors=True)

    @cached_property
    def place(self) -> str:
        """The path or address of the database; with `--demo` a new file full of samples."""
        if self.demo:
            from incidentdesk.measure.sample_desk import fill_desk
            from incidentdesk.schema.opening import open_desk

            self._thrown_away = Path(tempfile.mkdtemp(prefix="incidentdesk-demo-"))
            path = self._thrown_away / "sample.db"
            database = open_desk(path)
            try:
                fill_desk(database)
            finally:
                database.close()
            return str(path)
        return self._where or str(paths.default_database())

    @cached_property
    def database(self) -> Database:
        """Raises Refused where the database can't be opened; what it warns of is said on stderr."""
        from incidentdesk.schema.opening import open_desk

        database = open_desk(self.place, create=self.may_create)
        for warning in database.warnings:
            click.echo(plain(warning), err=True)
        return database

    @cached_property
    def actor(self) -> str:
        """Whoever is signed in to this machine, by the name that the desk knows."""
        with self.database.read() as reader:
            return person_of_account(reader, desktop_account())[1]

    @cached_property
    def zone(self) -> tzinfo:
        """Raises Refused for a zone that does not exist."""
        if self._zone_name is None:
            from incidentdesk.prepare.local_zone import local_zone

            return local_zone()
        from incidentdesk.detect.transfer.instants import zone_named

        return zone_named(self._zone_name)

    @contextmanager
    def write(self) -> Iterator["Session"]:
        with self.database.write(actor=self.actor, via=VIA) as session:
            yield session


pass_desk = click.make_pass_decorator(Desk)
