from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.measure.report_kind import KINDS
from incidentdesk.desktop.measure.report_preview import ReportPreview


@pytest.fixture
def window(sample_desk, preferences, theme, qtbot, clear_desk):
    desk = furnish(
        sample_desk, actor="Mei Okafor", account="mei", zone=ZoneInfo("Europe/Berlin"), preferences=preferences,
        theme=theme,
    )  # fmt: skip
    window = MainWindow(desk)
    window.resize(1280, 800)
    window.go_to("reports")
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: not desk.background.jobs, timeout=30_000)
    yield window
    for other in QApplication.topLevelWidgets():
        other.close()
    qtbot.waitUntil(lambda: not desk.background.jobs, timeout=60_000)
    clear_desk(desk)
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
def test_every_report_opens_as_pages_from_its_card(window, qtbot, kind):
    card = window.page.cards[kind]
    card.setFocus()
    qtbot.keyClick(card, Qt.Key.Key_Space)
    preview = window.findChild(ReportPreview)
    qtbot.waitUntil(lambda: preview.document is not None and not preview.busy, timeout=60_000)
    assert len(preview.document) >= 1
    assert preview.message.text == ""
    preview.reject()


@pytest.mark.parametrize("kind", [kind.key for kind in KINDS])
def test_every_report_is_in_the_menu_wherever_one_is(window, kind):
    window.go_to("incidents")
    assert window.desk.registry.why_disabled(f"reports.{kind}") == ""


def test_kept_reports_are_listed_and_a_new_one_is_one_key_away(window, qtbot):
    kept = window.page.kept
    qtbot.waitUntil(lambda: kept.table.model().rowCount() == 3)
    window.page.new_button.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    dialog.close()


def test_what_if_opens_from_its_card(window, qtbot):
    from incidentdesk.desktop.measure.sla_what_if_sheet import SlaWhatIfSheet

    window.page.what_if.click()
    qtbot.waitUntil(lambda: any(isinstance(each, SlaWhatIfSheet) for each in QApplication.topLevelWidgets()))
