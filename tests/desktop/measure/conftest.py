from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from incidentdesk import clock
from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.measure.document import PDFIUM
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.detect.intake import log_incident
from incidentdesk.respond.note import add_note

NOW = datetime(2026, 3, 28, 9, 42, tzinfo=UTC)


@pytest.fixture
def held_clock():
    clock.hold(lambda: NOW)
    yield NOW
    clock.hold(None)


@pytest.fixture
def desk(qapp, qtbot, tmp_path, sqlite_desk, held_clock, clear_desk):
    """Mei's desk with one incident that has a work note and a public comment."""
    with sqlite_desk.write(actor="Mei Okafor") as session:
        incident_id = log_incident(session, title="Mail is down", reporter="A. Lindqvist", service="Mail")
        add_note(session, incident_id, "The password was on a sticky note", public=False)
        add_note(session, incident_id, "Mail works again", public=True)
    theme = Theme("light")
    theme.apply(qapp)
    preferences = Preferences(tmp_path / "settings")
    desk = furnish(
        sqlite_desk,
        actor="Mei Okafor",
        account="mei",
        zone=ZoneInfo("Europe/Berlin"),
        preferences=preferences,
        theme=theme,
    )
    yield desk
    clear_desk(desk)


@pytest.fixture
def settle(qtbot, desk):
    def settle():
        for _turn in range(3):
            qtbot.waitUntil(lambda: not desk.background.jobs, timeout=20_000)
            QApplication.processEvents()

    return settle


@pytest.fixture
def window(desk, qtbot, settle):
    window = MainWindow(desk)
    window.resize(1280, 720)
    window.go_to("incidents")
    window.show()
    qtbot.waitActive(window)
    settle()
    yield window
    for other in QApplication.topLevelWidgets():
        other.close()
    settle()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def open_preview(window, qtbot, settle):
    """Gives the command on the page that is shown, and waits for the pages."""
    from incidentdesk.desktop.measure.report_preview import ReportPreview

    def open_preview(reference="", *, ready=True):
        if reference:
            window.open(reference)
            settle()
        window.desk.registry.run("file.print_preview")
        preview = window.findChild(ReportPreview)
        if ready:
            settle()
            qtbot.waitUntil(lambda: not preview.busy)
        return preview

    return open_preview


@pytest.fixture
def log_many(sqlite_desk, window, settle):
    def log_many(count):
        with sqlite_desk.write(actor="Mei Okafor") as session:
            for place in range(count):
                log_incident(session, title=f"Printer {place} jams")
        window.page.refresh()
        settle()

    return log_many


def text_of(path):
    """The text of a PDF with single blanks."""
    # The preview may be painting pages meanwhile.
    with PDFIUM, pypdfium2.PdfDocument(path) as document:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
    return " ".join(" ".join(texts).split())


def is_blank(image):
    small = image.scaled(64, 64).convertToFormat(QImage.Format.Format_Grayscale8)
    return all(byte > 250 for byte in bytes(small.bits()))
