"""Issue runs: the list, one run with its lines, and the steps from proposal to issue."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.audit.record import Actor
from academy.jobs import operations as job_operations
from academy.jobs.enums import JobState
from academy.people.access import PersonRequest, actor, has_role, page_door
from academy.people.enums import Role
from academy.people.queries import units
from academy.shared import clock
from academy.shared.errors import InputInvalid, Refusal
from academy.shared.paging import page_of
from certificates import access, labels
from certificates.enums import BatchState, CertificateKind, LineReason
from certificates.models import Batch, BatchLine, Template
from certificates.operations import batches
from certificates.pages.bundles import context as bundles_context
from certificates.pages.deeds import compared
from certificates.queries import awards, comparison, history, standing
from certificates.queries import batches as batch_query
from certificates.rules import serial
from courses.models import Cohort

PAGE = 50
WAITING = 12  # closed cohorts shown on the list as waiting; all of them can be chosen to propose
ADMIN = Role.ACADEMY_ADMIN


@require_GET
@page_door(*access.BATCHES)
def batch_list(request: PersonRequest) -> HttpResponse:
    """The issue runs one may see, and the closed cohorts that wait for one."""
    today = clock.today()
    seen = access.batches(request.person, on=today)
    counts = Counter(
        dict(seen.order_by().values_list("state").annotate(many=Count("pk", distinct=True)))
    )
    typed = request.GET.get("state", "")
    state = BatchState(typed) if typed in set(BatchState) else None
    rows = batch_query.with_counts(seen.filter(state=state.value) if state else seen)
    key = ("proposed_at", "pk")
    cursor = request.GET.get("cursor")
    page = page_of(rows, key=key, cursor=cursor, limit=PAGE, descending=True)
    waiting = batch_query.proposable(access.cohorts(request.person, on=today))
    is_admin = has_role(request.person, ADMIN, today)
    context = {
        "page": page,
        "rows": [{"batch": row, **_state(row)} for row in page.items],
        "tabs": [
            (each.value, labels.BATCH_STATE[each], counts[each.value], each is state)
            for each in BatchState
        ],
        "all_shown": state is None,
        "total": counts.total(),
        "open": counts[BatchState.PROPOSED] + counts[BatchState.APPROVED],
        "cohorts": waiting[:WAITING] if is_admin else [],
        "waiting": waiting.count() if is_admin else 0,
        "is_admin": is_admin,
    }
    return render(request, "certificates/batches.html", context)


def _state(batch: Batch) -> dict[str, Any]:
    state = BatchState(batch.state)
    return {
        "state": labels.BATCH_STATE[state],
        "tone": labels.BATCH_TONE[state],
        "kind": labels.CERTIFICATE_KIND[CertificateKind(batch.kind)],
    }


@require_http_methods(["GET", "POST"])
@page_door(ADMIN)
def propose(request: PersonRequest) -> HttpResponse:
    """Choose a closed cohort and a kind, see who would get what, and propose it."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    chosen = CertificateKind(kind) if kind in set(CertificateKind) else None
    reach = access.cohorts(request.person, on=clock.today())
    try:
        cohort = access.one(reach, UUID(asked.get("cohort", "")))
    except ValueError:
        cohort = None
    if request.method == "GET":
        return _choose(request, cohort, chosen)
    if cohort is None:
        refusal = InputInvalid(field="cohort", reason=_("请选择期次"))
        return _choose(request, None, chosen, refusal)
    if chosen is None:
        refusal = InputInvalid(field="kind", reason=_("请选择证书种类"))
        return _choose(request, cohort, None, refusal)
    by = actor(request.person)
    try:
        made = batches.propose(actor=by, cohort=cohort, kind=chosen, at=clock.now())
    except Refusal as refusal:
        return _choose(request, cohort, chosen, refusal)
    return redirect("certificates:batch", made.public_id)


