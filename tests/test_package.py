"""What is shipped: a wheel finds its resources as a checkout does, and every dependency is named."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without looking anything up."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_a_wheel_holds_all_resources_and_migrations(wheel: Path):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = [path for path in (ROOT / "resources").rglob("*") if path.is_file() and "pictures" not in path.parts]
    missing = [path for path in shipped if f"incidentdesk/{path.relative_to(ROOT).as_posix()}" not in names]
    assert missing == []
    assert "incidentdesk/schema/migrations/versions/0001_register.py" in names
    assert not any(name.startswith(("tests/", "resources/")) for name in names)


def test_an_unpacked_wheel_works_by_itself(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    program = (
        "from incidentdesk import paths; import incidentdesk; print(incidentdesk.__file__); print(paths.resources())\n"
        "from incidentdesk.cli.main import main; main(['--demo', 'list', '--json', '--limit', '1'])"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n", 2)
    assert Path(told[0]).is_relative_to(tmp_path / "installed")
    assert Path(told[1]).is_relative_to(tmp_path / "installed")
    assert len(json.loads(told[2])) == 1


def test_the_lock_names_every_dependency_and_no_place_to_get_it_from():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    locked = dict(
        line.split("==")
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if "#" not in line
    )
    folded = {_folded(name) for name in locked}
    assert [each for each in wanted if _folded(re.match(r"[\w.-]+", each)[0]) not in folded] == []
    assert all(re.fullmatch(r"[\w.]+", version) for version in locked.values())


def _folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_readme_refers_to_what_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in re.findall(r"\]\((?!http)([^)]+)\)", text):
        assert (ROOT / path).exists(), path
    for folder in re.findall(r"^  (\w+)/ ", text, re.MULTILINE):
        assert (ROOT / "incidentdesk" / folder).is_dir(), folder
