"""Evaluations: a questionnaire is published, opened for a cohort, and answered without a name.

An answer is taken in one transaction that writes every count, every comment and every line of the
turnout of its evaluation anew, in random order. So nothing that is left in the tables tells which
of them came last, or together: see the ADR on anonymous evaluations, also for what it cannot hide.
For the same reason an answer leaves no entry in the audit log, and its API takes no
`Idempotency-Key`, under which a digest of the answer would be kept beside its sender.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse

from academy.audit.record import Actor, record
from academy.notices.operations import notices
from academy.people.models import Person
from academy.shared import clock
from academy.shared.errors import NotFound
from courses import topics
from courses.enums import FINISHED, CohortState, EnrolmentState, Verb
from courses.enums.evaluation import PromptAbout, PromptKind
from courses.errors.evaluation import (
    ANSWER_REFUSAL,
    AlreadyAnswered,
    EvaluationCohortNotRun,
    EvaluationDaysInvalid,
    EvaluationTaken,
    EvaluationTooEarly,
    EvaluationTooSmall,
    PromptChoicesInvalid,
    PromptTextRequired,
    QuestionnaireEmpty,
    QuestionnaireNameRequired,
)
from courses.models import (
    Cohort,
    Comment,
    Enrolment,
    Evaluation,
    EvaluationLine,
    Instructor,
    Prompt,
    Questionnaire,
    QuestionnaireEdition,
    Subject,
    Tally,
    Teaching,
    Turnout,
)
from courses.operations import locks
from courses.rules import evaluation as rules
from courses.rules.evaluation import Answer, Asked, PromptLine

_SHUFFLE = random.SystemRandom()


@transaction.atomic
def publish_questionnaire(
    *,
    actor: Actor,
    name: str,
    valid_from: date,
    prompts: Sequence[PromptLine],
    at: datetime,
) -> QuestionnaireEdition:
    """Publish the next edition of the questionnaire of that name; equal prompts are no edition."""
    name = name.strip()[:80]
    if not name:
        raise QuestionnaireNameRequired(field="name")
    _judge(prompts)
    row, _created = Questionnaire.objects.get_or_create(name=name)
    Questionnaire.objects.select_for_update(no_key=True).get(pk=row.pk)
    last = row.editions.order_by("-number").first()
    if last is not None and last.valid_from == valid_from and _lines_of(last) == list(prompts):
        return last
    made = QuestionnaireEdition.objects.create(
        questionnaire=row,
        number=last.number + 1 if last else 1,
        valid_from=valid_from,
        recorded_at=at,
    )
    Prompt.objects.bulk_create(
        Prompt(
            edition=made,
            sequence=sequence,
            kind=each.kind.value,
            about=each.about.value,
            text=each.text,
            choices=list(each.choices),
            required=each.required,
        )
        for sequence, each in enumerate(prompts, start=1)
    )
    facts = {"number": made.number, "valid_from": valid_from, "prompts": len(prompts)}
    record(actor, Verb.QUESTIONNAIRE_PUBLISHED, made, at=at, facts=facts)
    return made


def _judge(prompts: Sequence[PromptLine]) -> None:
    most = rules.MOST_PROMPTS
    if not 1 <= len(prompts) <= most or any(not each.text.strip() for each in prompts):
        raise QuestionnaireEmpty(field="prompts", most=most)
    for number, each in enumerate(prompts, start=1):
        if not each.choices_fit:
            facts = {"number": number, "most": rules.MOST_CHOICES}
            raise PromptChoicesInvalid(field="prompts", **facts)
        if each.kind is PromptKind.TEXT and each.required:
            raise PromptTextRequired(field="prompts", number=number)


def _lines_of(edition: QuestionnaireEdition) -> list[PromptLine]:
    return [
        PromptLine(
            PromptKind(row.kind), PromptAbout(row.about), row.text, tuple(row.choices), row.required
        )
        for row in edition.prompts.order_by("sequence")
    ]


@transaction.atomic
def open_(
    *,
    actor: Actor,
    cohort: Cohort,
    edition: QuestionnaireEdition,
    days: int | None = None,
    at: datetime,
) -> Evaluation:
    """Open a cohort's evaluation from today on, for some days, and tell its people.

    From the cohort's last day, or once it is closed out. Who checked in may answer.
    """
    row = locks.cohort_row(cohort.pk)
    today = clock.local_date(at)
    known = Evaluation.objects.filter(cohort=row).first()
    if known is not None:
        if known.edition_id == edition.pk:
            return known
        raise EvaluationTaken(opens_on=known.opens_on, last_on=known.last_on)
    length = settings.EVALUATION_DAYS if days is None else days
    if not 1 <= length <= rules.MOST_DAYS:
        raise EvaluationDaysInvalid(field="days", most=rules.MOST_DAYS)
    _refuse_too_early(row, today)
    people = [each.person_id for each in Enrolment.objects.filter(_present(), cohort=row)]
    minimum = max(2, settings.EVALUATION_MINIMUM)
    if len(people) < minimum:
        raise EvaluationTooSmall(people=len(people), minimum=minimum)
    made = Evaluation.objects.create(
        cohort=row,
        edition=edition,
        opens_on=today,
        last_on=today + timedelta(days=length - 1),
        minimum=minimum,
        opened_at=at,
    )
    _lay_out(made)
    _SHUFFLE.shuffle(people)
    Turnout.objects.bulk_create(Turnout(evaluation=made, person_id=each) for each in people)
    facts = {"edition": edition.public_id, "last_on": made.last_on, "people": len(people)}
    record(actor, Verb.EVALUATION_OPENED, made, at=at, facts=facts)
    notices.tell(
        topic=topics.EVALUATION_OPEN,
        persons=people,
        facts={"cohort": row.name, "last_on": made.last_on},
        path=reverse("courses:evaluate", args=[made.public_id]),
        key=f"evaluation:{made.public_id}",
        at=at,
    )
    return made


def _refuse_too_early(cohort: Cohort, today: date) -> None:
    if cohort.state not in (CohortState.RUNNING, CohortState.CLOSED):
        raise EvaluationCohortNotRun
    if cohort.state == CohortState.RUNNING and today < cohort.ends_on:
        raise EvaluationTooEarly(ends_on=cohort.ends_on)


def _present() -> Q:
    """Condition: was there, so has something to say."""
    states = [EnrolmentState.CHECKED_IN.value, *(each.value for each in FINISHED)]
    return Q(checked_in_at__isnull=False, state__in=sorted(states))


def _lay_out(evaluation: Evaluation) -> None:
    """Write the lines and all their counts, at nought."""
    subjects = list(
        Subject.objects.filter(syllabus=evaluation.cohort.syllabus_id).order_by("sequence")
    )
    taught = Teaching.objects.filter(cohort=evaluation.cohort_id, withdrawn_at__isnull=True)
    instructors = list(
        Instructor.objects.filter(pk__in=taught.values("instructor_id")).order_by(
            "pinyin_key", "pk"
        )
    )
    drafts: list[EvaluationLine] = []
    for prompt in evaluation.edition.prompts.order_by("sequence"):
        about = PromptAbout(prompt.about)
        targets: list[dict[str, object]] = [{}]
        if about is PromptAbout.SUBJECT:
            targets = [{"subject": each} for each in subjects]
        elif about is PromptAbout.INSTRUCTOR:
            targets = [{"instructor": each} for each in instructors]
        drafts += [
            EvaluationLine(evaluation=evaluation, sequence=0, prompt=prompt, **target)
            for target in targets
        ]
    for sequence, draft in enumerate(drafts, start=1):
        draft.sequence = sequence
    lines = EvaluationLine.objects.bulk_create(drafts)
    Tally.objects.bulk_create(
        Tally(line=line, value=value)
        for line in lines
        for value in rules.values_of(PromptKind(line.prompt.kind), line.prompt.choices)
    )


def asked_of(evaluation: Evaluation) -> dict[int, Asked]:
    """Return what an evaluation asks, by the line's number."""
    rows = evaluation.lines.select_related("prompt").order_by("sequence")
    return {
        row.sequence: Asked(
            row.sequence,
            rules.values_of(PromptKind(row.prompt.kind), row.prompt.choices),
            row.prompt.required,
        )
        for row in rows
    }