def _choose(
    request: PersonRequest,
    cohort: Cohort | None,
    kind: CertificateKind | None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    reach = access.cohorts(request.person, on=clock.today())
    context = {
        "cohort": cohort,
        "kind": kind,
        "kinds": [(each.value, labels.CERTIFICATE_KIND[each]) for each in CertificateKind],
        "cohorts": batch_query.closed(reach),
        "refusal": refusal,
        **(_outlook(cohort, kind) if cohort and kind and refusal is None else {}),
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/propose.html", context, status=status)


def _outlook(cohort: Cohort, kind: CertificateKind) -> dict[str, Any]:
    """Return what would be proposed: by which terms, for how many, and why not for the others."""
    seats = standing.seats(cohort, kind)
    many = Counter(each.reason for each in seats if each.reason is not None)
    return {
        "outlook": True,
        "kind_label": labels.CERTIFICATE_KIND[kind],
        "due": sum(each.reason is None for each in seats),
        "everybody": len(seats),
        "reasons": [(labels.LINE_REASON[each], many[each]) for each in LineReason if each in many],
        "earlier": batch_query.latest(cohort, kind),
        **_terms(cohort, kind),
    }


def _terms(cohort: Cohort, kind: CertificateKind) -> dict[str, Any]:
    terms = awards.award_for(cohort.syllabus.course, kind)
    newest = Template.objects.filter(name=terms.template_name, kind=kind.value)
    return {"terms": terms, "template": newest.defer("html", "css").order_by("-edition").first()}


@require_GET
@page_door(*access.BATCHES)
def batch(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One run: everybody of the cohort, due or refused and why; the next step."""
    row = access.one(access.batches(request.person, on=clock.today()), public_id)
    return _file(request, row)


def _file(request: PersonRequest, row: Batch, refusal: Refusal | None = None) -> HttpResponse:
    today = clock.today()
    counted = batch_query.with_counts(Batch.objects.filter(pk=row.pk)).get()
    state = BatchState(counted.state)
    is_admin = has_role(request.person, ADMIN, today)
    by_me = counted.proposed_by == str(request.person.public_id)
    names = history.names_of((counted.proposed_by, counted.approved_by))
    found = comparison.of_batch(counted, on=today)
    progress = _progress(row, counted.due, counted.rendered)
    context = {
        "batch": counted,
        **_state(counted),
        **_lines(request, counted),
        **_terms(counted.cohort, CertificateKind(counted.kind)),
        "first_number": _number(counted, counted.first_serial),
        "last_number": _number(counted, counted.last_serial),
        "proposer": names.get(counted.proposed_by, ""),
        "approver": names.get(counted.approved_by, ""),
        "steps": [_("提出"), _("批准"), _("签发"), _("生成 PDF")],
        "step": _step_of(state, done=counted.rendered >= counted.due),
        "may_approve": is_admin and state is BatchState.PROPOSED and not by_me and counted.due,
        "nobody_due": state is BatchState.PROPOSED and not counted.due,
        "waits_for_second": state is BatchState.PROPOSED and by_me and counted.due,
        "may_issue": is_admin and state is BatchState.APPROVED,
        "may_withdraw": is_admin and state in (BatchState.PROPOSED, BatchState.APPROVED),
        "refusal": refusal,
        **(compared(found) if found else {}),
        **bundles_context(request, row),
        **progress,
    }
    status = refusal.status if refusal else 200
    return render(request, "certificates/batch.html", context, status=status)


def _number(row: Batch, taken: int | None) -> str:
    """Return a number that the run took, in full; "" before it is issued."""
    if row.series is None or taken is None:
        return ""
    return serial.number_text(row.series.prefix, row.series.year, taken)


def _step_of(state: BatchState, *, done: bool) -> int:
    """Return where the run is in 提出, 批准, 签发, 生成; 5 when all is done, 0 if withdrawn."""
    if state is BatchState.WITHDRAWN:
        return 0
    if state is BatchState.ISSUED:
        return 5 if done else 4
    return 2 if state is BatchState.PROPOSED else 3


def _lines(request: PersonRequest, row: Batch) -> dict[str, Any]:
    """Return the lines to show: all, those due, or those refused."""
    which = request.GET.get("lines", "")
    found = batch_query.lines(row)
    if which in ("due", "refused"):
        found = found.filter(reason="") if which == "due" else found.exclude(reason="")
    names = {node.id: node.short_name or node.name for node in units.tree(row.cohort.starts_on)}
    return {
        "which": which if which in ("due", "refused") else "",
        "all_lines": which not in ("due", "refused"),
        "due_lines": which == "due",
        "refused_lines": which == "refused",
        "lines": [_line(line, names) for line in found],
    }


def _line(line: BatchLine, unit_names: dict[int, str]) -> dict[str, Any]:
    return {
        "line": line,
        "person": line.enrolment.person,
        "unit": unit_names.get(line.enrolment.unit_id, ""),
        "certificate": getattr(line, "certificate", None),
        "reason": labels.LINE_REASON[LineReason(line.reason)] if line.reason else "",
    }


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
    response = render(request, "certificates/_progress.html", context)
    if not context["rendering"] and getattr(request, "htmx", False):
        response["HX-Refresh"] = "true"  # what follows from it stands elsewhere on the page
    return response


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
