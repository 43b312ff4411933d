from incidentdesk.desktop.widgets.state_bar import StateBar


def test_what_can_not_follow_now_says_why(theme, qtbot):
    bar = StateBar(theme)
    qtbot.addWidget(bar)
    bar.offer([("Committed", "Commit"), ("Dropped", "Drop")], why_not="This database is read-only.")
    assert [button.isEnabled() for button in bar.buttons.values()] == [False, False]
    assert bar.buttons["Dropped"].toolTip() == "This database is read-only."
    bar.offer([("Committed", "Commit"), ("Dropped", "Drop")])
    assert all(button.isEnabled() for button in bar.buttons.values())
