"""Brings real playbooks in as response plans, sends them out again, and prints them.

    python tests/real_plans.py FOLDER

FOLDER holds playbooks as Markdown (.md) and plain text (.txt). Each must become at least the phases and actions that a
person has counted in it, among them some by their titles and by who does them; lose no word on the way; come out and in
again as the same plan; and print with all its actions to be read. One line is printed for every fact; the exit code is
1 if any is missing. Not collected by pytest: the playbooks are not part of this repository.
"""

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pypdf import PdfReader

from incidentdesk.prepare.plan_check import roles_in
from incidentdesk.prepare.plan_content import PlanContent
from incidentdesk.prepare.plan_file import plan_preview
from incidentdesk.prepare.plan_preview import Became, Preview


@dataclass(frozen=True)
class Known:
    """What a person finds in a playbook."""

    phases: int
    actions: int
    titles: tuple[str, ...]
    roles: tuple[str, ...] = ()


KNOWN = {
    "playbook-defacement.md": Known(
        9, 46, ("Determine the system's source of vulnerability that was used by the attacker",)
    ),
    "playbook-phishing.md": Known(
        8,
        43,
        (
            "Scope the attack",
            "Contain affected accounts",
            "Block activity based on discovered indicators of compromise",
            "Ask follow-up questions as necessary",
        ),
        ("Help Desk",),
    ),
    "playbook-supply-chain.md": Known(7, 8, ("Plan remediation events", "Consider the timing and tradeoffs")),
    "IRM-16-Phishing.txt": Known(
        12,
        40,
        (
            "Deploy DKIM, DMARC and SPF to all mail chain",
            "Determine if it is a targeted campaign or not",
            "Collect evidence",
            "Try to delete phishing emails from inbox",
        ),
    ),
    "IRM-4-DDOS.txt": Known(
        12, 44, ("Notify your company’s executive and legal teams", "Restart stopped services", "Report")
    ),
    "after_post_mortem_template.md": Known(11, 14, ("Overview", "Who was the scribe?", "Internal Email")),
    "before_severity_levels.md": Known(5, 15, ("Public notification", "If related to recent deployment, rollback")),
    "during_during_an_incident.md": Known(
        7,
        30,
        ("Join the incident call and chat (see links above)", "Follow instructions from the Incident Commander"),
        ("Incident Commander", "Deputy", "Scribe", "Subject Matter Experts", "Customer Liaison", "Internal Liaison"),
    ),
}


def main(folder: Path) -> int:
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".md", ".txt"))
    missing = sorted(KNOWN.keys() - {path.name for path in files})
    wrong = [f"{name} is not in the folder" for name in missing]
    with tempfile.TemporaryDirectory() as place:
        for path in files:
            wrong += [f"{path.name}: {said}" for said in check(path, Path(place))]
    for said in wrong:
        print(f"WRONG {said}")
    print("all playbooks are plans" if not wrong else f"{len(wrong)} facts are missing")
    return 1 if wrong else 0


def check(path: Path, place: Path) -> list[str]:
    """What is wrong with the way of one playbook through the command line."""
    desk, out, pdf = place / f"{path.name}.db", place / f"{path.stem}.md", place / f"{path.stem}.pdf"
    run(desk, "plan", "import", path)
    preview = plan_preview(path)
    content, name = preview.content, preview.name
    run(desk, "plan", "export", name, out)
    run(desk, "report", "plan", name, pdf)
    again = plan_preview(out).content
    wrong = not_found(KNOWN.get(path.name, Known(1, 1, ())), content)
    lost = lost_words(path, preview)
    if lost:
        wrong.append(f"loses {', '.join(lost)}")
    if shape(again) != shape(content):
        wrong.append("does not come in again as it was")
    printed = "".join("".join(page.extract_text().split()) for page in PdfReader(pdf).pages)
    wrong += [
        f"{each.title!r} is not printed" for each in content.actions if "".join(each.title.split()) not in printed
    ]
    print(f"{'WRONG' if wrong else 'ok   '} {path.name}: {len(content.phases)} phases, {len(content.actions)} actions")
    return wrong


def not_found(known: Known, content: PlanContent) -> list[str]:
    titles = {action.title for action in content.actions}
    wrong = [f"has no action {title!r}" for title in known.titles if title not in titles]
    wrong += [f"has no role {role!r}" for role in known.roles if role not in roles_in(content)]
    wrong += [f"{title!r} is half a sentence" for title in titles if re.search(r"\b(?:e\.g|i\.e|such as|,)$", title)]
    if len(content.phases) < known.phases:
        wrong.append(f"{len(content.phases)} phases and not {known.phases}")
    if len(content.actions) < known.actions:
        wrong.append(f"{len(content.actions)} actions and not {known.actions}")
    return wrong


def lost_words(path: Path, preview: Preview) -> list[str]:
    """Words of the file that stand neither in the plan nor among what is left out, but for marks and heads of HTML."""
    text = re.sub(r"<th.*?</th>|<[^<>]*>|^title=.*$|\]\((?!https?:)[^)]*\)", " ", path.read_text(encoding="utf-8"))
    left = [piece.text for piece in preview.pieces if piece.became == Became.LEFT_OUT]
    content = preview.content
    said = [preview.name, content.purpose, *left, *(phase.title for phase in content.phases), *roles_in(content)]
    said += [f"{each.title}\n{each.instructions}\n{each.criterion}" for each in content.actions]
    return sorted(words(text) - words("\n".join(said)))


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", text.casefold()))


def shape(content: PlanContent) -> list[object]:
    """All but the keys, which are new each time."""
    return [
        content.purpose,
        *(
            (phase.title, [(a.title, a.role, a.offset, a.instructions, a.mandatory) for a in phase.actions])
            for phase in content.phases
        ),
    ]


def run(desk: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "incidentdesk", "--database", str(desk), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, arguments))}: {done.stderr}")


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
