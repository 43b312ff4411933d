import threading

from incidentdesk.desktop.changes import ChangeSignal


def test_commits_until_the_next_turn_come_as_one(qtbot):
    changes, seen = ChangeSignal(), []
    changes.changed.connect(seen.append)
    changes.hear({"incident": frozenset({1})})
    changes.hear({"incident": frozenset({2}), "entry": frozenset({7})})
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [{"incident": frozenset({1, 2}), "entry": frozenset({7})}]


def test_all_swallows_some(qtbot):
    changes, seen = ChangeSignal(), []
    changes.changed.connect(seen.append)
    changes.hear({"incident": None})
    changes.hear({"incident": frozenset({2})})
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [{"incident": None}]


def test_news_from_another_thread_is_told_in_this_one(qtbot):
    changes, seen = ChangeSignal(), []
    changes.changed.connect(lambda news: seen.append((threading.get_ident(), news)))
    thread = threading.Thread(target=changes.hear, args=({"incident": frozenset({3})},))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(threading.get_ident(), {"incident": frozenset({3})})]


def test_after_being_told_it_listens_again(qtbot):
    changes, seen = ChangeSignal(), []
    changes.changed.connect(seen.append)
    changes.hear({"incident": frozenset({1})})
    qtbot.waitUntil(lambda: len(seen) == 1)
    changes.hear({"incident": frozenset({2})})
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen[1] == {"incident": frozenset({2})}
