"""What a watcher calls severe says how impact and urgency begin."""

import pytest

from incidentdesk.detect.alert_severity import levels_of


@pytest.mark.parametrize(
    ("severity", "levels"),
    [
        ("critical", (1, 1)), ("Disaster", (1, 1)), ("P1", (1, 1)), ("Sev1", (1, 1)), ("DOWN", (1, 1)),
        ("error", (2, 1)), ("HIGH", (2, 1)), (" Average ", (2, 2)), ("warning", (2, 2)), ("P4", (3, 2)),
        ("info", (3, 3)), ("Not classified", (3, 3)), ("", (2, 2)), ("purple", (2, 2)),
    ],
)  # fmt: skip
def test_words_of_watchers_become_levels(severity: str, levels: tuple[int, int]) -> None:
    assert levels_of(severity) == levels
