import pypdfium2
import pytest
from PySide6.QtGui import QImage, QPageLayout
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit

from incidentdesk.desktop.background import Cancelled
from incidentdesk.desktop.measure.document import PDFIUM
from incidentdesk.desktop.measure.printing import pages_of, print_pages, printer_for
from tests.desktop.measure.conftest import is_blank


def file_printer(preview, path):
    printer = printer_for(preview.document)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    # Enough to see that the page is there.
    printer.setResolution(150)
    return printer


def test_the_pages_are_printed_as_they_are_shown(open_preview, tmp_path, qtbot, log_many):
    log_many(40)
    preview = open_preview()
    printer = file_printer(preview, tmp_path / "printed.pdf")
    with qtbot.waitSignal(preview.printed, timeout=20_000):
        preview.print_on(printer)
    with PDFIUM, pypdfium2.PdfDocument(tmp_path / "printed.pdf") as printed:
        assert len(printed) == len(preview.document)
        assert printed.get_page_size(0) == pytest.approx(preview.document.sizes[0], abs=1)
        page = printed[0]
        picture = page.render(scale=1).to_numpy()
        page.close()
    shown = preview.document.image(0, picture.shape[1], picture.shape[0])
    assert not is_blank(shown)
    # The same letters in the same places: both are dark in the same share of their dots.
    dark = (picture[:, :, :3].mean(axis=2) < 128).mean()
    ours = shown.convertToFormat(QImage.Format.Format_Grayscale8)
    share = sum(byte < 128 for byte in bytes(ours.bits())) / (ours.width() * ours.height())
    assert dark == pytest.approx(share, abs=0.01)
    assert "pages printed" in preview.message.text


def test_a_printer_is_set_to_the_paper_of_the_report(open_preview):
    preview = open_preview()
    layout = printer_for(preview.document).pageLayout()
    assert layout.orientation() == QPageLayout.Orientation.Landscape
    assert layout.pageSize().name() == "A4"


def test_only_the_pages_that_are_wanted_are_printed(open_preview, log_many):
    log_many(80)
    preview = open_preview()
    count = len(preview.document)
    printer = printer_for(preview.document)
    assert pages_of(printer, count, 0) == list(range(count))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    assert pages_of(printer, count, 0) == [1, 2]
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert pages_of(printer, count, 1) == [1]


def test_cancelling_a_print_midway_leaves_no_file(open_preview, tmp_path, log_many):
    log_many(80)
    preview = open_preview()
    printer = file_printer(preview, tmp_path / "printed.pdf")

    def stop_at_the_second(done, _total):
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_pages(preview.document, printer, [0, 1, 2], progress=stop_at_the_second)
    assert not (tmp_path / "printed.pdf").exists()


def test_print_asks_for_the_printer(open_preview, tmp_path, qtbot):
    preview = open_preview("INC-0001")
    preview.print_button.click()
    dialog = preview.findChild(QPrintDialog)
    assert dialog.isVisible()
    field = dialog.findChild(QLineEdit, "filename")
    assert field.text().endswith("/INC-0001 incident report.pdf")
    field.setText(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(preview.printed):
        dialog.accept()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_saving_proposes_a_name_and_writes_the_very_pages(open_preview, tmp_path, qtbot):
    preview = open_preview("INC-0001")
    preview.save_button.click()
    dialog = preview.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("/INC-0001 incident report.pdf")
    target = tmp_path / "report.pdf"
    with qtbot.waitSignal(preview.saved):
        dialog.fileSelected.emit(str(target))
    dialog.close()
    assert target.read_bytes() == preview.document.path.read_bytes()
    assert str(target) in preview.message.text


def test_a_public_report_is_named_so(open_preview, qtbot):
    preview = open_preview("INC-0001")
    preview.options.public.click()
    assert preview.options.file_name() == "INC-0001 public incident report.pdf"


def test_a_list_is_named_after_its_title_and_the_day(open_preview):
    preview = open_preview()
    preview.options.title.setText("Open: P1/P2?")
    assert preview.options.file_name() == "Open- P1-P2- 2026-03-28.pdf"


def test_what_cannot_be_saved_says_why_and_the_pages_stay(open_preview, tmp_path, qtbot):
    preview = open_preview("INC-0001")
    preview.save_as(str(tmp_path / "no such folder" / "report.pdf"))
    qtbot.waitUntil(lambda: bool(preview.message.text))
    assert "Choose another" in preview.message.text
    assert preview.print_button.isEnabled()
