"""Issue runs: the list, one run with its lines, and the steps from proposal to issue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from academy.audit.record import Actor
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from academy.shared.paging import page_of
from certificates import access, labels
from certificates.enums import BatchState, LineReason
from certificates.models import Batch
from certificates.operations import batches
from certificates.queries import batches as batch_query

PAGE = 50
ADMIN = Role.ACADEMY_ADMIN


@require_GET
@page_door(*access.BATCHES)
def batch_list(request: PersonRequest) -> HttpResponse:
    """The issue runs one may see, and the closed cohorts that wait for one."""
    return _list(request)


def _list(request: PersonRequest, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    rows = batch_query.with_counts(access.batches(request.person, on=today))
    cursor = request.GET.get("cursor")
    key = ("proposed_at", "pk")
    page = page_of(rows, key=key, cursor=cursor, limit=PAGE, descending=True)
    context = {
        "page": page,
        "rows": [{"batch": row, **_state(row)} for row in page.items],
        "cohorts": batch_query.proposable(access.cohorts(request.person, on=today)),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/batches.html", context, status=status)


def _state(batch: Batch) -> dict[str, Any]:
    state = BatchState(batch.state)
    return {"state": labels.BATCH_STATE[state], "tone": labels.BATCH_TONE[state]}


@require_POST
@page_door(ADMIN)
def propose(request: PersonRequest) -> HttpResponse:
    """Propose certificates for a closed cohort."""
    try:
        chosen = UUID(request.POST.get("cohort", ""))
    except ValueError:
        return _list(request, InputInvalid(field="cohort", reason=_("请选择期次")))
    cohort = access.one(access.cohorts(request.person, on=clock.today()), chosen)
    try:
        made = batches.propose(actor=actor(request.person), cohort=cohort, at=clock.now())
    except Refusal as refusal:
        return _list(request, refusal)
    return redirect("certificates:batch", made.public_id)


@require_GET
@page_door(*access.BATCHES)
def batch(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One run: everybody of the cohort, due or refused and why; the next step."""
    row = access.one(access.batches(request.person, on=clock.today()), public_id)
    return _file(request, row)


def _file(request: PersonRequest, row: Batch, refusal: Refusal | None = None) -> HttpResponse:
    counted = batch_query.with_counts(Batch.objects.filter(pk=row.pk)).get()
    state = BatchState(counted.state)
    is_admin = has_role(request.person, ADMIN, clock.today())
    by_me = counted.proposed_by == str(request.person.public_id)
    context = {
        "batch": counted,
        **_state(counted),
        "lines": [
            {
                "line": line,
                "person": line.enrolment.person,
                "certificate": getattr(line, "certificate", None),
                "reason": labels.LINE_REASON[LineReason(line.reason)] if line.reason else "",
            }
            for line in batch_query.lines(row)
        ],
        "may_approve": is_admin and state is BatchState.PROPOSED and not by_me and counted.due,
        "waits_for_second": state is BatchState.PROPOSED and by_me,
        "may_issue": is_admin and state is BatchState.APPROVED,
        "may_withdraw": is_admin and state in (BatchState.PROPOSED, BatchState.APPROVED),
        "refusal": refusal,
        **_progress(row, counted.due, counted.rendered),
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/batch.html", context, status=status)


def _progress(row: Batch, total: int, rendered: int) -> dict[str, Any]:
    """How far the PDFs are: counted from the renditions, explained by the jobs."""
    states = [JobState(job.state) for job in batch_query.render_jobs(row)]
    failed = sum(state in (JobState.FAILED, JobState.CANCELLED) for state in states)
    return {
        "issued": row.state == BatchState.ISSUED,
        "total": total,
        "rendered": rendered,
        "failed_jobs": failed,
        "rendering": rendered < total and failed < len(states),
    }


@require_GET
@page_door(*access.BATCHES)
def progress(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """The fragment that shows how far the PDFs of a run are."""
    row = access.one(access.batches(request.person, on=clock.today()), public_id)
    counted = batch_query.with_counts(Batch.objects.filter(pk=row.pk)).get()
    context = {"batch": row, **_progress(row, counted.due, counted.rendered)}
    return render(request, "certificates/_progress.html", context)


@require_POST
@page_door(ADMIN)
def approve(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Approve what somebody else proposed."""
    return _step(request, public_id, batches.approve, _("已批准，可以签发。"))


@require_POST
@page_door(ADMIN)
def issue(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Number and freeze the certificates."""
    return _step(request, public_id, batches.issue, _("证书已签发并编号，正在后台生成 PDF。"))


@require_POST
@page_door(ADMIN)
def withdraw(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take back a run that was not issued."""
    return _step(request, public_id, batches.withdraw, _("批次已撤回。"))


def _step(
    request: PersonRequest, public_id: UUID, operation: Callable[..., Batch], done: str
) -> HttpResponse:
    row = access.one(access.batches(request.person, ADMIN, on=clock.today()), public_id)
    by: Actor = actor(request.person)
    try:
        operation(actor=by, batch=row, at=clock.now())
    except Refusal as refusal:
        return _file(request, row, refusal)
    messages.success(request, done)
    return redirect("certificates:batch", public_id)


@require_POST
@page_door(ADMIN)
def retry(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Put the rendering jobs that gave up back on the queue."""
    row = access.one(access.batches(request.person, ADMIN, on=clock.today()), public_id)
    stopped = [JobState.FAILED.value, JobState.CANCELLED.value]
    for job in batch_query.render_jobs(row).filter(state__in=stopped):
        job_operations.retry(actor=actor(request.person), job=job, at=clock.now())
    return redirect("certificates:batch", public_id)
