"""Thousands of rows of a kind, each a copy of one that an operation made.

To make three thousand of anything through its operation would take minutes. Here a row is made as
it is made in life, and then copied in bulk, with nothing changed but what has to be another's: its
keys, its person, its place in a list. So a copy has every column an operation writes, as it does.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model

from academy.findings.models import Finding, FindingEntry
from academy.people.models import Assignment, Person
from academy.reporting.models import (
    Board,
    BoardRules,
    Exclusion,
    Extract,
    MakeUp,
    MakeUpEvent,
    OutsideImport,
    ReportRun,
    Schedule,
    ScheduleReceipt,
    ScheduleRecipient,
    ScheduleSending,
    Target,
)
from academy.shared.text import pinyin_key
from certificates.models import Certificate
from courses.models import Cohort, Completion, Enrolment, ExamOutcome

M = TypeVar("M", bound=Model)
Change = dict[str, Any]

_AT_ONCE = 500
_PRIME, _AROUND = 7919, 10_007


def copied(row: M, changes: Iterable[Change]) -> list[M]:
    """Return a copy of `row` for each of the changes, by name of its columns."""
    model = type(row)
    columns = [each for each in model._meta.concrete_fields if not each.primary_key]
    same = {each.attname: getattr(row, each.attname) for each in columns}
    same.pop("public_id", None)
    return model._default_manager.bulk_create(
        [model(**(same | each)) for each in changes], batch_size=_AT_ONCE
    )


def scattered(number: int) -> int:
    """Return a place from 0 to 10,006 for a number: rows made later come between the earlier."""
    return number * _PRIME % _AROUND


def moment(row: datetime, number: int) -> datetime:
    """Return an instant within three hours after another, scattered."""
    return row + timedelta(seconds=scattered(number))


def people(first: Person, numbers: Iterable[int]) -> list[Person]:
    """Put people on the staff beside `first`, in the same unit from the same day on."""
    service = Assignment.objects.get(person=first)
    changes: list[Change] = []
    for number in numbers:
        name = f"众{scattered(number):05d}"
        key = pinyin_key(name)
        changes.append({"staff_number": f"M{number:05d}", "name": name, "pinyin_key": key})
    made = copied(first, changes)
    copied(service, ({"person_id": each.pk} for each in made))
    return made


def finished(place: Enrolment, persons: Sequence[Person]) -> list[Completion]:
    """Let people have been in a closed cohort as whose place this is was, with the same result."""
    places = copied(place, ({"person_id": each.pk} for each in persons))
    outcome = ExamOutcome.objects.get(enrolment=place)
    copied(outcome, ({"enrolment_id": each.pk} for each in places))
    completion = Completion.objects.get(enrolment=place)
    return copied(completion, ({"enrolment_id": each.pk} for each in places))


def certificates(
    first: Certificate, completions: Sequence[Completion], persons: Sequence[Person], start: int
) -> list[Certificate]:
    """Issue certificates of the batch of `first`, numbered from `start` on."""
    line = first.line
    lines = copied(
        line,
        (
            {"position": start + n, "enrolment_id": done.enrolment_id, "completion_id": done.pk}
            for n, done in enumerate(completions)
        ),
    )
    return copied(
        first,
        (
            {
                "token": f"M{start + n:025d}",
                "serial": start + n,
                "number": f"{first.number[:-5]}{start + n:05d}",
                "line_id": line.pk,
                "completion_id": line.completion_id,
                "person_id": person.pk,
                "name": person.name,
                "pinyin_key": person.pinyin_key,
                "status_index": 60_000 + start + n,
            }
            for n, (line, person) in enumerate(zip(lines, persons, strict=True))
        ),
    )


def make_ups(
    first: MakeUp, sources: Sequence[Completion], persons: Sequence[Person], start: int
) -> list[MakeUp]:
    """Open make-ups as the sweep does, due on scattered days."""
    opened = MakeUpEvent.objects.get(make_up=first)
    made = copied(
        first,
        (
            {
                "person_id": person.pk,
                "source_id": source.pk,
                "due_on": first.due_on + timedelta(days=scattered(start + n) % 60),
            }
            for n, (source, person) in enumerate(zip(sources, persons, strict=True))
        ),
    )
    copied(opened, ({"make_up_id": each.pk} for each in made))
    return made


def exclusions(first: Exclusion, persons: Sequence[Person], start: int) -> list[Exclusion]:
    """Ask for exclusions, and have them decided if `first` is, at scattered instants before it."""
    back = timedelta(days=1)
    return copied(
        first,
        (
            {"person_id": person.pk, "asked_at": moment(first.asked_at - back, start + n)}
            for n, person in enumerate(persons)
        ),
    )


def extracts(first: Extract, numbers: Iterable[int]) -> list[Extract]:
    """Hand out files."""
    return copied(first, ({"made_at": moment(first.made_at, number)} for number in numbers))


def runs(first: ReportRun, numbers: Sequence[int]) -> list[ReportRun]:
    """Have reports made in the background, each with its job and extract."""
    assert first.extract is not None
    keys = ({"key": first.job.key and f"{first.job.key}/{number}"} for number in numbers)
    jobs = copied(first.job, keys)
    files = copied(first.extract, ({} for _number in numbers))
    back = first.asked_at - timedelta(days=1)
    return copied(
        first,
        (
            {"job_id": job.pk, "extract_id": file.pk, "asked_at": moment(back, number)}
            for job, file, number in zip(jobs, files, numbers, strict=True)
        ),
    )


def schedules(first: Schedule, numbers: Iterable[int]) -> list[Schedule]:
    """Make schedules, each with the recipients of the first."""
    changes = ({"created_at": moment(first.created_at, number)} for number in numbers)
    made = copied(first, changes)
    for recipient in ScheduleRecipient.objects.filter(schedule=first):
        copied(recipient, ({"schedule_id": each.pk} for each in made))
    return made


def sendings(first: ScheduleSending, numbers: Sequence[int]) -> list[ScheduleSending]:
    """Carry out earlier turns of the same schedule, each with what became of its recipients."""
    assert first.run is not None
    sent = copied(
        first,
        (
            {
                "due_at": first.due_at - timedelta(seconds=1 + scattered(number)),
                "job_id": run.job_id,  # it is the turn's own work that makes its report
                "run_id": run.pk,
            }
            for run, number in zip(runs(first.run, numbers), numbers, strict=True)
        ),
    )
    for receipt in ScheduleReceipt.objects.filter(sending=first):
        copied(receipt, ({"sending_id": each.pk} for each in sent))
    return sent


def receipts(first: ScheduleReceipt, persons: Iterable[Person]) -> list[ScheduleReceipt]:
    """Let more people get what was sent."""
    return copied(first, ({"person_id": each.pk} for each in persons))


def boards(first: Board, numbers: Iterable[int]) -> list[Board]:
    """Draw up boards of the same month that were withdrawn, as `first` was."""
    return copied(
        first,
        (
            {"number": first.number + number, "drawn_at": moment(first.drawn_at, number)}
            for number in numbers
        ),
    )


def rules(first: BoardRules, numbers: Iterable[int]) -> list[BoardRules]:
    """Set editions of the rules."""
    return copied(first, ({"number": first.number + number} for number in numbers))


def outside(first: OutsideImport, numbers: Iterable[int]) -> list[OutsideImport]:
    """Import lists of scores from ever more sources."""
    score = first.scores.get()
    made = copied(
        first,
        (
            {
                "source": f"{first.source}{number}",
                "imported_at": moment(first.imported_at, number),
            }
            for number in numbers
        ),
    )
    copied(score, ({"given_id": each.pk} for each in made))
    return made


def targets(first: Target, numbers: Iterable[int]) -> list[Target]:
    """Set the same target of the same unit again and again."""
    return copied(first, ({"recorded_at": moment(first.recorded_at, each)} for each in numbers))


def findings(first: Finding, numbers: Sequence[int]) -> list[Finding]:
    """Open findings of the same unit, due on scattered days."""
    opened = FindingEntry.objects.get(finding=first)
    due = [first.due_on + timedelta(days=scattered(number) % 60) for number in numbers]
    made = copied(
        first,
        (
            {"source_key": f"{first.source_key}/{number}", "due_on": day}
            for number, day in zip(numbers, due, strict=True)
        ),
    )
    copied(opened, ({"finding_id": each.pk, "due_on": each.due_on} for each in made))
    return made


def cohorts(place: Enrolment, numbers: Iterable[int]) -> list[Cohort]:
    """Hold cohorts as that of this place was held, each with such a place, on scattered days."""
    first, days = place.cohort, place.cohort.ends_on - place.cohort.starts_on
    starts = [
        (number, first.starts_on - timedelta(days=scattered(number) % 60)) for number in numbers
    ]
    made = copied(
        first,
        (
            {"number": first.number + number, "starts_on": day, "ends_on": day + days}
            for number, day in starts
        ),
    )
    copied(place, ({"cohort_id": each.pk} for each in made))
    return made
