"""Requirements and hours as the API says them."""

from collections.abc import Mapping

from django.urls import reverse

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from courses.api import hours_schemas as said
from courses.enums import HoursSource
from courses.enums.hours import ImportState, JudgedOn, Metric, WindowKind
from courses.labels import hours as labels
from courses.models import HoursEntry, HoursImport, RequirementEdition
from courses.operations import import_jobs
from courses.queries.forecast import Need
from courses.queries.owing import Owing, UnitOwing
from courses.rules.past_records import Fault

SHOWN = 1000


def edition(row: RequirementEdition) -> said.EditionOut:
    """An edition with its requirement."""
    return said.EditionOut(
        id=row.public_id,
        code=row.requirement.code,
        name=row.requirement.name,
        edition=row.edition,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        regulation=row.regulation,
        article=row.article,
        to_check=row.to_check,
        metric=Metric(row.metric),
        course=row.course.code if row.course else None,
        amount=row.amount,
        window=WindowKind(row.window),
        length=row.length,
        event=row.event,
        judged=JudgedOn(row.judged),
        pro_rata=row.pro_rata,
        staff_kinds=row.staff_kinds,
        categories={each.category_id: each.cap for each in row.recognitions.all()},
    )


def owing(each: Owing, numbers: Mapping[int, str]) -> said.OwingOut:
    """A person's standing."""
    return said.OwingOut(
        staff_number=numbers[each.person_id],
        requirement=each.edition.requirement.code,
        owed=each.standing.owed,
        earned=each.standing.earned,
        missing=each.standing.missing,
        due_on=each.standing.due_on,
        late=each.standing.late,
    )


def unit(line: UnitOwing, codes: Mapping[int, str]) -> said.UnitOwingOut:
    """A unit's standing."""
    return said.UnitOwingOut(
        unit=codes[line.unit_id],
        requirement=line.edition.requirement.code,
        people=line.people,
        met=line.met,
        late=line.late,
        missing=line.missing,
    )


def seat(need: Need, numbers: Mapping[int, str], codes: Mapping[int, str]) -> said.SeatOut:
    """Seats one person needs."""
    return said.SeatOut(
        staff_number=numbers[need.person_id],
        unit=codes[need.unit_id],
        quarter=f"{need.quarter.year}Q{need.quarter.number}",
        seats=need.seats,
        by=need.by,
        lapses=need.lapses,
    )


def entry(row: HoursEntry) -> said.EntryOut:
    """A ledger line with its track."""
    return said.EntryOut(
        id=row.public_id,
        track=row.track.code,
        hours=row.hours,
        category=str(row.category_id),
        source=HoursSource(row.source),
        earned_from=row.earned_from,
        earned_on=row.earned_on,
        evidence=row.evidence,
        reverses=row.reverses.public_id if row.reverses else None,
        recorded_at=row.recorded_at,
    )


def import_(run: HoursImport) -> said.ImportOut:
    """An import with its refused rows, the first thousand faults, and the job on it."""
    job = import_jobs.latest(run)
    return said.ImportOut(
        id=run.public_id,
        state=ImportState(run.state),
        file_name=run.file_name,
        measure=run.measure,
        per=run.per,
        counts=run.counts,
        taken=run.taken,
        undo_reason=run.undo_reason,
        unreadable=run.refusal["code"] if run.refusal else None,
        job=import_job(run, job) if job else None,
        refused=[
            said.RefusedRowOut(
                sheet=each["sheet"],
                row=each["row"],
                column=each["column"],
                staff_number=each["staff_number"],
                fault=each["fault"],
                reason=str(labels.FAULT[Fault(each["fault"])]),
            )
            for each in run.refused[:SHOWN]
        ],
    )


def import_job(run: HoursImport, job: Job) -> said.ImportJobOut:
    """How far the work on an import is, and where to ask again."""
    return said.ImportJobOut(
        kind=job.kind,
        state=JobState(job.state),
        progress_done=job.progress_done,
        progress_total=job.progress_total,
        fault=job.error if job.state == JobState.FAILED else "",
        url=reverse("api-1:get_past_records", args=[run.public_id]),
        stop=reverse("api-1:stop_past_records", args=[run.public_id]),
    )
