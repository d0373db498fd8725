"""The page before the day: the checklist, and the rehearsal with its report."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import Refusal
from exams import access
from exams.enums import ExamState, Readiness
from exams.models import Exam
from exams.operations import rehearsal
from exams.pages.rehearsal_words import CHECK, FOUND, LINK, NEXT, POINT, STEP
from exams.queries import readiness
from exams.queries.readiness import Line
from exams.rules.rehearsal import MAX_CANDIDATES, Report

#: How many fake candidates the buttons offer; the first is the one to press.
SIZES = (30, 8, 100, MAX_CANDIDATES)
_CHIP = {Readiness.OK: "done", Readiness.WARN: "owed", Readiness.STOP: "late"}


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def rehearse(request: PersonRequest, exam_id: UUID) -> HttpResponse:
    """Show the checklist; on POST rehearse, and show what was found. Nothing of it is kept."""
    exam = access.exam_for_staff(exam_id)
    at = clock.database_now()
    report: Report | None = None
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            report = rehearsal.run(
                actor=actor(request.person),
                exam=exam,
                candidates=_number(request.POST.get("candidates", "")),
                at=at,
            )
        except Refusal as refused:
            refusal = refused
    context = _context(exam, report, refusal, at)
    status = refusal.status if refusal else 200
    return render(request, "exams/rehearsal.html", context, status=status)


def _number(text: str) -> int:
    """The number that was asked for; 0, which is refused, for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


def _context(
    exam: Exam, report: Report | None, refusal: Refusal | None, at: datetime
) -> dict[str, object]:
    lines = readiness.checklist(exam, at=at)
    return {
        "exam": exam,
        "lines": [_line(line, exam) for line in lines],
        "stops": sum(line.level is Readiness.STOP for line in lines),
        "warnings": sum(line.level is Readiness.WARN for line in lines),
        "may_rehearse": exam.state == ExamState.SCHEDULED.value,
        "sizes": SIZES[1:],
        "size": SIZES[0],
        "refusal": refusal,
        "report": report,
        "found": _found(report) if report is not None else None,
    }


def _line(line: Line, exam: Exam) -> dict[str, object]:
    key, link = (line.point, line.case), LINK.get(line.point)
    return {
        "point": POINT[line.point],
        "url": reverse(link, args=[exam.public_id]) if link else "",
        "found": str(FOUND[key]) % line.facts,
        "next": NEXT.get(key, ""),
        "level": line.level.value,
        "chip": _CHIP[line.level],
    }


def _found(report: Report) -> dict[str, object]:
    return {
        "checks": [(CHECK[name], held) for name, held in report.checks.items()],
        "steps": [(STEP[line.step], line) for line in report.steps],
        "refusals": [(STEP[line.step], line) for line in report.refusals],
        "kilobytes": report.paper_bytes / 1024,
        "minutes": report.duration_seconds // 60,
    }
