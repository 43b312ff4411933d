"""Takes real incidents from their import to a published review on paper, as a lead would.

    python tests/real_review.py FOLDER

FOLDER holds statuspage/ with two incidents of GitHub's status page and playbooks/ with the template and the playbooks
of PagerDuty and others. The files come in by the command line; the review is written, signed and printed in the
window. One line is printed for every fact; the exit code is 1 if any of them differs. Not collected by pytest: the
files are not part of this repository.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pypdf
import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from incidentdesk.desktop.desk import Desk, furnish
from incidentdesk.desktop.main_window import MainWindow
from incidentdesk.desktop.measure.report_preview import ReportPreview
from incidentdesk.desktop.preferences import Preferences
from incidentdesk.desktop.theme import Theme
from incidentdesk.improve.review_state import review_state
from incidentdesk.improve.review_text import SECTION_NAME, SECTIONS
from incidentdesk.schema.opening import open_desk

Check = tuple[str, Any, Any]  # what, expected, found
_PATIENCE, _STEP = 60_000, 20  # milliseconds

# Where each heading of PagerDuty's template has its place in a review.
PLACES = {
    "Overview": "overview",
    "What Happened": "overview",
    "Contributing Factors": "causes",
    "Resolution": "resolution",
    "Impact": "impact",
    "Responders": "lead",
    "Timeline": "timeline",
    "How'd We Do?": "went_well",
    "What Went Well?": "went_well",
    "What Didn't Go So Well?": "went_badly",
    "Action Items": "actions",
    "Messaging": "outside_message",
    "Internal Email": "overview",
    "External Message": "outside_message",
}


@dataclass(frozen=True)
class Story:
    """What a lead makes of an incident of the status page; the words are those of its updates.

    `minutes` from creation to resolution, as the status page says, and `spans` as the report has to tell them.
    """

    number: int
    title: str
    facts: tuple[str, ...]
    causes: str
    texts: dict[str, str]
    numbers: dict[str, str]
    spans: dict[str, str]
    updates: tuple[str, ...]


STORIES = (
    Story(
        1,
        "Incident with Pages and Actions",
        ("detected_at=2024-09-16 21:31:03", "mitigated_at=2024-09-16 21:53", "major=yes", "assignee=Mona Lisa"),
        """# Actions jobs queued for a long time, and a percentage of them failed

## Technology
- ✓ Actions was in a major outage from 21:37 to 21:55
  In the 5-Whys: yes
  - ★ Jobs were queued for a long time
    - [ ] **Prevent:** Shed load before the queue of jobs grows
- ✓ Pages was in a partial outage and normal again at 21:52

## Process
- ○ The first update named no cause
""",
        {
            "overview": "Actions and Pages were degraded on the evening of 16 September 2024.",
            "causes": "Jobs were queued for a long time, and a percentage of them failed.",
            "resolution": "A mitigation was applied, and jobs started to recover.",
            "went_well": "- Pages was back within 22 minutes.",
            "went_badly": "- Fifteen minutes passed between the second update and the third.",
            "got_lucky": "- It was evening in Europe.",
            "outside_message": "Actions jobs were delayed, and some failed. Everything works again.",
        },
        {"Time in SEV-1": "18 min", "Users Affected": "a percentage of jobs", "Support Requests Raised": "unknown"},
        {"Time to resolve": "37 min", "Duration of the impact": "21 min", "Time to restore": "not recorded"},
        (
            "We are investigating reports of degraded performance for Actions and Pages",
            "Pages is operating normally.",
            "A mitigation has been applied and jobs are starting to recover.",
            "This incident has been resolved.",
        ),
    ),
    Story(
        2,
        "Disruption with Git SSH",
        ("detected_at=2024-09-16 13:30:07", "mitigated_at=2024-09-16 13:51", "major=yes", "assignee=Mona Lisa"),
        """# Up to 2% of Git SSH connections failed

## Technology
- ★ Suspected hosts dropped Git SSH connections
  In the 5-Whys: yes
  - [ ] **Detect:** Take a host out of rotation by itself when its share of failed connections grows
  - ○ Why these hosts and no others is still investigated
- ✕ Git HTTP connections were affected

