"""Scenes of the register of improvements, and of proposed changes to plans."""

from collections.abc import Callable

from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import reference

_MUCH = ("sample", "empty", "long")


def _board(stage: Stage) -> None:
    reference("analyses#improvements")(stage)
    stage.run("action.view")


def _list(stage: Stage) -> None:
    reference("analyses#improvements")(stage)
    stage.window.page.pane.show_as("list")
    stage.wait(0.2)


def _improvement(title: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        improvement_id = stage.found("SELECT id FROM improvement WHERE title LIKE :title", title=f"%{title}%")
        reference(f"analyses#improvements/{improvement_id}")(stage)

    return show


def _new_improvement(stage: Stage) -> None:
    _list(stage)
    stage.run("analyses.new.improvements")


def _proposal(plan: str) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        proposal_id = stage.found(
            "SELECT r.id FROM plan_proposal r JOIN plan p ON p.id = r.plan_id WHERE p.name = :plan", plan=plan
        )
        reference(f"analyses#plan-changes/{proposal_id}")(stage)

    return show


def _propose(stage: Stage) -> None:
    """A lesson is written into a plan."""
    reference("analyses#lessons")(stage)
    stage.window.page.pane.table.setFocus()
    stage.run("analyses.propose", 0.6)


def _propose_from_review(stage: Stage) -> None:
    reference(f"INC-{stage.id_of('Branch offices lost WAN'):04d}/review")(stage)


SCENES = (
    Scene("improvements list", _list, _MUCH),
    Scene("improvements board", _board, _MUCH, half=True),
    Scene("improvement closed", _improvement("asks for the way back"), half=True),
    Scene("improvement with a proposal", _improvement("without us"), half=True),
    Scene("improvement new", _new_improvement, ("sample", "long"), half=True),
    Scene("plan changes", reference("analyses#plan-changes"), _MUCH, half=True),
    Scene("plan change waits", _proposal("Mail outage")),
    Scene("plan change with a conflict", _proposal("Server room without power")),
    Scene("plan change accepted", _proposal("Internet or WAN down"), half=True),
    Scene("plan change rejected", _proposal("Critical patch"), half=True),
    Scene("plan change written", _propose, ("sample",)),
    Scene("review of a plan that was run", _propose_from_review, half=True),
)
