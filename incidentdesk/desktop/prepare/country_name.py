"""The names of countries in the language of this machine."""

from PySide6.QtCore import QLocale


def country_name(code: str) -> str:
    """Of a code of ISO 3166-1; the code itself where no name is known, "" for none."""
    territory = QLocale.codeToTerritory(code)
    if territory == QLocale.Country.AnyCountry:
        return code
    return QLocale.territoryToString(territory)
