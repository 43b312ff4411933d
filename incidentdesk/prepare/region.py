"""The regions of a country that have holidays of their own, by their names."""

from incidentdesk.prepare.holiday import regions


def region_names(country: str) -> list[tuple[str, str]]:
    """Code and name of each, in the order of the names; the code where no name is known, none for no country."""
    codes = regions(country)
    if not codes:
        return []
    from holidays import country_holidays

    names: dict[str, str] = {}
    for name, code in getattr(country_holidays(country), "subdivisions_aliases", {}).items():
        names.setdefault(str(code), str(name))
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda each: each[1].casefold())
