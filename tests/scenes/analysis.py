"""Scenes of investigations: fishbones and 5-Whys of every size, reviews, problems and the page of the analyses."""

from collections.abc import Callable

from tests.scenes.desks import GRAPHS
from tests.scenes.stage import Scene, Stage
from tests.scenes.ways import menu, reference


def _causes(name: str) -> Callable[[Stage], None]:
    """The fishbone or the 5-Whys of the investigation that was made for it."""

    def show(stage: Stage) -> None:
        number = GRAPHS.index(name) + 1
        reference(f"INC-{number:04d}/{name.partition('-')[0]}")(stage)

    return show


def _diagram(title: str, kind: str, then: str = "", after: float = 0.3) -> Callable[[Stage], None]:
    """A diagram or the review of an incident of the sample, and a command given there."""

    def show(stage: Stage) -> None:
        reference(f"INC-{stage.id_of(title):04d}/{kind}")(stage)
        if then:
            stage.desk.registry.run(then)
            stage.wait(after)

    return show


SCENES = (
    *(Scene(name, _causes(name), ("causes",), half=True) for name in GRAPHS),
    Scene("fishbone", _diagram("Branch offices lost WAN", "fishbone"), readme="light"),
    Scene("fishbone on paper", _diagram("Branch offices lost WAN", "fishbone", "file.print_preview", 1.0), half=True),
    Scene("whys", _diagram("Payroll", "whys"), readme="dark"),
    Scene("whys on paper", _diagram("Payroll", "whys", "file.print_preview", 1.0), half=True),
    Scene("review", _diagram("Branch offices lost WAN", "review"), readme="light"),
    Scene("review on paper", _diagram("Branch offices lost WAN", "review", "file.print_preview", 1.0), half=True),
    Scene("review not begun", reference("INC-0001/review"), ("one", "long"), half=True),
    *(
        Scene(f"analyses {part}", reference(f"analyses#{part}"), ("sample", "empty", "long"), half=part != "actions")
        for part in ("investigations", "problems", "actions", "known-errors", "lessons", "reviews")
    ),
    Scene("problem", reference("PRB-0002")),
    Scene("problem fishbone", reference("PRB-0002/fishbone"), half=True),
    Scene("menu analysis", menu("Analysis"), half=True),
)
