"""The page of a record, or in its place why it can't be shown."""

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from incidentdesk.desktop.widgets.empty import EmptyState


class PageStack(QStackedWidget):
    """Fills `page` with `whole`; `gone` stands there instead where the record could not be read at all."""

    def __init__(self, page: QWidget, whole: QWidget, gone: EmptyState) -> None:
        super().__init__(page)
        self.gone = gone
        self.addWidget(whole)
        self.addWidget(gone)
        outer = QVBoxLayout(page)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self)

    def show_whole(self) -> None:
        self.setCurrentIndex(0)

    def say_absent(self, title: str, sentence: str) -> None:
        self.gone.tell(title, sentence)
        self.setCurrentWidget(self.gone)

    @property
    def is_absent(self) -> bool:
        return self.currentWidget() is self.gone
