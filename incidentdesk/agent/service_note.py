"""What is written down once so that the agent runs without a window: a systemd unit, or a task of Windows."""

from collections.abc import Sequence

from incidentdesk.language import _


def systemd_unit(program: Sequence[str], place: str) -> str:
    """A unit file for Linux. `program` starts IncidentDesk, `place` is its database without any password."""
    start = " ".join([*(_quoted(part) for part in program), "--database", _quoted(place), "agent"])
    return "\n".join([
        "# /etc/systemd/system/incidentdesk-agent.service",
        "[Unit]",
        "Description=IncidentDesk agent",
        "Wants=network-online.target",
        "After=network-online.target",
        "",
        "[Service]",
        "User=incidentdesk",
        "# INCIDENTDESK_VAULT_PASSPHRASE and, for a database with a password, INCIDENTDESK_DATABASE instead of",
        "# --database, in a file that only root can read.",
        "EnvironmentFile=-/etc/incidentdesk/agent.env",
        f"ExecStart={start}",
        "Restart=on-failure",
        "RestartSec=10",
        "",
        "[Install]",
        "WantedBy=multi-user.target",
        "",
        "# systemctl enable --now incidentdesk-agent",
        "",
    ])  # fmt: skip


def windows_note(program: Sequence[str], place: str) -> str:
    """How the Task Scheduler of Windows starts the agent with the machine."""
    start = " ".join([*(_in_quotes(part) for part in program), "--database", _in_quotes(place), "agent"])
    command = start.replace('"', '\\"')
    return "\n".join([
        _("In a command prompt of an administrator:"),
        "",
        f'schtasks /Create /TN "IncidentDesk agent" /SC ONSTART /RL LIMITED /RU "%USERDOMAIN%\\%USERNAME%" /RP * '
        f'/TR "{command}"',
        "",
        _("Then, in the Task Scheduler, on the tab Settings of that task:"),
        "– " + _("take away the tick at “Stop the task if it runs longer than”, so that it runs on;"),
        "– " + _("set “If the task fails, restart every” to 1 minute."),
        "",
        _("The account must be the one under which the passwords of the outlets were entered."),
        "",
    ])  # fmt: skip


def _quoted(part: str) -> str:
    """As systemd reads it: % begins a specifier, and a blank parts words."""
    safe = part.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{safe}"' if set(safe) & set(" \t'\\") else safe


def _in_quotes(part: str) -> str:
    return f'"{part}"' if " " in part else part
