"""A real server on loopback."""

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest

from incidentdesk.agent.web.server import WebServer
from incidentdesk.agent.web.site import Site
from tests.web_visitor import Visitor


@pytest.fixture
def serve(sqlite_desk) -> Iterator[Callable[..., str]]:
    """Starts a server and gives its address."""
    servers = []

    def start(database=sqlite_desk, **options) -> str:
        server = WebServer(Site(database, zone=ZoneInfo("Europe/Berlin"), **options), port=0)
        server.start()
        servers.append(server)
        return server.address

    yield start
    for each in servers:
        each.stop()


@pytest.fixture
def visitor(serve) -> Iterator[Visitor]:
    headers = {"Accept": "text/html", "Accept-Language": "en"}
    with Visitor(base_url=serve(), headers=headers, trust_env=False) as found:
        yield found
