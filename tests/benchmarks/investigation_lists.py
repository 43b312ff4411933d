"""What the lists of investigations, actions, problems, lessons and reviews take, and what is read beside one incident.

Run: python tests/benchmarks/investigation_lists.py DATABASE [REPEATS], with a database that `million.py` has made with
investigations. Lists are read on a worker, so they may take as long as a look (100 ms) without anybody waiting; what
goes along with typing has half of that.
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from incidentdesk.detect.similar import similar
from incidentdesk.improve.knowledge import found_knowledge
from incidentdesk.improve.lesson_list import lessons
from incidentdesk.improve.lesson_offer import offered_lessons
from incidentdesk.improve.review_record import review_record
from incidentdesk.improve.review_state import reviews
from incidentdesk.investigate.action_list import actions, actions_of
from incidentdesk.investigate.action_query import actions_where
from incidentdesk.investigate.cause_record import cause_graph_of
from incidentdesk.investigate.evidence_list import evidence_of
from incidentdesk.investigate.investigation_list import investigations
from incidentdesk.investigate.problem_list import problems
from incidentdesk.investigate.problem_sheet import problem_sheet
from incidentdesk.investigate.subject import INCIDENT, Subject
from incidentdesk.prepare.known_error_list import known_errors
from incidentdesk.respond.timeline import timeline
from incidentdesk.schema.opening import open_desk
from incidentdesk.store.reading import Reader

TODAY = "2026-03-01"
TITLE = "gateway restarts after the disk was full"


def reads(subject: Subject) -> dict[str, Callable[[Reader], object]]:
    def offers(reader: Reader) -> object:
        found = similar(reader, TITLE)
        return offered_lessons(reader, [each.id for each in found])

    return {
        "investigations": investigations,
        "actions": lambda reader: actions(reader, today=TODAY),
        "actions, is:overdue disk": lambda reader: actions_where(reader, "is:overdue disk", me="", today=TODAY),
        "problems": problems,
        "known errors": known_errors,
        "lessons": lessons,
        "reviews": reviews,
        "knowledge, two words": lambda reader: found_knowledge(reader, "disk gateway"),
        "knowledge, one letter": lambda reader: found_knowledge(reader, "d"),
        "similar and lessons offered": offers,
        "cause graph": lambda reader: cause_graph_of(reader, subject),
        "evidence of an incident": lambda reader: evidence_of(reader, subject),
        "actions of an incident": lambda reader: actions_of(reader, subject, today=TODAY),
        "timeline of an incident": lambda reader: timeline(reader, subject.id),
        "review of an incident": lambda reader: review_record(reader, subject.id, today=TODAY),
        "page of a problem": lambda reader: problem_sheet(reader, 1, today=TODAY),
    }


def main(path: Path, repeats: int) -> None:
    database = open_desk(path)
    with database.read() as reader:
        counted = "investigation", "cause", "corrective_action", "problem", "lesson", "review", "incident"
        print(", ".join(f"{reader.rows(f'SELECT count(*) FROM {name}')[0][0]:,} {name}" for name in counted))
        subject = Subject(INCIDENT, reader.rows("SELECT max(incident_id) FROM review")[0][0])
        for name, read in reads(subject).items():
            times = []
            for _each in range(repeats):
                begin = time.perf_counter()
                read(reader)
                times.append((time.perf_counter() - begin) * 1_000)
            print(f"{name:30} median {statistics.median(times):7.1f} ms  worst {max(times):7.1f} ms")
    database.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 7)
