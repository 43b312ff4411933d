from pathlib import Path

from incidentdesk.schema.revision import HEAD


def test_a_backup_is_a_desk_of_its_own(run, tmp_path: Path):
    run("log", "Printer jams")
    assert run("backup", tmp_path / "copy.db").exit_code == 0
    assert "Printer jams" in run("--database", tmp_path / "copy.db", "list").stdout


def test_an_older_backup_is_replaced_only_when_asked(run, tmp_path: Path, refused):
    target = tmp_path / "copy.db"
    target.write_text("precious")
    assert "exists already" in refused(run("backup", target))
    assert target.read_text() == "precious"
    assert run("backup", target, "--replace").exit_code == 0
    assert "There is nothing" not in run("--database", target, "check").stdout


def test_a_backup_never_replaces_the_desk_or_a_folder(run, file: Path, tmp_path: Path, refused):
    assert "can't replace the database itself" in refused(run("backup", file, "--replace"))
    assert "is a folder" in refused(run("backup", tmp_path))


def test_a_backup_into_nowhere(run, tmp_path: Path, refused):
    (tmp_path / "plain").write_text("a file")
    refused(run("backup", tmp_path / "plain" / "copy.db"))


def test_restoring_makes_a_new_desk(run, tmp_path: Path):
    run("log", "Printer jams")
    run("backup", tmp_path / "copy.db")
    assert run("restore", tmp_path / "copy.db", "--to", tmp_path / "new" / "desk.db").exit_code == 0
    assert "Printer jams" in run("--database", tmp_path / "new" / "desk.db", "list").stdout


def test_restoring_overwrites_nothing(run, file: Path, tmp_path: Path, refused):
    run("backup", tmp_path / "copy.db")
    assert "exists already" in refused(run("restore", tmp_path / "copy.db", "--to", file))


def test_what_is_no_backup_is_refused(run, tmp_path: Path, refused):
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n" * 500)
    assert "is not a sound backup" in refused(run("restore", tmp_path / "picture.png", "--to", tmp_path / "new.db"))
    assert "There is no backup" in refused(run("restore", tmp_path / "none.db", "--to", tmp_path / "new.db"))
    assert not (tmp_path / "new.db").exists()


def test_a_desk_that_is_up_to_date_needs_no_upgrade(run):
    assert f"up to date (revision {HEAD})" in run("upgrade").stdout


def test_a_desk_of_a_newer_version_is_refused(run, meddle, refused):
    meddle("UPDATE alembic_version SET version_num = '9999'")
    assert "newer version" in refused(run("upgrade"))
    assert "newer version" in refused(run("list"))
