from incidentdesk.desktop.detect.choice_popup import Choice, narrowed


def texts(choices, typed):
    return [choice.text for choice in narrowed(choices, typed)]


def test_what_begins_with_the_text_comes_first():
    names = [Choice(name, name) for name in ("Anna Meier", "Ramei", "Mei Okafor", "Yuki Tanaka")]
    assert texts(names, "mei") == ["Mei Okafor", "Anna Meier", "Ramei"]


def test_nothing_typed_leaves_all():
    assert texts([Choice(1, "P1"), Choice(2, "P2")], " ") == ["P1", "P2"]


def test_a_key_goes_before_names():
    names = [Choice("anna", "Anna"), Choice("me", "Mei", key="A")]
    assert texts(names, "a") == ["Mei", "Anna"]
