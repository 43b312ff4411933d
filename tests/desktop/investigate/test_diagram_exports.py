"""A diagram as a file, on the clipboard and on paper, and causes from a file."""

import json
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from incidentdesk.desktop.detect.choice_popup import ChoicePopup
from incidentdesk.desktop.investigate.diagram_file import FORMS
from incidentdesk.desktop.measure.report_preview import ReportPreview
from tests.desktop.investigate.fishbone_window import CONTROL, SHIFT, Key
from tests.investigate.pictured import six

FORM = {form.key: form for form in FORMS}


@pytest.fixture
def lead(sit_down):
    return sit_down(six())


def exported(lead, key, path, scale=1):
    lead.page.exports.write(FORM[key], path, scale)
    lead.rest()
    return path


def test_every_form_is_written_with_all_causes_even_folded_ones(lead, tmp_path):
    lead.desk.registry.run("diagram.level.1")
    for key in FORM:
        path = exported(lead, key, tmp_path / f"causes{FORM[key].ending}")
        assert path.exists(), key
        if key in ("svg", "markdown", "opml", "csv", "json", "mermaid"):
            text = path.read_text("utf-8")
            assert "Driver 4.1 leaks" in text, key
            assert "Suppliers" in text, key
    assert ElementTree.fromstring((tmp_path / "causes.svg").read_text("utf-8")).tag.endswith("svg")
    assert json.loads((tmp_path / "causes.json").read_text("utf-8"))


def test_pictures_have_the_size_that_was_chosen(lead, tmp_path):
    box = lead.page.whole().box
    for scale in (1, 3):
        picture = QImage(str(exported(lead, "png", tmp_path / f"{scale}.png", scale)))
        assert picture.width() == round(box.width * scale)


def test_a_pdf_says_on_which_pages_it_stands(lead, tmp_path):
    said = []
    lead.desk.toasts.shown.connect(said.append)
    reader = PdfReader(exported(lead, "pdf", tmp_path / "causes.pdf"))
    assert "Driver 4.1 leaks" in " ".join(reader.pages[0].extract_text().split())
    assert said[-1].endswith("One A4 page.")


def test_a_file_that_cannot_be_written_is_said(lead, tmp_path):
    exported(lead, "svg", tmp_path / "no such folder" / "causes.svg")
    assert "cannot be written" in lead.page.editor.message.text


def test_what_is_missing_is_asked_for(lead):
    lead.desk.registry.run("diagram.export.png")
    popup = next(each for each in lead.window.findChildren(ChoicePopup) if each.isVisible())
    assert [text[0] for text in popup.texts()] == ["1", "2", "3", "4"]
    lead.press(Key.Key_Return)
    dialog = next(each for each in lead.window.findChildren(QFileDialog) if each.isVisible())
    assert dialog.selectedFiles()[0].endswith("INC-0001 fishbone.png")
    dialog.reject()


def test_the_picture_is_copied(lead):
    lead.press(Key.Key_C, modifier=CONTROL | SHIFT)
    assert QGuiApplication.clipboard().image().width() == round(lead.page.whole().box.width * 2)


@pytest.mark.parametrize("key", ["markdown", "opml", "csv", "json", "mermaid"])
def test_what_was_written_comes_back_into_an_empty_fishbone(lead, sit_down, key, tmp_path):
    path = exported(lead, key, tmp_path / f"causes{FORM[key].ending}")
    other = sit_down()
    other.page.exports.read(path)
    other.rest()
    assert sorted(each.text for each in other.graph.in_order()) == sorted(each.text for each in lead.graph.in_order())
    technology = other.category("Technology").key
    assert other.texts(technology) == ["Spooler runs out of handles", "DHCP lease ends at 07:00"]
    while other.page.document.stack.canUndo():
        other.page.document.stack.undo()
    assert not other.graph.in_order()


def test_a_file_that_holds_no_causes_is_refused(lead, tmp_path):
    path = tmp_path / "notes.opml"
    path.write_text("This is no outline.")
    before = lead.graph
    lead.page.exports.read(path)
    lead.rest()
    assert "notes.opml" in lead.page.editor.message.text
    assert lead.graph == before


def test_print_preview_shows_the_pages_of_the_diagram(lead, qtbot):
    lead.press(Key.Key_P, modifier=CONTROL)
    preview = next(each for each in lead.window.findChildren(ReportPreview))
    qtbot.waitUntil(lambda: preview.document is not None and not preview.busy, timeout=20_000)
    assert len(preview.document) == 1
    assert "A4" in preview.options.why.text()
    assert preview.options.file_name() == "INC-0001 fishbone.pdf"
    preview.close()
    lead.rest()
