"""The card of what was reached in a drill against the target, and the points that it makes."""

from typing import Any

from PySide6.QtWidgets import QLabel

from incidentdesk.desktop.desk import Desk
from incidentdesk.desktop.improve.drill_sheet import DrillSheet
from incidentdesk.desktop.improve.drill_words import percent, result_words, score_role
from incidentdesk.desktop.improve.filling_list import FillingList
from incidentdesk.desktop.respond.command_card import CommandCard
from incidentdesk.improve.drill_result import ScoreLine, ScoreSection
from incidentdesk.language import _


class ScoreCard(CommandCard):
    """What was reached against the target, step by step, and the points that it makes."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Against the target"))
        self.nothing = self.add_text(_("Counted as soon as the drill runs."))
        self.total = QLabel()
        self.total.setAccessibleDescription(_("Score in percent of the points that can be made"))
        self.trouble = self.add_text("")
        self.list = FillingList(desk, _("Against the target"))
        self.before = self.add_text("")
        self.inside.insertWidget(0, self.total)
        self.inside.insertWidget(1, self.before)
        self.inside.addWidget(self.list, 1)
        self.inside.addStretch(0)
        self.dress()

    def show_score(self, sheet: DrillSheet) -> None:
        score = sheet.score
        self.nothing.setVisible(score is None)
        self.nothing.setText(
            _("Its sandbox does not lie on this machine, so what was reached is counted where it runs.")
            if sheet.row.live
            else _("Counted as soon as the drill runs.")
        )
        self.total.setVisible(score is not None)
        self.before.setVisible(sheet.before is not None and score is not None)
        self.trouble.setVisible(bool(score and score.trouble))
        self.say(_("so far") if sheet.row.live else "")
        items: list[dict[str, Any]] = []
        if score is not None:
            self.trouble.setText(score.trouble)
            said = _("{percent} · {points} of {most} points").format(
                percent=percent(score.total), points=round(score.points), most=score.most
            )
            self.total.setText(said)
            self.before.setText(_("{percent} in the drill before it").format(percent=percent(sheet.before)))
            self.desk.theme.tint(self.total, score_role(score.total))
            for section in score.sections:
                items += [_score_item(section, line, place, live=sheet.row.live)
                          for place, line in enumerate(section.lines)]  # fmt: skip
        self.list.show_items(items)

    def dress(self) -> None:
        super().dress()
        if hasattr(self, "total"):
            self.total.setFont(self.desk.theme.font("h2"))


def _score_item(section: ScoreSection, line: ScoreLine, place: int, *, live: bool) -> dict[str, Any]:
    name, share = section.name, line.share
    mark = ("dots", "text2") if share is None else ("check", "success") if share >= 1 else (
        ("half", "warning") if share > 0 else ("cross", "danger"))  # fmt: skip
    points = (
        ""
        if share is None
        else _("{points} points").format(points=f"{section.weight / len(section.lines) * share:.1f}")
    )
    same = line.name == _(name)
    said = result_words(line, live=live)
    return {
        "key": f"{name}-{line.key or place}",
        "head": said if same else f"{_(name)} · {said}" if said else _(name),
        "text": _(name) if same else line.name,
        "note": points,
        "said": line.note,
        "mark": mark,
        "late": share is not None and share < 1,
    }
