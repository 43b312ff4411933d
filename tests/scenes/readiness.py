"""Scenes of readiness and of an evidence bundle, unchanged and changed."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp

from tests.scenes.stage import Scene, Stage

_ALL = ("sample", "empty", "long")


def _readiness(stage: Stage) -> None:
    stage.go("drills#readiness", 0.8)


def _bundle(*, altered: bool) -> Callable[[Stage], None]:
    def show(stage: Stage) -> None:
        from incidentdesk.desktop.measure.bundle_sheet import BundleSheet
        from incidentdesk.measure.evidence_bundle import write_bundle

        path = Path(mkdtemp(prefix="incidentdesk-tour-")) / "INC-0001.evidence.zip"
        write_bundle(stage.desk.database, 1, path, actor=stage.desk.actor, zone=stage.desk.zone)
        if altered:
            whole = path.read_bytes()
            path.write_bytes(whole.replace(b'"noun": "incident"', b'"noun": "Incident"', 1))
        stage.go("INC-0001", 0.4)
        BundleSheet(stage.desk, path, stage.window).open()
        stage.wait(1.0)

    return show


SCENES = (
    Scene("readiness", _readiness, _ALL),
    Scene("evidence bundle", _bundle(altered=False), half=True),
    Scene("evidence bundle changed", _bundle(altered=True), half=True),
)
