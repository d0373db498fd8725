"""Questionnaires and evaluations: answered by oneself, shown above the minimum."""

from uuid import UUID

from django.http import HttpResponse
from ninja import Router

from academy.jobs.idempotency import idempotent
from academy.people.access import ApiDoor, PersonRequest, actor
from academy.people.enums import Role
from academy.shared import clock
from academy.shared.errors import NotFound
from academy.shared.problems import read_reply
from courses import access
from courses.api.evaluation_schemas import (
    AnswerIn,
    ArrangementIn,
    ArrangementOut,
    AskedOut,
    EvaluationLineOut,
    LineResultOut,
    MyEvaluationOut,
    MyEvaluationsOut,
    OpeningIn,
    QuestionnaireIn,
    QuestionnaireOut,
    QuestionnairesOut,
    ResultsOut,
)
from courses.enums.evaluation import PromptKind
from courses.models import Cohort, Evaluation, EvaluationLine, QuestionnaireEdition, Turnout
from courses.operations import evaluation_rounds, evaluations
from courses.queries import evaluation_rounds as rounds
from courses.queries import evaluations as queries
from courses.queries.evaluations import LineResult
from courses.rules.evaluation import Answer, PromptLine

router = Router(tags=["courses"])
ADMIN = ApiDoor(Role.ACADEMY_ADMIN)
ANYBODY = ApiDoor(Role.TRAINEE)
TEACHING = ApiDoor(*access.TEACHING)


@router.get(
    "/questionnaires", response=QuestionnairesOut, auth=ADMIN, url_name="list_questionnaires"
)
def list_questionnaires(request: PersonRequest) -> HttpResponse:
    """Every edition of every questionnaire, by name, the newest first."""
    rows = (
        QuestionnaireEdition.objects.select_related("questionnaire")
        .prefetch_related("prompts")
        .order_by("questionnaire__name", "-number")
    )
    return read_reply(request, QuestionnairesOut(items=[_edition(row) for row in rows]))


def _edition(row: QuestionnaireEdition) -> QuestionnaireOut:
    return QuestionnaireOut(
        id=row.public_id,
        name=row.questionnaire.name,
        number=row.number,
        valid_from=row.valid_from,
        prompts=len(row.prompts.all()),
        usual=row.questionnaire.usual,
    )


@router.post(
    "/questionnaires",
    response={201: QuestionnaireOut},
    auth=ADMIN,
    url_name="publish_questionnaire",
)
@idempotent
def publish_questionnaire(
    request: PersonRequest, body: QuestionnaireIn
) -> tuple[int, QuestionnaireOut]:
    """Publish the next edition of a questionnaire."""
    prompts = [
        PromptLine(each.kind, each.about, each.text, tuple(each.choices), each.required)
        for each in body.prompts
    ]
    made = evaluations.publish_questionnaire(
        actor=actor(request.person),
        name=body.name,
        valid_from=body.valid_from,
        prompts=prompts,
        at=clock.now(),
    )
    return 201, _edition(made)


def _cohort(request: PersonRequest, public_id: UUID) -> Cohort:
    return access.taught_cohort_for(request.person, public_id, on=clock.today())


@router.post(
    "/cohorts/{uuid:cohort_id}/evaluation",
    response={201: ResultsOut},
    auth=ADMIN,
    url_name="open_cohort_evaluation",
)
@idempotent
def open_cohort_evaluation(
    request: PersonRequest, cohort_id: UUID, body: OpeningIn
) -> tuple[int, ResultsOut]:
    """Open a cohort's evaluation from today on."""
    edition = QuestionnaireEdition.objects.filter(public_id=body.edition).first()
    if edition is None:
        raise NotFound(field="edition")
    made = evaluations.open_(
        actor=actor(request.person),
        cohort=_cohort(request, cohort_id),
        edition=edition,
        days=body.days,
        at=clock.now(),
    )
    return 201, _results(queries.results_of(made, on=clock.today()))


