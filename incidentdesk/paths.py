"""Where the program's files lie."""

from pathlib import Path

import platformdirs

_APPLICATION = "IncidentDesk"


def resources() -> Path:
    """The folder of fonts, icons, themes and translations, in a checkout, a wheel or a frozen build."""
    package = Path(__file__).parent
    installed = package / "resources"
    return installed if installed.is_dir() else package.parent / "resources"


def data_folder() -> Path:
    """Where the default database lies."""
    return Path(platformdirs.user_data_dir(_APPLICATION, appauthor=False))


def state_folder() -> Path:
    """Where drafts, logs, crash reports and the window's lock lie."""
    return Path(platformdirs.user_state_dir(_APPLICATION, appauthor=False))


def settings_folder() -> Path:
    """Where the settings of this account on this machine lie."""
    return Path(platformdirs.user_config_dir(_APPLICATION, appauthor=False))


def default_database() -> Path:
    return data_folder() / "incidents.db"
