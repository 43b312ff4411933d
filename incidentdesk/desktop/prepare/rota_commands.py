"""What can be done with a rota, as commands of its page."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from incidentdesk import clock
from incidentdesk.desktop.actions import Action
from incidentdesk.desktop.file_name import documents, safe_file_name
from incidentdesk.desktop.prepare.rota_dialog import open_rota_dialog
from incidentdesk.desktop.prepare.rota_layer_dialog import LayerDialog
from incidentdesk.desktop.prepare.rota_stand_in_dialog import OverrideDialog, SwapDialog, span_facts
from incidentdesk.desktop.writing import write
from incidentdesk.language import _, isolated
from incidentdesk.prepare.on_call import next_on_call
from incidentdesk.prepare.rota_shift import Rota, Shift
from incidentdesk.prepare.rota_time import DAY, HOUR

if TYPE_CHECKING:
    from incidentdesk.desktop.prepare.rota_page import RotaPage

_SPAN = 8 * HOUR  # of an override for which nothing is chosen


class RotaCommands:
    def __init__(self, page: "RotaPage") -> None:
        self.page, self.desk = page, page.desk
        write_only, shift = self.why_nothing, self.why_no_shift
        for key, text, run, keys, icon, section, why in (
            ("stand_in", _("Let somebody &stand in…"), self.stand_in, ("O",), "users", 10, write_only),
            ("take", _("&Take this shift"), self.take, ("T",), "hand-over", 10, self.why_not_take),
            ("swap", _("S&wap two shifts…"), self.swap, ("S",), "swap", 10, shift),
            ("new_layer", _("Add a &layer…"), self.new_layer, ("L",), "plus", 20, write_only),
            ("layer", _("&Change the layer…"), self.change_layer, ("E",), "edit", 20, self.why_no_layer),
            ("properties", _("&Rota…"), self.properties, ("P",), "rota", 20, self.why_absent),
            ("earlier", _("&Earlier"), lambda: page.turn(-1), ("Alt+PgUp",), "chevron-left", 30, self.why_absent),
            ("today", _("To&day"), page.go_home, ("H",), "calendar", 30, self.why_absent),
            ("later", _("&Later"), lambda: page.turn(1), ("Alt+PgDown",), "chevron-right", 30, self.why_absent),
            ("closer", _("&Fewer days"), lambda: page.zoom(-1), ("Z",), "zoom-in", 30, self.why_absent),
            ("farther", _("&More days"), lambda: page.zoom(1), ("Shift+Z",), "zoom-out", 30, self.why_absent),
            ("ics14", _("Next 14 days as &iCalendar…"), lambda: self.export("ics", 14), (), "export", 40,
                self.why_absent),
            ("ics90", _("Next 90 days as i&Calendar…"), lambda: self.export("ics", 90), (), "export", 40,
                self.why_absent),
            ("csv14", _("Next 14 days as CS&V…"), lambda: self.export("csv", 14), (), "export", 40, self.why_absent),
            ("csv90", _("Next 90 days as CSV ta&ble…"), lambda: self.export("csv", 90), (), "export", 40,
                self.why_absent),
        ):  # fmt: skip
            action = Action(f"rota.{key}", text, run, icon, keys, "rota", "plans", section, why)
            self.desk.registry.add(action, page)

    def menu(self, parent: QWidget, *keys: str) -> QMenu:
        return self.desk.registry.context_menu(parent, [f"rota.{key}" for key in keys])

    # -- why not

    def why_absent(self) -> str:
        return "" if self.page.sheet else _("The rota is not here yet.")

    def why_nothing(self) -> str:
        return self.why_absent() or str(self.desk.database.read_only)

    def why_no_shift(self) -> str:
        return self.why_nothing() or ("" if self.page.timeline.shift() else _("Choose a shift in the timeline first."))

    def why_not_take(self) -> str:
        why = self.why_no_shift()
        shift = self.page.timeline.shift()
        if why or shift is None:
            return why
        if shift.until_at <= clock.stored(clock.now()):
            return _("This shift is over.")
        return _("This is your own shift.") if shift.person == self.desk.actor else ""

    def why_no_layer(self) -> str:
        return self.why_nothing() or ("" if self._layer_id() else _("There is no layer yet. Add one first."))

    # -- standing in

    def stand_in(self) -> None:
        """For the shift that is chosen, or for eight hours from now on."""
        shift, now = self.page.timeline.shift(), clock.stored(clock.now())
        bar = self.page.timeline.chosen
        if shift and shift.until_at > now:
            facts = span_facts(max(now, shift.from_at), shift.until_at, self.desk) | {"instead_of": shift.person}
        elif bar and bar.until_at > now:
            facts = span_facts(max(now, bar.from_at), bar.until_at, self.desk)
        else:
            facts = span_facts(now, now + _SPAN, self.desk)
        self._open_override(facts)

    def stand_in_for(self, start: int, end: int) -> None:
        """For a span that was drawn."""
        if not self.why_nothing():
            self._open_override(span_facts(start, end, self.desk))

    def _open_override(self, facts: dict[str, str]) -> None:
        OverrideDialog(self.desk, self.page.sheet, self.page, facts).open()

    def take(self) -> None:
        shift = self.page.timeline.shift()
        assert shift is not None
        said = _("You have taken the shift of {name}").format(name=isolated(shift.person))
        act = _taking(self.page.rota_id, self.desk.actor, shift, clock.stored(clock.now()))
        write(self.desk, self.page, act, said, failed=self.page.say_refused, toast=True)

    def swap(self) -> None:
        """The chosen shift against the next one of whoever follows."""
        shift, sheet = self.page.timeline.shift(), self.page.sheet
        assert shift is not None
        facts = {"first": shift.person}
        since = max(min(clock.stored(clock.now()), shift.until_at - HOUR), shift.from_at)
        facts |= span_facts(since, shift.until_at, self.desk, ("first_from", "first_until"))
        other = next_on_call(sheet.rota, shift.until_at - 1)
        if other is not None and other.person_id != shift.person_id:
            facts |= {"second": other.person}
            facts |= span_facts(other.from_at, other.until_at, self.desk, ("second_from", "second_until"))
        SwapDialog(self.desk, sheet, self.page, facts).open()

    def answer_swap(self, pair: str, agreed: bool) -> None:
        said = _("Swap agreed: both shifts have moved") if agreed else _("Swap declined")
        write(self.desk, self.page, _answering(pair, agreed), said, failed=self.page.say_refused, toast=True)

    def remove_stand_in(self, override_id: int) -> None:
        if not self.desk.database.read_only:
            said = _("Override taken away")
            write(self.desk, self.page, _removing(override_id), said, failed=self.page.say_refused, toast=True)

    # -- layers

    def _layer_id(self) -> int:
        shift = self.page.timeline.shift()
        chosen = self.page.side.layers.key()
        known = [layer.id for layer in self.page.layers()]
        wanted = chosen if self.page.side.layers.hasFocus() else (shift.layer_id if shift else chosen)
        return wanted if wanted in known else next(iter(known), 0)

    def new_layer(self) -> None:
        LayerDialog(self.desk, self.page.sheet, None, self.page.window()).open()

    def change_layer(self) -> None:
        self.open_layer(self._layer_id())

    def open_layer(self, layer_id: int) -> None:
        layer = next((each for each in self.page.layers() if each.id == layer_id), None)
        if layer is not None and not self.why_nothing():
            LayerDialog(self.desk, self.page.sheet, layer, self.page.window()).open()

    def move_layer(self, layer_id: int, step: int) -> None:
        if not self.why_nothing():
            said = _("Layers moved")
            write(self.desk, self.page, _moving(layer_id, step), said, failed=self.page.say_refused)

    def properties(self) -> None:
        open_rota_dialog(self.desk, self.page, self.page.rota_id)

    # -- export

    def export(self, kind: str, days: int) -> None:
        """Ask where to, and write the shifts from now on."""
        rota: Rota = self.page.sheet.rota
        name = safe_file_name(_("{rota} on call").format(rota=rota.name), f".{kind}")
        kinds = _("iCalendar (*.ics)") if kind == "ics" else _("CSV (*.csv)")
        path, _kind = QFileDialog.getSaveFileName(
            self.page, _("Export the rota"), str(documents() / name), kinds
        )  # fmt: skip
        if path:
            self.write_file(Path(path), kind, days)

    def write_file(self, path: Path, kind: str, days: int) -> None:
        now = clock.stored(clock.now())
        whole = path if path.suffix else path.with_suffix(f".{kind}")
        said = _("Written: {file}").format(file=isolated(whole.name))
        self.desk.background.run(
            _write_file,
            whole,
            kind,
            self.page.sheet.rota,
            now,
            now + days * DAY,
            then=lambda _none: self.desk.toasts.show(said),
            failed=self.page.say_refused,
        )


def _write_file(path: Path, kind: str, rota: Rota, start: int, end: int) -> None:
    from incidentdesk.detect.transfer.atomic import written_whole
    from incidentdesk.prepare.rota_calendar import calendar_bytes, csv_bytes

    content = (calendar_bytes if kind == "ics" else csv_bytes)(rota, start, end)
    with written_whole(path) as part:
        part.write_bytes(content)


def _taking(rota_id: int, actor: str, shift: Shift, now: int) -> Callable[[Any], int]:
    def act(session: Any) -> int:
        from incidentdesk.prepare.person import staff_named
        from incidentdesk.prepare.rota_change import take_shift

        span = {"from_at": max(now, shift.from_at), "until_at": shift.until_at}
        me = staff_named(session, actor)
        return take_shift(session, rota_id, person_id=me, instead_of_id=shift.person_id, **span)

    return act


def _answering(pair: str, agreed: bool) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.prepare.rota_change import answer_swap

        answer_swap(session, pair, agreed=agreed)

    return act


def _removing(override_id: int) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.prepare.rota_change import withdraw_override

        withdraw_override(session, override_id)

    return act


def _moving(layer_id: int, step: int) -> Callable[[Any], None]:
    def act(session: Any) -> None:
        from incidentdesk.prepare.rota_layer_change import move_layer

        move_layer(session, layer_id, step)

    return act
