"""The command line in this process, on an empty desk."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from incidentdesk.cli.main import main


@pytest.fixture
def file(tmp_path: Path, empty_file: Path) -> Path:
    """An empty desk that nobody has open."""
    path = tmp_path / "desk.db"
    shutil.copyfile(empty_file, path)
    return path


@pytest.fixture
def run(file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on the empty desk; Mei Okafor is signed in."""
    monkeypatch.setattr("getpass.getuser", lambda: "Mei Okafor")

    def running(*arguments: Any, standard_input: str | bytes | None = None) -> Result:
        words = ["--database", str(file), "--timezone", "UTC", *(str(argument) for argument in arguments)]
        result = CliRunner().invoke(main, words, input=standard_input)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return running


@pytest.fixture
def shown(run: Callable[..., Result]) -> Callable[..., dict[str, Any]]:
    """What `show --json` says."""

    def showing(number: str = "INC-0001") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run("show", number, "--json").stdout)
        return found

    return showing


@pytest.fixture
def meddle(file: Path) -> Callable[..., None]:
    """Writes into the file behind the program's back."""

    def meddling(sql: str, *parameters: Any) -> None:
        connection = sqlite3.connect(file)
        connection.execute(sql, parameters)
        connection.commit()
        connection.close()

    return meddling


@pytest.fixture
def refused() -> Callable[[Result], str]:
    """The one sentence of a refusal; nothing else was said."""

    def sentence_of(result: Result) -> str:
        assert (result.exit_code, result.stdout) == (1, "")
        sentence = result.stderr.strip()
        assert "\n" not in sentence
        assert sentence.endswith((".", "?"))
        return sentence

    return sentence_of
