"""The dialog of one article: what people see, what helps, and in which incidents it has helped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from incidentdesk import clock
from incidentdesk.desktop import moment
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.article_words import ARTICLE_MARK, VERB
from incidentdesk.desktop.investigate.line_list import Line, LineList
from incidentdesk.desktop.investigate.section import Section
from incidentdesk.desktop.record_dialog import Facts, RecordDialog, RecordStore
from incidentdesk.desktop.widgets.button import LinkButton
from incidentdesk.desktop.widgets.form_grid import TagsLine, raw, text_box
from incidentdesk.desktop.widgets.name_field import NameField
from incidentdesk.desktop.widgets.state_bar import StateBar
from incidentdesk.detect.number import number
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import (
    change_article,
    give_up_article,
    move_article,
    withdraw_article,
    write_article,
)
from incidentdesk.improve.article_list import ArticleRow, ArticleUse, article_row, uses_of
from incidentdesk.improve.article_state import FOLLOWING, article_number
from incidentdesk.language import _, isolated, ngettext
from incidentdesk.prepare.known_names import KnownNames, known_names
from incidentdesk.refusal import Refused
from incidentdesk.store.reading import Reader

_WIDTH, _HEIGHT = 760, 680
_MOST_USES = 5
_FIELDS = ("title", "symptom", "solution", "service", "category")


@dataclass(frozen=True, slots=True)
class _Loaded:
    row: ArticleRow
    uses: tuple[ArticleUse, ...]
    names: KnownNames


def open_article_dialog(
    desk: Desk,
    parent: QWidget,
    article_id: int = 0,
    *,
    done: Callable[[int], None] | None = None,
    opened: Callable[[str], None] | None = None,
) -> "ArticleDialog":
    """Show an article, or draft a new one; `done(id)` follows when it is saved.

    `opened(reference)` goes to the incident that it has come from, or in which it has helped.
    """
    dialog = ArticleDialog(desk, article_id, opened, parent.window())
    if done is not None:
        dialog.saved.connect(done)
    dialog.open()
    return dialog


class ArticleDialog(RecordDialog):
    def __init__(
        self, desk: Desk, article_id: int, opened: Callable[[str], None] | None, parent: QWidget | None
    ) -> None:
        title = article_number(article_id) if article_id else _("New article")
        super().__init__(desk, title, ARTICLE_STORE, article_id, f"article-{article_id or 'new'}", parent)
        self._opened = opened
        self._row: ArticleRow | None = None
        self._build()
        new: Facts = dict.fromkeys(_FIELDS, "")
        self.begin({**new, "tags": ()}, _WIDTH, _HEIGHT)
        if not article_id:
            desk.background.run(_load_names, desk.database, then=self._offer, failed=self.fail)
            self.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        self.states = StateBar(self.theme)
        self.states.wanted.connect(self.go)
        self.from_link = LinkButton(
            self.theme, "", "incident", description=_("Open the incident from whose resolution it was written")
        )
        self.from_link.setAutoDefault(False)
        self.from_link.clicked.connect(lambda: self._leave_for(self._row.from_number))
        self.from_link.hide()
        self.states.row.insertWidget(2, self.from_link)
        self.body.insertWidget(1, self.states)
        self.service, self.category = NameField(_("Service")), NameField(_("Category"))
        tags = TagsLine()
        tags.setPlaceholderText(_("network vpn"))
        form = self.form
        form.add_row(("title", _("&Title: what people see or want"), QLineEdit(maxLength=500), 6))
        form.add_row(("symptom", _("S&ymptom"), text_box(), 6), stretch=1)
        form.add_row(("solution", _("S&olution, step by step; Markdown is shown as such"), text_box(5), 6), stretch=3)
        form.add_row(
            ("service", _("&Service"), self.service, 2),
            ("category", _("Cate&gory"), self.category, 2),
            ("tags", _("Ta&gs"), tags, 2),
        )
        self.used = Section(self.desk, _("Used in"))
        self.used_list = LineList(self.desk, _("Incidents in which it has helped"), _("Enter opens one"))
        self.used_list.opened.connect(self._leave_for)
        self.used.add(self.used_list)
        self.used.hide()
        form.add_whole(self.used)

    def said(self, created: bool) -> str:
        text = isolated(str(raw(self.form.fields["title"])).strip())
        return (_("Article drafted: {text}") if created else _("Article changed: {text}")).format(text=text)

    def removed_sentence(self) -> str:
        return _("{number} moved to the trash").format(number=article_number(self.record_id))

    def why_not(self) -> tuple[str, str]:
        values = self.values()
        if not values["title"]:
            return "title", _("Say in a few words what people see or want.")
        if self._row is not None and self._row.state == ArticleState.PUBLISHED and not values["solution"]:
            return "solution", _("What is published needs a solution.")
        return "", ""

    # -- reading

    def load(self) -> None:
        self.desk.background.run_latest(
            f"record of {id(self)}",
            _load_article,
            self.desk.database,
            self.record_id,
            then=self._loaded_article,
            failed=self.fail,
        )

    def _loaded_article(self, found: _Loaded) -> None:
        self._row = found.row
        self._offer(found.names)
        self._show_state()
        self._show_uses(found.uses)
        self._loaded(facts_in(found.row))

    def _offer(self, names: KnownNames) -> None:
        self.service.offer(names.services)
        self.category.offer(names.categories)

    def _show_uses(self, uses: tuple[ArticleUse, ...]) -> None:
        now = clock.stored(clock.now())
        self.used_list.show_lines([
            Line(
                number(use.incident_id), _("{number} {title}").format(number=number(use.incident_id), title=use.title),
                word=moment.day_and_time(use.at, now, self.desk.zone), icon="incident",
            )
            for use in uses[:_MOST_USES]
        ])  # fmt: skip
        self.used.show_count(len(uses))
        more = len(uses) - _MOST_USES
        text = ngettext("and {count} earlier one", "and {count} earlier ones", more).format(count=more)
        nothing = _("It has not helped yet. Whoever takes it for an incident is counted here.")
        self.used.say(nothing if not uses else text if more > 0 else "")
        self.used.show()

    # -- states

    def _show_state(self) -> None:
        state = ArticleState(self._row.state)
        self.states.show_state(ARTICLE_MARK[state], _(state))
        why_not = str(self.desk.database.read_only)
        self.states.offer(((str(each), VERB[each]()) for each in FOLLOWING[state]), why_not=why_not)
        self.from_link.setText(_("from {number}").format(number=self._row.from_number))
        self.from_link.setAccessibleName(self.from_link.text())
        self.from_link.setVisible(bool(self._row.from_number and self._opened))

    def go(self, state: str) -> None:
        """Save what is typed and bring the article to a state."""
        if state == ArticleState.PUBLISHED and not self.values()["solution"]:
            self.complain("solution", _("What is published needs a solution."))
            return
        said = _("{number}: {state}").format(number=article_number(self.record_id), state=_(state))
        self.save_and(lambda session, article_id: move_article(session, article_id, state), said)

    def _leave_for(self, reference: str) -> None:
        if self._opened is not None:
            self.reject()
            self._opened(reference)


def facts_in(row: ArticleRow) -> Facts:
    return {**{name: getattr(row, name) for name in _FIELDS}, "tags": row.tags}


def _row(reader: Reader, article_id: int) -> ArticleRow:
    found = article_row(reader, article_id)
    if found is None:
        raise Refused(_("The article is not there any more; somebody has taken it away."))
    return found


ARTICLE_STORE = RecordStore(
    noun="article",
    read=lambda reader, article_id: facts_in(_row(reader, article_id)),
    create=lambda session, facts: write_article(session, **facts),
    change=lambda session, article_id, changes, seen: change_article(session, article_id, changes, seen=seen),
    give_up=give_up_article,
    withdraw=withdraw_article,
)


def _load_article(database: Any, article_id: int) -> _Loaded:
    with database.read() as reader:
        return _Loaded(_row(reader, article_id), tuple(uses_of(reader, article_id)), known_names(reader))


def _load_names(database: Any) -> KnownNames:
    with database.read() as reader:
        return known_names(reader)
