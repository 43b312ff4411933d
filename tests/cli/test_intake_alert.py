"""incidentdesk intake alert and incidentdesk alert, by the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.detect import webhook_payloads as sent

Run = Callable[..., Result]


@pytest.fixture
def payload(tmp_path: Path) -> Callable[[str, Any], Path]:
    def written(name: str, value: Any) -> Path:
        path = tmp_path / name
        path.write_bytes(value if isinstance(value, bytes) else sent.as_bytes(value))
        return path

    return written


def test_files_become_incidents_alerts_and_letters(run: Run, payload: Callable[[str, Any], Path]) -> None:
    files = payload("good.json", sent.ALERTMANAGER), payload("bad.json", b"{")
    result = run("intake", "alert", *files, "--preset", "alertmanager", "--json")
    assert result.exit_code == 0
    told = json.loads(result.output)
    assert [each["outcome"] for each in told] == ["created", "resolved", "refused"]
    assert told[0] == {
        "file": str(files[0]), "outcome": "created", "number": "INC-0001", "sender": None,
        "source": "Prometheus Alertmanager", "subject": "DiskFull: /var is full", "attachments": [], "reason": "",
    }  # fmt: skip
    assert told[2]["number"] is None
    assert told[2]["reason"].startswith("It is no JSON")
    listed = json.loads(run("alert", "list", "--json").output)
    assert {(each["title"], each["firing"], each["incident"]) for each in listed} == {
        ("DiskFull: /var is full", True, "INC-0001"), ("DiskFull", False, None),
    }  # fmt: skip
    assert "DiskFull: /var is full" in run("alert", "list").output
    assert run("alert", "list", "--waiting").output == ""


def test_the_standard_input_is_a_payload_too(run: Run) -> None:
    result = run("intake", "alert", "-", "--preset", "generic", standard_input=sent.as_bytes(sent.GENERIC))
    assert "created   INC-0001" in result.output
    assert "Backup failed" in result.output


def test_a_source_is_set_up_and_used_by_name(run: Run, payload: Callable[[str, Any], Path]) -> None:
    mapping = payload("mapping.json", {"title": "what", "status": "how", "firing": ["bad"]})
    token = run("alert", "source", "add", "Plant", "--preset", "mapping", "--mapping", mapping, "--threshold", "0")
    assert len(token.output.strip()) == 43
    file = payload("plant.json", {"what": "Pump stands", "how": "bad"})
    result = run("intake", "alert", file, "--source", "plant")
    assert "parked" in result.output
    assert "It waits for somebody to accept it." in result.output
    (source,) = json.loads(run("alert", "source", "list", "--json").output)
    assert (source["name"], source["preset"], source["waiting"], source["has_token"]) == ("Plant", "mapping", 1, True)
    assert "Plant" in run("alert", "source", "list").output
    second = run("alert", "source", "token", "Plant").output.strip()
    assert len(second) == 43
    assert second != token.output.strip()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--preset", "nagois"), "There is no preset “nagois”"),
        (("--source", "Nobody"), "There is no source “Nobody”"),
        (("--preset", "mapping"), "A mapping belongs to a source"),
    ],
)
def test_what_is_not_there_is_said(
    run: Run, payload: Callable[[str, Any], Path], words: tuple[str, ...], sentence: str
) -> None:
    result = run("intake", "alert", payload("a.json", sent.GENERIC), *words)
    assert result.exit_code == 1
    assert sentence in result.stderr


def test_a_file_that_is_not_there_takes_nothing(run: Run, payload: Callable[[str, Any], Path], tmp_path: Path) -> None:
    result = run("intake", "alert", payload("a.json", sent.GENERIC), tmp_path / "none.json", "--preset", "generic")
    assert result.exit_code == 1
    assert "can't be read" in result.stderr
    assert run("alert", "list").output == ""


def test_without_preset_and_source_it_says_what_is_missing(run: Run, payload: Callable[[str, Any], Path]) -> None:
    result = run("intake", "alert", payload("a.json", sent.GENERIC))
    assert result.exit_code == 2
    assert "--preset" in result.stderr
