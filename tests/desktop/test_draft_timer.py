from PySide6.QtCore import QObject

from incidentdesk.desktop.draft_timer import KEPT_AFTER, DraftTimer


def test_who_types_on_and_on_is_kept_too(qapp, qtbot):
    kept = []
    owner = QObject()
    timer = DraftTimer(lambda: kept.append(1), owner)
    for _key in range(2 * KEPT_AFTER // 20):
        timer.begin()
        qtbot.wait(20)
    assert kept


def test_after_the_last_key_it_is_kept_once(qapp, qtbot):
    kept = []
    owner = QObject()
    timer = DraftTimer(lambda: kept.append(1), owner)
    timer.begin()
    timer.begin()
    qtbot.wait(3 * KEPT_AFTER)
    assert kept == [1]
