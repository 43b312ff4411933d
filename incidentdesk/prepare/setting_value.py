"""What the settings of the desk are, chosen or usual; reading them needs no SQLAlchemy."""

import json
from typing import Any

from incidentdesk.store.reading import Reader

# What holds where nothing else was chosen.
DEFAULTS: dict[str, Any] = {
    "attachment_limit": 25 * 1024 * 1024,  # bytes
    "backup_minutes": 30,
    # The desk's own sets of categories for fishbones; see investigate/category_set.py.
    "category_sets": [],
    # Working days from the resolution until an incident is closed by itself, 0 is never; see improve/closing.py.
    "close_days": 0,
    "close_calendar_id": None,
    # When reporters began to be asked whether it is solved, None for never; see improve/follow_up_setting.py.
    "confirmation_since": None,
    "contact_stale_days": 180,  # calendar days after which the addresses of a contact are to be looked at again
    "desk_name": "",
    # The number of the drill whose sandbox this desk is, as DRL-0001; no other desk has one.
    "drill": "",
    # What a template does not name stays empty, impact and urgency in the middle; see prepare/incident_template.py.
    "incident_templates": [
        {"name": "New starter: account missing", "title": "Account missing for a new starter", "tags": "account"},
        {"name": "No Internet", "title": "No Internet connection", "tags": "network", "urgency": 1},
        {"name": "Password reset", "title": "Password reset", "tags": "password", "impact": 3},
        {"name": "Printer", "title": "Printer does not print", "tags": "printer", "impact": 3},
    ],
    # What an incident that follows on one that is over takes along; see improve/follow_on.py.
    "follow_on_copied": ["description", "reporter", "service", "category", "team", "priority", "tags"],
    # The current or next shift of everybody, as it was when it was last looked at; see agent/shift_job.py.
    "known_shifts": None,
    # A picture for the reports, PNG or JPEG in base64; see measure/logo.py.
    "logo": "",
    # A folder on the machine of the agent from which dropped mails are taken in; without one, none.
    "mail_folder": "",
    "mail_per_sender": 30,  # mails an hour that are taken in from one sender; the others are parked
    # What makes an incident a candidate for a major one; 0 is never. See respond/major_trigger.py.
    "major_children": 3,
    "major_priority": 1,  # this priority or a higher one, on a critical service
    "major_service_incidents": 5,
    "major_service_minutes": 60,
    "reopen_days": 14,  # calendar days from the closing in which an incident can be opened again, 0 is without end
    "review_due_days": 3,  # calendar days from the resolution of a major incident
    # The words of the letters after a resolution; see improve/letter_words.py.
    "question_letters": {},
    # Which news go to reporters, and in which words; see respond/reporter_news.py.
    "reporter_news": {},
    # One switch for all rules; see respond/rule_running.py.
    "rules_off": False,
    "survey_answer_days": 30,  # calendar days from the sending in which a survey is answered
    "survey_remind_days": 3,  # calendar days from the sending to the one reminder, 0 is never
    "survey_since": None,  # when surveys were switched on
    "sla_target_percent": 90,  # of clocks that are to be met; the line on charts
    "sla_risk_percent": 75,  # of a target; from then on a clock is at risk
    "resolution_codes": [
        "Solved",
        "Solved by workaround",
        "Solved by caller",
        "Not solved",
        "Not reproducible",
        "Duplicate",
        "User error",
    ],
    # Where others reach the web pages of the agent, for links in letters; without one, letters have none.
    "web_address": "",
    # What the agent listens for; see agent/web. Without an address it does not listen.
    "web_listen": "",
    "web_port": 8787,
    "web_form": True,
    "web_alerts": True,
    "web_services": False,  # whether the form offers the names of our services to everybody who opens it
    "web_title": "",
    "web_intro": "",
    "web_tls_cert": "",  # paths on the machine of the agent
    "web_tls_key": "",
    "web_without_tls": False,  # whether it listens beyond its own machine without TLS
}


def setting_of(reader: Reader, key: str) -> Any:
    """The value of a setting, or its default; raises KeyError for a setting that does not exist."""
    rows = reader.rows("SELECT value FROM setting WHERE key = :key AND withdrawn_at IS NULL", {"key": key})
    return json.loads(rows[0][0]) if rows else DEFAULTS[key]
