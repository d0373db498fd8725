"""What has to have happened for each workbook, and all of them fetched.

People and units bear names that a spreadsheet would take for formulas.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from academy.people.enums import Role
from academy.people.models import Person, RosterImport, UnitEdition
from academy.people.operations import units
from academy.reporting.enums import Form
from academy.reporting.reports import REPORTS
from courses.enums import CohortState
from courses.enums.attendance import Presence
from courses.models import HoursImport
from courses.operations import materials, requirements
from exams.models import Exam
from tests.cast import SYSTEM, Cast, ClientOf
from tests.make import (
    boards,
    certificates,
    entry,
    evaluations,
    exclusions,
    findings,
    leave_of,
    media,
    planning,
    report_runs,
    reporting,
    roll_calls,
    schedules,
    teaching,
)
from tests.make import courses as make_courses
from tests.make import exams as make_exams
from tests.people.operations.test_roster import new, workbook

HOSTILE = ("=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", '=HYPERLINK("http://x.cn")')
"""Names that begin as formulas begin."""


@dataclass(frozen=True)
class Told:
    """Where a story begins: the known people, who signs them in, the clock."""

    cast: Cast
    client_of: ClientOf
    at: datetime
    clock: time_machine.Traveller

    def got(self, route: str, *args: object, who: Person | None = None, ask: str = "") -> bytes:
        """Return what a route hands out to a person (the academy, if nobody is named)."""
        client = self.client_of(who or self.cast.admin)
        reply = client.get(reverse(route, args=args) + ask)
        assert reply.status_code == 200, (route, reply.content[:300])
        return b"".join(reply) if reply.streaming else reply.content


Books = Iterator[tuple[str, bytes]]
Story = Callable[[Told], Books]


def disguise(cast: Cast) -> None:
    """Give people and units names that begin like formulas."""
    people = (cast.wang, cast.li, cast.zhao, cast.officer, cast.instructor, cast.leader)
    for person, name in zip(people, HOSTILE, strict=True):
        Person.objects.filter(pk=person.pk).update(name=name)
        person.name = name
    for unit, name in ((cast.east, "=东湖"), (cast.south, "@南桥")):
        now = UnitEdition.objects.get(unit=unit, valid_until=None)
        units.edit(
            actor=SYSTEM,
            unit=unit,
            name=f"{name}分局",
            short_name=name,
            official_order=now.official_order,
            parent=now.parent,
            valid_from=now.valid_from + timedelta(days=1),
            at=datetime.combine(now.valid_from, time(), UTC),
        )


def reports(told: Told) -> Books:
    """A closed cohort with certificates, somebody excluded, hours owed."""
    cast, at = told.cast, told.at
    row = reporting.closed_cohort(cast, at=at)
    certificates.issued(row, at=at)
    requirements.publish_usual(actor=SYSTEM, at=at)
    academy = cast.holder_of(Role.ACADEMY_ADMIN)
    exclusions.granted(exclusions.draft(cast.li), by=cast.hr, decider=academy, at=at)
    got = partial(told.got, who=cast.hr)
    for code in REPORTS:
        for route in ("reporting:xlsx", "api-1:report_xlsx"):
            yield route, got(route, code)
    run = report_runs.begun(cast.hr, reporting.everybody(cast, at=at), at=at, form=Form.XLSX)
    report_runs.executed(run)
    for route in ("reporting:run_file", "api-1:report_run_file"):
        yield route, got(route, run.public_id)
    for route in (
        "reporting:exclusions_in_force",
        "reporting:exclusion_template",
        "reporting:make_ups_xlsx",
    ):
        yield route, got(route)
    for route in ("reporting:cohort_story_xlsx", "api-1:report_cohort_xlsx"):
        yield route, got(route, row.public_id)
    for route in ("reporting:person_record_xlsx", "api-1:report_person_xlsx"):
        yield route, got(route, cast.wang.public_id)
    for route in ("reporting:my_record_xlsx", "api-1:my_record_xlsx"):
        yield route, got(route, who=cast.wang)
    yield "courses:owing_workbook", got("courses:owing_workbook")
    schedule = schedules.made(cast.hr, cast.auditor, at=at)
    yield "reporting:schedule_log_xlsx", got("reporting:schedule_log_xlsx", schedule.public_id)
    findings.opened(cast, title="=1+1", at=at)
    yield "findings:register_xlsx", got("findings:register_xlsx")


def board(told: Told) -> Books:
    """A published board with scores that others gave beside it."""
    cast = told.cast
    reporting.closed_cohort(cast, at=told.at)
    told.clock.move_to(boards.NOTICE_UNTIL)
    row = boards.published(cast)
    given = {"month": "2026-03", "source": "=市容", "provenance": "通报", "confirm": "1"}
    given["text"] = "单位\t得分\nT001\t91.5\nT002\t88\n"
    path = reverse("reporting:board_outside")
    assert told.client_of(cast.hr).post(path, given).status_code == 302
    yield "reporting:board_xlsx", told.got("reporting:board_xlsx", row.public_id)


def lists(told: Told) -> Books:
    """Lists that came in with faults go out again with the reasons."""
    cast = told.cast
    admin, hr = told.client_of(cast.admin), told.client_of(cast.hr)
    for route in ("courses:block_template", "courses:hours_template"):
        yield route, told.got(route)
    pasted = "工号\t姓名\t日期\nT1001\t=1+1\t2099-03-09\n=T9\t+1\t2099-03-11\n"
    path = reverse("courses:import_blocks")
    form = {"text": pasted, "kind": "duty", "faults": "1"}
    yield "courses:import_blocks", _file(admin, path, form)
    text = "工号,学时,结束日期,依据\n=T9999,40,2017-05-12,@轮训\n"
    hr.post(reverse("courses:hours_imports"), {"pasted": text})
    yield (
        "courses:hours_refused",
        told.got("courses:hours_refused", HoursImport.objects.get().public_id, who=cast.hr),
    )
    form = {"mode": "one_unit", "unit": "T000", "as_of_on": "2026-03-02", "encoding": ""}
    file = SimpleUploadedFile("名册.xlsx", workbook(new(1), new(2, "=北山", name="=1+1")))
    hr.post("/people/roster/", {**form, "file": file})
    run = RosterImport.objects.get()
    for route in ("people:roster_refused", "api-1:get_roster_refused"):
        yield route, told.got(route, run.public_id, who=cast.hr)
    body = json.dumps({"rows": [{"staff_number": "=1+1", "address": "=cmd|x"}]})
    path = reverse("api-1:get_mail_address_faults")
    yield "api-1:get_mail_address_faults", _file(hr, path, body, "application/json")
    given = {"text": "工号\t邮箱\n=1+1\t=cmd|x\n"}
    yield "notices:import_faults", _file(hr, reverse("notices:import_faults"), given)


def _file(client: Client, path: str, form: Any, kind: str = MULTIPART_CONTENT) -> bytes:
    reply = client.post(path, form, content_type=kind)
    assert reply.status_code == 200, reply.content[:300]
    assert reply.content.startswith(b"PK"), reply.content.decode()[:2000]
    return reply.content


def plan(told: Told) -> Books:
    """A year that was planned."""
    planning.staff(told.cast, at=told.at)
    run = planning.solved(at=told.at)
    yield "courses:plan_xlsx", told.got("courses:plan_xlsx", run.public_id)


def stay(told: Told) -> Books:
    """A lesson that one came late to and one missed."""
    row = leave_of.running(told.cast, at=told.at)
    roll_calls.take(row, {told.cast.zhao: Presence.LATE, told.cast.li: Presence.ABSENT})
    yield "courses:stay_xlsx", told.got("courses:stay_xlsx", row.public_id)


def lessons(told: Told) -> Books:
    """A cohort with an instructor from outside and something to read."""
    cast, at = told.cast, told.at
    row = make_courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.li])
    who = teaching.outside("=罗文", at=at, of=row.syllabus.course)
    teaching.teach(row, who, teaching.slot(), at=at)
    subject = row.syllabus.subjects.get(sequence=1)
    materials.add(
        actor=SYSTEM, subject=subject, title="=讲义", content=media.link(), publish=True, at=at
    )
    for route in ("courses:export_teaching", "courses:export_reading"):
        yield route, told.got(route, row.public_id)
    yield "courses:export_hours", told.got("courses:export_hours", ask="?year=2026")


def evaluation(told: Told) -> Books:
    """A cohort that five of its people gave marks to."""
    row = evaluations.cohort(told.cast, 6, at=told.at)
    told.clock.move_to(evaluations.LAST_DAY)
    made = evaluations.opened(row)
    for person in evaluations.voters(made)[:5]:
        evaluations.say(made, person, evaluations.full(4, "=1+1"))
    told.clock.move_to(evaluations.AFTER)
    yield "courses:export_evaluation", told.got("courses:export_evaluation", row.public_id)


def seats(told: Told) -> Books:
    """An exam whose people have their seats."""
    cast = told.cast
    row: Exam = make_exams.exam(at=told.at, persons=[cast.wang, cast.zhao, cast.li])
    entry.seated(row, entry.room(at=told.at), at=told.at)
    yield "exams:seats_xlsx", told.got("exams:seats_xlsx", row.public_id)


STORIES: dict[str, Story] = {
    "reports": reports,
    "board": board,
    "lists": lists,
    "plan": plan,
    "stay": stay,
    "teaching": lessons,
    "evaluation": evaluation,
    "seats": seats,
}