@transaction.atomic
def answer(*, evaluation: Evaluation, person: Person, answer: Answer, at: datetime) -> None:
    """Take one person's answer, once. Nothing is returned, for there is no row of it.

    Raises NotFound for who is not of the turnout.
    """
    row = Evaluation.objects.select_for_update(no_key=True).get(pk=evaluation.pk)
    mine = Turnout.objects.filter(evaluation=row, person=person).first()
    if mine is None:
        raise NotFound
    why = rules.window(row.opens_on, row.last_on, on=clock.local_date(at))
    if why is not None:
        raise ANSWER_REFUSAL[why](opens_on=row.opens_on, last_on=row.last_on)
    if mine.answered:
        raise AlreadyAnswered
    no = rules.refused(asked_of(row), answer)
    if no is not None:
        raise ANSWER_REFUSAL[no.why](number=no.number, count=no.count, most=rules.MOST_TEXT)
    _count(row, answer.values)
    _comment(row, answer.texts)
    _turn_out(row, mine)


def _count(evaluation: Evaluation, values: Mapping[int, int]) -> None:
    """Write every count anew, those that grow by one and those that do not."""
    tallies = list(Tally.objects.filter(line__evaluation=evaluation).select_related("line"))
    for each in tallies:
        each.count += values.get(each.line.sequence) == each.value
    _SHUFFLE.shuffle(tallies)
    Tally.objects.bulk_update(tallies, ["count"], batch_size=_together())


def _comment(evaluation: Evaluation, texts: Mapping[int, str]) -> None:
    """Write every comment anew, the new ones among them, under new keys."""
    lines = {row.sequence: row.pk for row in evaluation.lines.all()}
    numbers = Turnout.objects.filter(evaluation=evaluation).values_list(
        "person__staff_number", flat=True
    )
    staff_numbers = frozenset(numbers)
    kept = Comment.objects.filter(line__evaluation=evaluation)
    said = [(row.line_id, row.text) for row in kept]
    said += [
        (lines[number], rules.masked(text, staff_numbers)[: rules.MOST_TEXT])
        for number, text in texts.items()
    ]
    _SHUFFLE.shuffle(said)
    kept.delete()
    Comment.objects.bulk_create(Comment(line_id=line, text=text) for line, text in said)


def _turn_out(evaluation: Evaluation, mine: Turnout) -> None:
    """Write the whole turnout anew, with one more who has answered."""
    rows = [
        (row.person_id, row.answered or row.pk == mine.pk)
        for row in Turnout.objects.filter(evaluation=evaluation)
    ]
    _SHUFFLE.shuffle(rows)
    Turnout.objects.filter(evaluation=evaluation).delete()
    Turnout.objects.bulk_create(
        Turnout(evaluation=evaluation, person_id=person, answered=answered)
        for person, answered in rows
    )


def _together() -> int:
    """Rows of one UPDATE: SQLite allows fewer parameters."""
    return 200 if connection.vendor == "sqlite" else 2000
