"""The number of a corrective action, by which it is called."""


def action_number(action_id: int) -> str:
    """ACT-0007."""
    return f"ACT-{action_id:04d}"