## Detection
- ✓ Customers had to report failed connections, both in CI and interactively
""",
        {
            "overview": "Up to 2% of Git SSH connections failed for 58 minutes. Git HTTP was not affected.",
            "causes": "Hosts that dropped connections stayed in rotation until they were suspected.",
            "resolution": "1. Suspected hosts were taken out of rotation.\n2. No impact was seen for 20 minutes.",
            "went_well": "- Nine minutes after the first report the suspected hosts were out of rotation.",
            "went_badly": "- Retrying hid how many connections failed.",
            "got_lucky": "- Retrying the connection was successful.",
            "outside_message": "Some Git SSH connections failed; retrying them worked. We are sorry.",
        },
        {"Time in SEV-2": "58 min", "Events Dropped / Not Accepted": "up to 2 %"},
        {"Time to resolve": "58 min", "Time to detect": "19 s", "Duration of the impact": "21 min"},
        (
            "We are currently investigating this issue.",
            "Retrying the connection may be successful.",
            "We have taken suspected hosts out of rotation",
            "This incident has been resolved.",
        ),
    ),
)


def main(folder: Path) -> int:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        os.environ["XDG_STATE_HOME"] = str(place / "state")
        command(place, "import", folder / "statuspage" / "github_incidents_20240917.json")
        for story in STORIES:
            wrong += tell(f"INC-{story.number:04d}", of_story(place, application, story))
        template = folder / "playbooks" / "pagerduty" / "after_post_mortem_template.md"
        wrong += tell(template.name, of_template(template))
        for number, playbook in enumerate(sorted((folder / "playbooks").glob("*/*")), len(STORIES) + 1):
            wrong += tell(playbook.name, of_playbook(place, application, playbook, number))
        wrong += tell("the desk", [("check", 0, command(place, "check").returncode)])
    print("all facts found" if not wrong else f"{wrong} facts differ")
    return 1 if wrong else 0


def tell(about: str, checks: Any) -> int:
    wrong = 0
    for what, expected, found in checks:
        same = expected == found
        wrong += not same
        print(f"{'ok   ' if same else 'WRONG'} {about}: {what} = {found!r}" + ("" if same else f", not {expected!r}"))
    return wrong


def command(place: Path, *words: Any) -> "subprocess.CompletedProcess[str]":
    line = [sys.executable, "-m", "incidentdesk", "--database", str(place / "real.db"), "--timezone", "UTC"]
    return subprocess.run([*line, *map(str, words)], capture_output=True, text=True, check=False, timeout=120)


# ── from the incident to the published review ────────────────────────────────────────────────────────────────────────


def of_story(place: Path, application: QApplication, story: Story) -> Iterator[Check]:
    file = place / "causes.md"
    file.write_text(story.causes, encoding="utf-8")
    yield "facts set", 0, command(place, "set", story.number, *story.facts).returncode
    yield "causes taken in", 0, command(place, "cause", "import", story.number, file).returncode
    with Window(place, application, "Mona Lisa") as mona:
        mona.open(f"INC-{story.number:04d}/review")
        mona.begin()
        mona.star_all()
        mona.fill()
        yield "sections filled from the record", True, bool(mona.text("overview") and mona.text("detection"))
        for section, text in story.texts.items():
            mona.write(section, text)
        for label, value in story.numbers.items():
            mona.add_number(label, value)
        mona.step("Mark as reviewed")
        yield "what is missing", [], [gap.section for gap in mona.page.gaps() if gap.needed]
    with Window(place, application, "Hubert Octocat") as hubert:
        hubert.open(f"INC-{story.number:04d}/review")
        hubert.step("Publish")
        hubert.step("Print preview")
        yield "state", "Published", str(hubert.state(story.number))
        hubert.save(place / "review.pdf", outside=False)
        hubert.save(place / "outside.pdf", outside=True)
    yield from of_paper(place / "review.pdf", story)
    yield from of_outside(place / "outside.pdf", story)


def of_paper(path: Path, story: Story) -> Iterator[Check]:
    document, text = pypdf.PdfReader(path), text_of(path)
    yield "title", f"Review of INC-{story.number:04d} {story.title}", document.metadata.title
    bookmarks = [entry.title for entry in document.outline]
    sections = [SECTION_NAME[name] for name in SECTIONS]
    yield "bookmarks", sections, [title for title in bookmarks if title in sections]
    yield "diagrams", ["Appendix A: Fishbone", "Appendix B: 5-Whys"], bookmarks[-2:]
    for name, span in story.spans.items():
        yield name, True, f"{name} {span}" in text
    for name, value in story.numbers.items():
        yield name, True, f"{name} {value}" in text
    yield "updates of the status page", [], [each for each in story.updates if each not in text]
    written = [line for each in story.texts.values() for line in plain(each).split("\n")]
    yield "texts of the review", [], [line for line in written if line not in text]
    causes = re.findall(r"- [✓★✕○] (.+)", story.causes)
    yield "causes in the diagrams", [], [each for each in causes if squeezed(each) not in squeezed(text)]
    yield "who signs", True, "Mona Lisa Author" in text and "Hubert Octocat Reviewed" in text


def of_outside(path: Path, story: Story) -> Iterator[Check]:
    text = text_of(path)
    yield "message for outside", True, story.texts["outside_message"] in text
    inside = ("Mona", "Hubert", "Statuspage", story.texts["went_badly"].lstrip("- "), f"INC-{story.number:04d}")
    yield "internals outside", [], [each for each in inside if each in text]


# ── the template and the playbooks ───────────────────────────────────────────────────────────────────────────────────


def of_template(path: Path) -> Iterator[Check]:
    """Whatever PagerDuty's template asks for has a place in a review."""
    said = path.read_text(encoding="utf-8")
    headings = re.findall(r"^#{2,3} (.+)$", said, re.MULTILINE)
    yield "headings", 14, len(headings)
    yield "headings without a place", [], [each for each in headings if each not in PLACES]
    rows = re.findall(r"^\| ([A-Z][^|]+?) \| \?", said, re.MULTILINE)
    used = {name for story in STORIES for name in story.numbers}
    yield "numbers that it does not know", [], sorted(used - set(rows))


