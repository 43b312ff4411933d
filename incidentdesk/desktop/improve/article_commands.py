"""What articles bring to the page of an incident: those that fit or have helped, using one, and writing one from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.improve.article_dialog import open_article_dialog
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.widgets.state_mark import KNOWN_ERROR_MARK
from incidentdesk.desktop.writing import write
from incidentdesk.detect.number import number
from incidentdesk.improve.article_change import article_from
from incidentdesk.improve.article_list import ArticleRow, article_from_incident, articles_used_in
from incidentdesk.improve.article_offer import offered_articles
from incidentdesk.improve.article_state import article_number
from incidentdesk.improve.article_use_change import use_article
from incidentdesk.language import _, isolated
from incidentdesk.prepare.known_error_state import KnownErrorState

if TYPE_CHECKING:
    from incidentdesk.desktop.respond.incident_page import IncidentPage

_NOUNS = frozenset({"article", "article_use"})
_MOST_OFFERED = 3
_USED = KNOWN_ERROR_MARK[KnownErrorState.PUBLISHED]
_FITS = KNOWN_ERROR_MARK[KnownErrorState.DRAFT]


@dataclass(frozen=True, slots=True)
class IncidentArticles:
    """The articles of an incident: written from it, used in it, and others that may help."""

    written: ArticleRow | None
    used: tuple[ArticleRow, ...]
    offered: tuple[ArticleRow, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read, and what fits the title, whether it is used or not."""

    title: str
    fitting: tuple[ArticleRow, ...]
    articles: IncidentArticles


def load_articles(database: Any, incident_id: int, title: str, fitting: tuple[ArticleRow, ...] | None) -> _Read:
    """`fitting` are those that fit the title if that is known already; to look for them takes longest."""
    with database.read() as reader:
        written, used = article_from_incident(reader, incident_id), articles_used_in(reader, incident_id)
        if fitting is None:
            found = offered_articles(reader, title, limit=_MOST_OFFERED + len(used) + 1)
            fitting = tuple(each.article for each in found)
    known = {row.id for row in used} | ({written.id} if written else set())
    offered = [row for row in fitting if row.id not in known][:_MOST_OFFERED]
    return _Read(title, fitting, IncidentArticles(written, tuple(used), tuple(offered)))


class ArticleCommands(QObject):
    """`menu_actions` are for the menu of the page; the list stands among what is related to the incident."""

    menu_actions = ("incident.article", "incident.use_article")

    def __init__(self, page: "IncidentPage") -> None:
        super().__init__(page)
        self._page = page
        self.articles = IncidentArticles(None, (), ())
        self._read: _Read | None = None
        page.desk.registry.add_all(self._actions(), page)
        self.section = Section(page.desk, _("Articles"))
        self.section.offer("incident.use_article")
        self.section.offer("incident.article")
        self.list = LineList(page.desk, _("Articles"), _("Enter opens one"))
        self.list.opened.connect(page.opened)
        self.list.selectionModel().currentChanged.connect(lambda *_index: page.desk.registry.refresh())
        self.section.add(self.list)
        page.related.add_section(self.section)
        page.shown.connect(self._load)
        page.desk.changes.changed.connect(self._heard)

    def _actions(self) -> list[Action]:
        return [
            Action(
                "incident.article", _("Write an article &from it"), self.write_one, icon="article", scope="incident",
                menu="incident/follow-up", section=40, why_disabled=self._why_not_written,
                synonyms=_("knowledge base kb solution how to"),
            ),
            Action(
                "incident.use_article", _("Use the a&rticle"), self.use, icon="check", scope="incident",
                menu="incident/follow-up", section=40, why_disabled=self._why_not_used,
                synonyms=_("knowledge base kb solution how to"),
            ),
        ]  # fmt: skip

    # -- reading

    def _heard(self, changes: Mapping[str, Any]) -> None:
        if _NOUNS & changes.keys() and self._page.loaded is not None:
            self._read = None
            self._load()

    def _load(self) -> None:
        page, title = self._page, self._page.loaded.sheet.facts["title"]
        fitting = self._read.fitting if self._read is not None and self._read.title == title else None
        page.desk.background.run_latest(
            f"articles of {id(self)}", load_articles, page.desk.database, page.incident_id, title, fitting,
            then=self._show, failed=page.say_refused,
        )  # fmt: skip

    def _show(self, read: _Read) -> None:
        self._read, self.articles = read, read.articles
        found = self.articles
        lines = [_line(found.written, _("written from this incident"), "", _USED)] if found.written else []
        lines += [_line(row, row.solution, _("used here"), _USED) for row in found.used]
        lines += [_line(row, row.solution, _("may help"), _FITS) for row in found.offered]
        self.list.show_lines(lines)
        self.section.show_count(len(lines))
        self.section.say("" if lines else _("None that fits. When it is resolved, write one for the next time."))
        self._page.desk.registry.refresh()

    # -- acting

    def _why_not_written(self) -> str:
        why = self._page.commands.why_nothing()
        if why or self.articles.written is not None:
            return why
        told = self._page.commands.sheet.facts["resolution_notes"].strip()
        return "" if told else _("Write into the resolution first how it was resolved.")

    def write_one(self) -> None:
        """Draft an article from the resolution and show it; where there is one already, show that."""
        page, incident_id = self._page, self._page.incident_id
        if self.articles.written is not None:
            self._edit(self.articles.written.id)
            return
        said = _("Article drafted from {number}").format(number=number(incident_id))
        write(
            page.desk, self, lambda session: article_from(session, incident_id), said, then=self._edit,
            failed=page.say_refused, toast=True,
        )  # fmt: skip

    def _edit(self, article_id: int) -> None:
        open_article_dialog(self._page.desk, self._page, article_id, opened=self._page.opened.emit)

    def _chosen(self) -> ArticleRow | None:
        """The offered article that is chosen in the list, or the only one."""
        index = self.list.currentIndex()
        key = self.list.lines.lines[index.row()].key if index.isValid() else ""
        fits = self.articles.offered
        return next((row for row in fits if row.number == key), fits[0] if len(fits) == 1 else None)

    def _why_not_used(self) -> str:
        why = self._page.commands.why_nothing()
        if why or self._chosen() is not None:
            return why
        if self.articles.offered:
            return _("Choose one of the articles that may help, behind the tab Related.")
        return _("No article fits this incident. Open one and use it from there.")

    def use(self) -> None:
        """Count the article as used and write its solution into a work note."""
        page, row = self._page, self._chosen()
        if row is None:
            return
        article_id, incident_id = row.id, page.incident_id
        said = _("{article} used for {number}").format(article=article_number(article_id), number=number(incident_id))
        write(
            page.desk, self, lambda session: use_article(session, article_id, incident_id), said,
            failed=page.say_refused, toast=True,
        )  # fmt: skip


def _line(row: ArticleRow, note: str, word: str, mark: tuple[str, str]) -> Line:
    text = _("{number} {title}").format(number=row.number, title=isolated(row.title))
    note = " ".join(note.split())
    spoken = ", ".join(part for part in (text, note, word) if part)
    return Line(row.number, text, note, word, mark=mark, spoken=spoken)
