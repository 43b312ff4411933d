"""A desk with the names and settings that charts look up, and the sample desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from incidentdesk.prepare.service import service_named
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.database import Database
from incidentdesk.store.reading import Reader

LONG_NAMES = (
    "Änderungsmanagement-Freigabeprozess für Produktivsysteme der Konzernzentrale",
    "خدمة البريد الإلكتروني في المكتب الرئيسي للشركة",
    "数据库服务器磁盘已满",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenverwaltung",
    "$x^2$ & <b>bold</b> \\frac",
)


@pytest.fixture(scope="session")
def named_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred services, some of them with long names in several scripts."""
    path = tmp_path_factory.mktemp("charts") / "named.db"
    database = open_desk(path)
    with database.write(actor="Mei Okafor", via="test") as session:
        for place in range(100):
            service_named(session, f"{LONG_NAMES[place % len(LONG_NAMES)]} {place}")
    database.close()
    return path


@pytest.fixture
def reader(named_file: Path) -> Iterator[Reader]:
    database = open_desk(named_file)
    with database.read() as reading:
        yield reading
    database.close()


@pytest.fixture
def samples(sample_desk: Database) -> Database:
    return sample_desk
