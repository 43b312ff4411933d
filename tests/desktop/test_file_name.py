import pytest

from incidentdesk.desktop.file_name import safe_file_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("INC-0042 incident report", "INC-0042 incident report.pdf"),
        ("Open: P1/P2?", "Open- P1-P2-.pdf"),
        ("..\\..\\etc", "-..-etc.pdf"),
        ("  two   words ", "two words.pdf"),
        ("CON", "_CON.pdf"),
        ("lpt1.old", "_lpt1.old.pdf"),
        ("...", "_.pdf"),
        ("Störungen 故障 مشاكل", "Störungen 故障 مشاكل.pdf"),
    ],
)
def test_a_text_becomes_a_name_that_every_file_system_takes(text, name):
    assert safe_file_name(text, ".pdf") == name


def test_a_long_text_is_cut_between_letters():
    name = safe_file_name("倉" * 200, ".pdf")
    assert len(name.encode()) <= 204
    assert name.endswith("倉.pdf")
