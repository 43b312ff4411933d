"""Fonts, icons and themes are found in a checkout and in a wheel."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NEEDED = (
    "fonts/DejaVuSans.ttf", "fonts/Inter-Medium.ttf", "fonts/LICENSE_INTER",
    "icons/search.svg", "themes/light.toml", "themes/dark.toml",
)  # fmt: skip


def test_resources_are_found_in_a_checkout():
    from incidentdesk.paths import resources

    assert [name for name in NEEDED if not (resources() / name).is_file()] == []


def test_resources_are_found_where_a_wheel_puts_them(tmp_path):
    """A wheel has the folder inside the package (pyproject.toml: force-include)."""
    shutil.copytree(ROOT / "incidentdesk", tmp_path / "incidentdesk", ignore=shutil.ignore_patterns("__pycache__"))
    for name in NEEDED:
        target = tmp_path / "incidentdesk" / "resources" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "resources" / name, target)
    code = "from incidentdesk.paths import resources; print(resources())"
    run = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert Path(run.stdout.strip()) == tmp_path / "incidentdesk" / "resources"
