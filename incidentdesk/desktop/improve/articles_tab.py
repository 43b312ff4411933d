"""All articles, the most used ones easily found."""

from incidentdesk.desktop import moment
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.article_dialog import open_article_dialog
from incidentdesk.desktop.improve.article_words import ARTICLE_MARK
from incidentdesk.desktop.records.column import Column
from incidentdesk.desktop.records.table_pane import RecordListing, TablePane
from incidentdesk.improve.article import ArticleState
from incidentdesk.improve.article_change import move_article, withdraw_article
from incidentdesk.improve.article_list import ArticleRow, articles
from incidentdesk.language import N_, _, ngettext

_ORDER = {
    state: place for place, state in enumerate((ArticleState.PUBLISHED, ArticleState.DRAFT, ArticleState.RETIRED))
}
COLUMNS = (
    Column("number", N_("Number"), lambda row, _now: row.number, lambda row: row.id, 96, 1, role=lambda *_: "text2"),
    Column("title", N_("What people see or want"), lambda row, _now: row.title, lambda row: row.title),
    Column(
        "solution", N_("Solution"), lambda row, _now: " ".join(row.solution.split()) or _("none yet"),
        lambda row: row.solution, 260, 5, role=lambda *_: "text2",
        whole=lambda row, _now: row.solution or _("none yet"),
    ),
    Column(
        "state", N_("State"), lambda row, _now: _(row.state), lambda row: _ORDER[ArticleState(row.state)], 124, 1,
        mark=lambda row: ARTICLE_MARK[ArticleState(row.state)],
    ),
    Column(
        "used", N_("Used in"), lambda row, _now: _used(row), lambda row: row.used, 116, 1, trailing=True,
        descending=True, role=lambda row, _now: "text" if row.used else "text2",
    ),
    Column("from", N_("From"), lambda row, _now: row.from_number, lambda row: row.from_incident_id or 0, 96, 4,
           role=lambda *_: "text2"),
    Column("service", N_("Service"), lambda row, _now: row.service, lambda row: row.service, 132, 2),
    Column(
        "updated", N_("Updated"), lambda row, now: moment.relative(row.updated_at, now.at, now.zone),
        lambda row: row.updated_at, 100, 3, whole=lambda row, now: moment.full(row.updated_at, now.zone),
        role=lambda *_: "text2", trailing=True, descending=True,
    ),
)  # fmt: skip


def _used(row: ArticleRow) -> str:
    if not row.used:
        return _("not yet")
    return ngettext("{count} incident", "{count} incidents", row.used).format(count=row.used)


def _listing() -> RecordListing:
    return RecordListing(
        name=_("Articles"),
        icon="article",
        columns=COLUMNS,
        identity=lambda row: row.id,
        load=lambda reader, _today: articles(reader),
        nouns=frozenset({"article", "article_use", "service", "category"}),
        searched=lambda row: " ".join(
            (row.number, row.title, row.symptom, row.solution, row.service, row.category, *row.tags, row.from_number,
             _(row.state))
        ),
        counted=lambda count: ngettext("{count} article", "{count} articles", count).format(count=count),
        placeholder=_("Words of the symptom or the solution, a tag, a service, a state"),
        nothing=_("No articles yet"),
        teaching=_("An article says how something is solved. One command writes it from a resolved incident, and it is"
                   " offered while the next one is logged."),
        making=_("New article"),
        offered=("analyses.open", "analyses.publish", "analyses.retire"),
        more=("analyses.subject", None, "analyses.remove"),
        menu=(
            "analyses.open", "analyses.publish", "analyses.retire", "analyses.subject", None, "edit.copy", None,
            "analyses.remove",
        ),
    )  # fmt: skip


class ArticlesTab(TablePane):
    """Enter opens the article."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _listing())
        for action_id, text, run, keys, icon, section, why in (
            (
                "analyses.publish", _("&Publish"), lambda: self._move(ArticleState.PUBLISHED), ("Shift+P",), "public",
                30, lambda: self._why_not(ArticleState.PUBLISHED),
            ),
            (
                "analyses.retire", _("Re&tire"), lambda: self._move(ArticleState.RETIRED), ("R",), "archive", 30,
                lambda: self._why_not(ArticleState.RETIRED),
            ),
            (
                "analyses.subject", _("Open the &incident or problem"), self._go, ("I",), "incident", 20,
                self._why_no_origin,
            ),
        ):  # fmt: skip
            desk.registry.add(
                Action(action_id, text, run, icon, keys, "analyses", "analysis", section, why), self.table
            )
        self.declare_removing(
            withdraw_article,
            lambda count: ngettext(
                "{count} article moved to the trash", "{count} articles moved to the trash", count
            ).format(count=count),
        )
        self.declare()

    def new(self) -> None:
        open_article_dialog(self.desk, self, done=self.stand_on)

    def open_row(self, row: ArticleRow) -> None:
        self.show_record(row.id)

    def show_record(self, article_id: int) -> None:
        self.stand_on(article_id)
        open_article_dialog(self.desk, self, article_id, opened=self.opened.emit)

    def _why_not(self, state: ArticleState) -> str:
        why = self.why_nothing()
        if why:
            return why
        rows = self.selected()
        if all(row.state == state for row in rows):
            return _("That is its state already.")
        if state == ArticleState.PUBLISHED and not all(row.solution for row in rows):
            return _("What is published needs a solution.")
        return ""

    def _move(self, state: ArticleState) -> None:
        ids = [row.id for row in self.selected() if row.state != state]
        count = len(ids)
        said = {
            ArticleState.PUBLISHED: ngettext("{count} article published", "{count} articles published", count),
            ArticleState.RETIRED: ngettext("{count} article retired", "{count} articles retired", count),
        }[state]
        self.write_each(ids, lambda session, key: move_article(session, key, state), said.format(count=count))

    def _why_no_origin(self) -> str:
        row = self.table.current()
        if row is None:
            return _("Select a row first.")
        return "" if row.from_number else _("This article was written from no incident.")

    def _go(self) -> None:
        self.opened.emit(self.table.current().from_number)
