"""Texts of diagrams break the same way wherever they are asked for."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from hypothesis import given, settings
from hypothesis import strategies as st

from incidentdesk.drawing.shapes import Font
from incidentdesk.paper.label import measured

CAUSE = Font(13)
FIRMWARE = "Firmware 7.2.4 drops BGP session when a route-map with more than 512 entries is reloaded"
WIKI = "https://wiki.example.internal/network/runbooks/core-router-firmware-upgrade-checklist-2024-final-v3"


def lines(text, font=CAUSE, wrap=190.0):
    return [line.text for line in measured(text, font, wrap).lines]


def test_a_short_text_is_one_line():
    label = measured("Mentor on leave", CAUSE, 190.0)
    assert [line.text for line in label.lines] == ["Mentor on leave"]
    assert 90 < label.width < 115
    assert label.height == label.line_height == 17
    assert not label.right_to_left


def test_an_empty_text_has_one_empty_line():
    label = measured("", CAUSE, 190.0)
    assert [line.text for line in label.lines] == [""]
    assert (label.width, label.height) == (0, 17)


def test_lines_are_balanced():
    label = measured("On-call engineer was new and had no shadow shift", CAUSE, 190.0)
    assert len(label.lines) == 2
    first, second = (line.width for line in label.lines)
    assert abs(first - second) < 40
    assert label.width == max(first, second)


def test_balancing_cuts_no_word_that_fits():
    assert lines("Ausfallsicherheitskonzept fehlt seit Jahren") == ["Ausfallsicherheitskonzept", "fehlt seit Jahren"]
    assert lines("Wiederanlaufkoordinationsbeauftragter war im Urlaub")[0].startswith("Wiederanlaufkoordination")


def test_no_letter_is_lost():
    assert "".join(lines(FIRMWARE)).replace(" ", "") == FIRMWARE.replace(" ", "")
    assert "".join(lines(WIKI)) == WIKI
    assert lines("x" * 300)
    assert "".join(lines("x" * 300)) == "x" * 300


def test_a_break_that_was_typed_stays():
    assert lines("first\nsecond") == ["first", "second"]
    assert lines("first\r\n\r\nthird") == ["first", "", "third"]


def test_the_first_letter_says_the_direction():
    assert measured("تأخر المورد في الرد", CAUSE, 190.0).right_to_left
    assert measured("תאריך 2024", CAUSE, 190.0).right_to_left
    assert not measured("Supplier تأخر المورد", CAUSE, 190.0).right_to_left


def test_a_heavier_weight_is_wider():
    widths = [measured("Rollback plan not tested", Font(13, weight), 400.0).width for weight in (400, 500, 600)]
    assert widths == sorted(set(widths))


def test_what_was_typed_is_not_turned_into_other_signs():
    arrow, parts = measured("->", CAUSE, 190.0), [measured(part, CAUSE, 190.0).width for part in "->"]
    assert abs(arrow.width - sum(parts)) < 1.5


def test_control_signs_and_halves_of_characters_are_shown():
    assert lines("a\x07b\ud83dc") == ["a␇b[U+D83D]c"]


def test_marks_that_are_piled_up_make_the_line_higher():
    piled = "a" + "\u0302" * 12
    assert measured(piled, CAUSE, 190.0).line_height > 34


def test_a_very_long_text_is_broken_at_once():
    for text in ("Lorem ipsum " * 900, "x" * 10_000, "م" * 10_000, "漢" * 10_000):
        start = time.process_time()
        label = measured(text, CAUSE, 190.0)
        assert time.process_time() - start < 2
        assert label.width <= 190.5
        assert sum(len(line.text) for line in label.lines) > 9_000


def test_threads_measure_the_same():
    texts = [
        f"{text} {number}"
        for number in range(40)
        for text in (FIRMWARE, "監視サーバーの時刻が", "تأخر المورد", "🧯 fire")
    ]
    with ThreadPoolExecutor(4) as pool:
        in_threads = list(pool.map(lambda text: measured.__wrapped__(text, CAUSE, 176.0), texts))
    assert in_threads == [measured.__wrapped__(text, CAUSE, 176.0) for text in texts]


def test_it_needs_no_window_and_no_paper_library():
    code = (
        "import sys; from incidentdesk.paper.label import measured; from incidentdesk.drawing.shapes import Font; "
        f"print(measured({FIRMWARE!r}, Font(13), 190.0).lines == {measured(FIRMWARE, CAUSE, 190.0).lines!r}, "
        "'reportlab' in sys.modules)"
    ).replace("MeasuredLine", "__import__('incidentdesk.drawing.measure', fromlist=['MeasuredLine']).MeasuredLine")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert run.stdout.split() == ["True", "False"], run.stderr


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.characters() | st.characters(categories=["Cs", "Cf", "Mn", "Lo", "So", "Cc"]), max_size=80),
    st.sampled_from([146.0, 190.0, 280.0]),
)
def test_any_text_has_lines_and_a_size(text, wrap):
    label = measured(text, CAUSE, wrap)
    assert len(label.lines) >= 1
    assert label.width == max(line.width for line in label.lines)
    assert 0 < label.ascent < label.line_height
