"""The names of the files of a kept report, which every system takes."""

from incidentdesk.detect.attachment import safe_name

# So that the period and the ending are never cut off: 4 bytes a character at most, and file systems allow 255.
_LONGEST = 48  # characters


def report_file_name(name: str, key: str, ending: str) -> str:
    """ "Monthly report 2026-10.pdf"; `key` is that of the period, `ending` without its dot."""
    plain = name.replace("/", "_").replace("\\", "_")[:_LONGEST].strip(" .")
    return safe_name(f"{plain} {key}.{ending}")