@router.get(
    "/cohorts/{uuid:cohort_id}/evaluation",
    response=ResultsOut,
    auth=TEACHING,
    url_name="get_evaluation",
)
def get_evaluation(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """A cohort's results once no more answers come: all to admins, their own to instructors."""
    results = access.results_for(request.person, _cohort(request, cohort_id), on=clock.today())
    return read_reply(request, _results(results))


def _results(results: queries.Results) -> ResultsOut:
    row = results.evaluation
    return ResultsOut(
        id=row.public_id,
        opens_on=row.opens_on,
        last_on=row.last_on,
        minimum=row.minimum,
        invited=results.invited,
        answers=results.answers,
        shown=results.shown,
        lines=[_result(each) for each in results.lines],
    )


def _result(each: LineResult) -> LineResultOut:
    return LineResultOut(
        number=each.line.sequence,
        text=each.line.prompt.text,
        about=_about(each.line),
        answers=each.answers,
        average=each.average,
        counts=each.counts,
        texts=each.texts,
    )


def _about(row: EvaluationLine) -> str:
    if row.subject is not None:
        return row.subject.name
    return row.instructor.name if row.instructor is not None else ""


@router.get(
    "/cohorts/{uuid:cohort_id}/evaluation-settings",
    response=ArrangementOut,
    auth=ADMIN,
    url_name="get_evaluation_settings",
)
def get_evaluation_settings(request: PersonRequest, cohort_id: UUID) -> HttpResponse:
    """How a cohort's evaluation opens: its own settings over the academy's."""
    return read_reply(request, _arranged(_cohort(request, cohort_id)))


def _arranged(cohort: Cohort) -> ArrangementOut:
    arranged = rounds.arrangement_of(cohort, on=clock.today())
    return ArrangementOut(
        automatic=arranged.automatic,
        edition=arranged.edition.public_id if arranged.edition is not None else None,
        days=arranged.days,
        reminders=arranged.reminders,
        own=arranged.own is not None,
    )


@router.put(
    "/cohorts/{uuid:cohort_id}/evaluation-settings",
    response=ArrangementOut,
    auth=ADMIN,
    url_name="set_evaluation_settings",
)
def set_evaluation_settings(
    request: PersonRequest, cohort_id: UUID, body: ArrangementIn
) -> ArrangementOut:
    """Decide how a cohort's evaluation opens, and whether it reminds."""
    edition = None
    if body.edition is not None:
        edition = QuestionnaireEdition.objects.filter(public_id=body.edition).first()
        if edition is None:
            raise NotFound(field="edition")
    cohort = _cohort(request, cohort_id)
    evaluation_rounds.arrange(
        actor=actor(request.person),
        cohort=cohort,
        automatic=body.automatic,
        edition=edition,
        days=body.days,
        reminders=body.reminders,
        at=clock.now(),
    )
    return _arranged(cohort)


@router.put(
    "/questionnaires/{uuid:edition_id}/usual",
    response=QuestionnaireOut,
    auth=ADMIN,
    url_name="set_usual_questionnaire",
)
def set_usual_questionnaire(request: PersonRequest, edition_id: UUID) -> QuestionnaireOut:
    """Take the questionnaire of this edition where nobody chose another."""
    rows = QuestionnaireEdition.objects.select_related("questionnaire")
    row = rows.filter(public_id=edition_id).first()
    if row is None:
        raise NotFound
    row.questionnaire = evaluation_rounds.make_usual(
        actor=actor(request.person), questionnaire=row.questionnaire, at=clock.now()
    )
    return _edition(row)


@router.get(
    "/me/evaluations", response=MyEvaluationsOut, auth=ANYBODY, url_name="list_my_evaluations"
)
def list_my_evaluations(request: PersonRequest) -> HttpResponse:
    """The evaluations one may answer, or has, the newest first."""
    rows = queries.invitations_of(request.person)
    items = [_mine(each.evaluation, each.answered) for each in rows]
    return read_reply(request, MyEvaluationsOut(items=items))


def _mine(row: Evaluation, answered: bool) -> MyEvaluationOut:
    return MyEvaluationOut(
        id=row.public_id,
        cohort=row.cohort.name,
        opens_on=row.opens_on,
        last_on=row.last_on,
        answered=answered,
    )


@router.get(
    "/me/evaluations/{uuid:evaluation_id}",
    response=AskedOut,
    auth=ANYBODY,
    url_name="get_my_evaluation",
)
def get_my_evaluation(request: PersonRequest, evaluation_id: UUID) -> HttpResponse:
    """What an evaluation asks."""
    ticket = (
        Turnout.objects.filter(person=request.person, evaluation__public_id=evaluation_id)
        .select_related("evaluation__cohort")
        .first()
    )
    if ticket is None:
        raise NotFound
    rows = ticket.evaluation.lines.select_related("prompt", "subject", "instructor")
    lines = [
        EvaluationLineOut(
            number=row.sequence,
            kind=PromptKind(row.prompt.kind),
            text=row.prompt.text,
            about=_about(row),
            choices=row.prompt.choices,
            required=row.prompt.required,
        )
        for row in rows.order_by("sequence")
    ]
    known = _mine(ticket.evaluation, ticket.answered)
    return read_reply(request, AskedOut(**known.model_dump(), lines=lines))


# No Idempotency-Key here: it would keep a digest of the answer beside its sender. The turnout
# itself takes one answer from each.
@router.post(
    "/me/evaluations/{uuid:evaluation_id}/answer",
    response={204: None},
    auth=ANYBODY,
    url_name="answer_evaluation",
)
def answer_evaluation(request: PersonRequest, evaluation_id: UUID, body: AnswerIn) -> None:
    """Answer, once and without a name; nothing of the answer is ever given back."""
    row = Evaluation.objects.filter(public_id=evaluation_id).first()
    if row is None:
        raise NotFound
    texts = {number: text.strip() for number, text in body.texts.items() if text.strip()}
    evaluations.answer(
        evaluation=row, person=request.person, answer=Answer(body.values, texts), at=clock.now()
    )
