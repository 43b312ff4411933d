"""The number of an improvement, by which it is called."""


def improvement_number(improvement_id: int) -> str:
    """IMP-0007."""
    return f"IMP-{improvement_id:04d}"
