import json

import pytest


@pytest.fixture
def bundle(run, tmp_path):
    run("log", "Printer jams", "--reporter", "Ann")
    path = tmp_path / "out.evidence.zip"
    said = run("bundle", "INC-0001", path).stdout
    return path, said.rsplit(" ", 1)[1].strip()


def test_a_bundle_is_written_and_verified(run, bundle):
    path, seal = bundle
    assert run("verify", path, "--seal", seal).stdout.endswith("Nothing was changed since.\n")
    told = json.loads(run("verify", path, "--json").stdout)
    assert (told["unchanged"], told["number"], told["seal"], told["findings"]) == (True, "INC-0001", seal, [])


def test_a_changed_bundle_is_refused_with_what_was_changed(run, bundle):
    path, _seal = bundle
    path.write_bytes(path.read_bytes().replace(b"Printer jams", b"Printer jumps", 1))
    result = run("verify", path)
    assert result.exit_code == 1
    assert result.stdout
    assert not json.loads(run("verify", path, "--json").stdout)["unchanged"]


def test_another_seal_is_refused(run, bundle):
    result = run("verify", bundle[0], "--seal", "0" * 64)
    assert result.exit_code == 1
    assert "not the one that was given" in result.stdout


def test_verifying_opens_no_desk(run, bundle, file):
    before = file.stat().st_mtime_ns, file.read_bytes()
    file.write_bytes(b"no database at all")
    assert run("verify", bundle[0]).exit_code == 0
    file.write_bytes(before[1])


def test_an_incident_that_is_not_there_is_named(run, tmp_path):
    result = run("bundle", "INC-0009", tmp_path / "x.zip")
    assert result.exit_code == 1
    assert "INC-0009" in result.stderr
