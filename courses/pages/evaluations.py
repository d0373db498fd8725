"""Questionnaires, and a cohort's evaluation: opened, answered, shown."""

from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from academy.people.access import PersonRequest, actor, page_door
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound, Refusal
from academy.shared.tabular.writing import write_workbook
from courses import access
from courses.enums.evaluation import PromptAbout, PromptKind, Shown
from courses.labels import materials as labels
from courses.models import Cohort, Questionnaire, QuestionnaireEdition, Turnout
from courses.operations import evaluation_rounds, evaluations
from courses.pages import answering, arranging, prompting
from courses.pages import teaching_sheets as sheets
from courses.pages.teaching_forms import ArrangementForm, OpeningForm


@require_GET
@page_door(Role.ACADEMY_ADMIN)
def questionnaires(request: PersonRequest) -> HttpResponse:
    """Every edition of every questionnaire, the newest first."""
    rows = (
        QuestionnaireEdition.objects.select_related("questionnaire")
        .prefetch_related("prompts", "evaluations")
        .order_by("questionnaire__name", "-number")
    )
    return render(request, "courses/teaching/questionnaires.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@page_door(Role.ACADEMY_ADMIN)
def new_questionnaire(request: PersonRequest) -> HttpResponse:
    """Write an edition, from nothing or from an earlier one; published ones never change."""
    typed = prompting.typed(request.POST) if request.method == "POST" else _begun(request)
    refusal: Refusal | None = None
    if request.method == "POST" and "more" not in request.POST:
        try:
            lines = prompting.lines(typed)
            made = evaluations.publish_questionnaire(
                actor=actor(request.person),
                name=typed.name,
                valid_from=prompting.day(typed),
                prompts=lines,
                at=clock.now(),
            )
        except Refusal as no:
            refusal = no
        else:
            said = _("问卷第 %(number)s 版已发布。") % {"number": made.number}
            messages.success(request, said)
            return redirect("courses:questionnaires")
    context = {
        "typed": typed.padded(),
        "kinds": [(each.value, labels.PROMPT[each]) for each in PromptKind],
        "abouts": [(each.value, labels.ABOUT[each]) for each in PromptAbout],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/teaching/new_questionnaire.html", context, status=status)


def _begun(request: PersonRequest) -> prompting.Typed:
    """What the form begins with: the edition named by `from`, or an ordinary questionnaire."""
    try:
        source = UUID(request.GET.get("from", ""))
    except ValueError:
        return prompting.ordinary(clock.today())
    edition = QuestionnaireEdition.objects.filter(public_id=source).first()
    if edition is None:
        raise NotFound
    return prompting.of(edition, clock.today())


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.taught_cohort_for(request.person, public_id, on=clock.today())


@require_GET
@page_door(*access.TEACHING)
def evaluation_page(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """A cohort's evaluation: to be opened, under way, or its results."""
    return _page(request, _cohort(request, public_id))


def _page(
    request: PersonRequest,
    cohort: Cohort,
    refusal: Refusal | None = None,
    bound: forms.Form | None = None,
) -> HttpResponse:
    today = clock.today()
    results = access.evaluation_of(request.person, cohort, on=today)
    context: dict[str, Any] = {
        "cohort": cohort,
        "evaluation": results.evaluation if results else None,
        "refusal": refusal,
        "minimum": settings.EVALUATION_MINIMUM,
    }
    if results is not None:
        context |= {
            "results": results,
            "shown": results.shown is Shown.YES,
            "still_open": results.shown is Shown.STILL_OPEN,
            "groups": answering.groups(results),
        }
    open_or_ahead = results is None or results.shown is Shown.STILL_OPEN
    if open_or_ahead and access.is_admin(request.person, on=today):
        context |= arranging.context(cohort, results, bound)
    status = refusal.status if refusal else 422 if bound is not None else 200
    return render(request, "courses/teaching/evaluation.html", context, status=status)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def arrange_evaluation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Decide whether and how a cohort's evaluation opens by itself, and whether it reminds."""
    cohort = _cohort(request, public_id)
    form = ArrangementForm(request.POST, until=arranging.until(cohort))
    if not form.is_valid():
        return _page(request, cohort, bound=form)
    try:
        evaluation_rounds.arrange(
            actor=actor(request.person),
            cohort=cohort,
            automatic=form.cleaned_data["automatic"],
            edition=form.cleaned_data["usual_edition"],
            days=form.cleaned_data["usual_days"],
            reminders=form.cleaned_data["reminders"],
            at=clock.now(),
        )
    except Refusal as no:
        return _page(request, cohort, no, form)
    messages.success(request, _("本期评教的设置已保存。"))
    return redirect("courses:evaluation", public_id)


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def make_usual(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Take a questionnaire where nobody chose another."""
    row = Questionnaire.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    evaluation_rounds.make_usual(actor=actor(request.person), questionnaire=row, at=clock.now())
    messages.success(request, _("“%(name)s”已设为通用问卷。") % {"name": row.name})
    return redirect("courses:questionnaires")


@require_GET
@page_door(*access.TEACHING)
def export_evaluation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """What may be shown of a cohort's evaluation, as a workbook; before its end, a refusal."""
    cohort = _cohort(request, public_id)
    results = access.results_for(request.person, cohort, on=clock.today())
    out = BytesIO()
    write_workbook(out, [sheets.results_sheet(cohort, results)], created_at=clock.now())
    return sheets.download(out.getvalue(), _("评教%(day)s") % {"day": cohort.starts_on})


@require_POST
@page_door(Role.ACADEMY_ADMIN)
def open_evaluation(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Open a cohort's evaluation from today on."""
    cohort = _cohort(request, public_id)
    form = OpeningForm(request.POST, on=clock.today())
    if not form.is_valid():
        return _page(request, cohort, bound=form)
    try:
        evaluations.open_(
            actor=actor(request.person), cohort=cohort, at=clock.now(), **form.cleaned_data
        )
    except Refusal as no:
        return _page(request, cohort, no, form)
    messages.success(request, _("评教已开放，学员已收到通知。"))
    return redirect("courses:evaluation", public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@page_door(Role.TRAINEE)
def evaluate(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """One's own answer, once; after it, nothing of it is to be seen again."""
    at = clock.now()
    ticket = (
        Turnout.objects.filter(person=request.person, evaluation__public_id=public_id)
        .select_related("evaluation__cohort")
        .first()
    )
    if ticket is None:
        raise NotFound
    evaluation, refusal = ticket.evaluation, None
    form = answering.AnswerForm(evaluation, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            evaluations.answer(
                evaluation=evaluation, person=request.person, answer=form.answer(), at=at
            )
        except Refusal as no:
            refusal = no
        else:
            return redirect("courses:evaluate", public_id)
    today: date = clock.local_date(at)
    context = {
        "evaluation": evaluation,
        "answered": ticket.answered,
        "ahead": today < evaluation.opens_on,
        "over": today > evaluation.last_on,
        "groups": form.groups(mark_missing=refusal is not None),
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "courses/teaching/evaluate.html", context, status=status)
