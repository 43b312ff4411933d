"""A layer as people type it and see it."""

from collections.abc import Sequence
from typing import Any

from incidentdesk.language import _
from incidentdesk.prepare.rota_shift import Layer, Rota
from incidentdesk.prepare.rota_state import LONGEST_TURN, Every
from incidentdesk.prepare.rota_time import wall_of
from incidentdesk.prepare.rota_window import typed_windows, windows_words
from incidentdesk.prepare.wording import line_of
from incidentdesk.refusal import Refused


def drafted_layer(
    *,
    name: str,
    people: Sequence[int],
    turn: int,
    every: str,
    starts: str,
    ends: str = "",
    windows: str = "",
    responder_time: bool = False,
    layer_id: int = 0,
    position: int = 0,
) -> Layer:
    """A layer of what a person has typed; raises Refused for what can't be one."""
    begins, over = wall_of(starts), wall_of(ends) if ends.strip() else None
    if every not in list(Every):
        raise Refused(_("A turn is counted in hours, days or weeks."))
    if not 1 <= turn <= LONGEST_TURN:
        raise Refused(_("A turn is 1 to {most} hours, days or weeks long.").format(most=LONGEST_TURN))
    if over is not None and over <= begins:
        raise Refused(_("The layer ends before it begins. Choose a later end, or leave it empty."))
    called = line_of(name, _("A layer needs a name, such as Primary."))
    windowed = typed_windows(windows)
    return Layer(
        layer_id, called, position, begins, turn, str(every), tuple(people), over, windowed, responder_time
    )  # fmt: skip


def layer_facts(whole: Rota, layer: Layer) -> dict[str, Any]:
    """A layer as a person sees it; the people are names."""
    return {
        "name": layer.name,
        "people": tuple(whole.responder(person_id).name for person_id in layer.people),
        "turn": layer.turn,
        "every": layer.every,
        "starts": layer.starts.isoformat(" ", "minutes"),
        "ends": layer.ends.isoformat(" ", "minutes") if layer.ends else "",
        "windows": windows_words(layer.windows),
        "responder_time": layer.responder_time,
    }