def of_playbook(place: Path, application: QApplication, path: Path, number: int) -> Iterator[Check]:
    """A long text of many headings, lists and tables goes into a review and onto paper without losing a word."""
    said = path.read_text(encoding="utf-8")
    yield "logged", 0, command(place, "log", f"Exercise after {path.stem}").returncode
    with Window(place, application, "Mona Lisa") as mona:
        mona.open(f"INC-{number:04d}/review")
        mona.begin()
        mona.write("resolution", said)
        yield "every word on the page", True, said.split() == mona.text("resolution").split()
    out = place / "playbook.pdf"
    yield "printed", 0, command(place, "report", "review", number, out).returncode
    on_paper = squeezed(text_of(out))
    words = re.sub(r"^(\s*#+|\s*[-*])\s|^---$", "", said, flags=re.MULTILINE).split()
    yield "words", True, len(words) > 100
    yield "words that are not on paper", [], [word for word in words if word not in on_paper]


# ── the window ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Window:
    """The window of one person, and in few words what people do in it."""

    def __init__(self, place: Path, application: QApplication, actor: str) -> None:
        theme = Theme("light")
        theme.apply(application)
        self.database = open_desk(place / "real.db")
        preferences = Preferences(place / f"settings of {actor}")
        zone = ZoneInfo("UTC")
        self.desk: Desk = furnish(self.database, actor=actor, zone=zone, preferences=preferences, theme=theme)
        self.window = MainWindow(self.desk)
        self.window.resize(1280, 720)
        self.window.show()

    def __enter__(self) -> "Window":
        return self

    def __exit__(self, *_error: object) -> None:
        self.settle()
        for other in QApplication.topLevelWidgets():
            other.close()
        self.desk.background.stop()
        self.window.deleteLater()
        self.database.close()
        QTest.qWait(_STEP)

    @property
    def page(self) -> Any:
        return self.window.page

    def settle(self) -> None:
        for _round in range(3):
            wait(lambda: not self.desk.background.jobs)

    def open(self, reference: str) -> None:
        self.window.open(reference)
        self.settle()

    def begin(self) -> None:
        self.page.stack.currentWidget().action_button.click()
        wait(lambda: self.page.stack.currentIndex() == 1)
        self.settle()

    def star_all(self) -> None:
        stars = self.page.side.stars
        for row in range(stars.count()):
            stars.setFocus()
            stars.setCurrentRow(row)
            QTest.keyClick(stars, Qt.Key.Key_Space)
            self.settle()

    def fill(self) -> None:
        self.page.header.fill.click()
        wait(lambda: "filled" in self.page.message.text)
        self.settle()

    def text(self, section: str) -> str:
        return str(self.page.form.sections[section].edit.toPlainText())

    def write(self, section: str, text: str) -> None:
        """In the place of what stands there, as from the clipboard."""
        self.page.show_part(section)
        field = self.page.form.sections[section].edit
        field.selectAll()
        field.insertPlainText(text)
        self.page.saving.save()
        self.settle()

    def add_number(self, label: str, value: str) -> None:
        impact = self.page.form.impact
        impact.add.click()
        QTest.keyClicks(impact.rows[-1].label, label)
        QTest.keyClicks(impact.rows[-1].value, value)
        self.page.saving.save()
        self.settle()

    def step(self, then: str) -> None:
        """Press the one filled button until it says something else."""
        while self.page.header.next.text() != then:
            before = self.page.header.next.text()
            self.page.header.next.click()
            wait(lambda before=before: self.page.header.next.text() != before)
        self.settle()

    def save(self, path: Path, *, outside: bool) -> None:
        if self.window.findChild(ReportPreview) is None:
            self.page.header.next.click()
            wait(lambda: self.window.findChild(ReportPreview) is not None)
        preview = self.window.findChild(ReportPreview)
        (preview.options.outside if outside else preview.options.internal).click()
        wait(lambda: not preview.busy and not preview.why_not_ready())
        preview.save_as(str(path))
        wait(lambda: not preview.busy)

    def state(self, number: int) -> Any:
        with self.database.read() as reader:
            return review_state(reader, number).state


def wait(condition: Callable[[], bool]) -> None:
    for _look in range(_PATIENCE // _STEP):
        QTest.qWait(_STEP)
        if condition():
            return
    raise SystemExit("the window did not go on")


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def text_of(path: Path) -> str:
    """The text of a PDF with single blanks."""
    with pypdfium2.PdfDocument(path) as document:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
    return " ".join(" ".join(texts).split())


def plain(text: str) -> str:
    """Without the signs before points, which are drawn on paper."""
    return re.sub(r"^(- |\d\. )", "", text, flags=re.MULTILINE)


def squeezed(text: str) -> str:
    # A dash at the end of a line is read as a sign of its own.
    return "".join(text.split()).replace("\ufffe", "-")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
