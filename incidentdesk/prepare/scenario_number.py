"""The number of a drill scenario, by which it is called."""


def scenario_number(scenario_id: int) -> str:
    """SCN-0001."""
    return f"SCN-{scenario_id:04d}"
