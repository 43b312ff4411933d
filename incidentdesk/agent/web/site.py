"""What all pages and endpoints of one server share, and how the database is asked away from the loop."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TypeVar

import anyio
from starlette.requests import Request

from incidentdesk.agent.web.rate import Rate
from incidentdesk.agent.web.words import Words, words_for
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader
from incidentdesk.store.session import Session

VIA = "web"
PER_MINUTE = 60  # requests of one token, and failures of one address (promise sec-2)
REPORTS_PER_MINUTE = 10  # of one address

T = TypeVar("T")


@dataclass(frozen=True)
class Site:
    """`key` signs what forms carry; it is as old as the server and kept nowhere."""

    database: Database
    zone: tzinfo = UTC
    form: bool = True
    alerts: bool = True
    services: bool = False
    title: str = ""
    intro: str = ""
    secret_of: Callable[[str], str | None] = lambda _name: None
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    seen: dict[int, dict[str, float]] = field(default_factory=dict)  # ids of signed messages, for each source
    tokens: Rate = field(default_factory=lambda: Rate(PER_MINUTE))
    failures: Rate = field(default_factory=lambda: Rate(PER_MINUTE))
    reports: Rate = field(default_factory=lambda: Rate(REPORTS_PER_MINUTE))
    writing: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(1))
    reading: anyio.CapacityLimiter = field(default_factory=lambda: anyio.CapacityLimiter(8))


def site_of(request: Request) -> Site:
    found: Site = request.app.state.site
    return found


def words_of(request: Request) -> Words:
    return words_for(request.headers.get("accept-language", ""))


def address_of(request: Request) -> str:
    """Where a request comes from; what a proxy on this machine says of it holds."""
    return request.client.host if request.client else ""


async def read(site: Site, question: Callable[[Reader], T]) -> T:
    """Ask the database on a thread; raises Refused where it can't be read."""

    def ask() -> T:
        with site.database.read() as reader:
            return question(reader)

    return await anyio.to_thread.run_sync(ask, limiter=site.reading)


async def write(site: Site, actor: str, act: Callable[[Session], T]) -> T:
    """One gesture on a thread, one after another; raises Refused where nothing was saved."""

    def do() -> T:
        with site.database.write(actor=actor, via=VIA) as session:
            return act(session)

    return await anyio.to_thread.run_sync(do, limiter=site.writing)
