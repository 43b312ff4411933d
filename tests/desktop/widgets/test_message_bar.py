import pytest

from incidentdesk.desktop.widgets.message_bar import MessageBar


@pytest.fixture
def bar(theme, qtbot):
    bar = MessageBar(theme)
    qtbot.addWidget(bar)
    return bar


def test_it_is_hidden_until_it_has_something_to_say(bar):
    assert bar.isHidden()
    bar.say("The disk is full. Free some space and save again.")
    assert not bar.isHidden()
    assert bar.text.startswith("The disk is full.")


def test_its_button_is_the_way_on(bar):
    seen = []
    bar.say("The file is gone.", action="Choose another file", run=lambda: seen.append(1))
    bar.action_button.click()
    assert seen == [1]


def test_a_later_message_has_only_its_own_button(bar):
    bar.say("One", action="Retry", run=lambda: None)
    bar.say("Two", "info")
    assert bar.action_button is None


def test_dismissing_it_is_told(bar, qtbot):
    bar.say("One")
    with qtbot.waitSignal(bar.dismissed):
        bar.clear()
    assert bar.text == ""
