from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from incidentdesk.measure.service_map_report import service_map_pages, service_map_report
from incidentdesk.prepare.service_change import create_service
from incidentdesk.refusal import Refused

pytestmark = pytest.mark.usefixtures("qapp")
AT = 1_790_000_000_000_000


def add(desk, count):
    with desk.write(actor="Mei Okafor", via="test") as session:
        for number in range(count):
            needs = f"Service {number - 1}" if number % 3 else ""
            create_service(session, name=f"Service {number}", needs=needs)


def test_the_map_stands_on_paper(sqlite_desk, tmp_path):
    add(sqlite_desk, 6)
    path = tmp_path / "map.pdf"
    with sqlite_desk.read() as reader:
        why = service_map_report(reader, path, zone=ZoneInfo("UTC"), made_by="Mei Okafor", made_at=AT)
    assert why == "One A4 page."
    document = pypdfium2.PdfDocument(path)
    text = document[0].get_textpage().get_text_range()
    document.close()
    assert "Service map" in text
    assert all(f"Service {number}" in text for number in range(6))


def test_a_large_map_takes_as_many_pages_as_can_be_read(sqlite_desk):
    add(sqlite_desk, 120)
    with sqlite_desk.read() as reader:
        assert len(service_map_pages(reader).pages) > 1


def test_without_services_there_is_no_map(sqlite_desk):
    with sqlite_desk.read() as reader, pytest.raises(Refused, match="no services yet"):
        service_map_pages(reader)
