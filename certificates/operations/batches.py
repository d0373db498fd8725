"""An issue run from proposal to issue, of a cohort or of one certificate that corrects another."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.jobs.queue import enqueue_many
from academy.shared import clock
from certificates.enums import (
    BatchState,
    BatchVerb,
    CertificateKind,
    CertificateState,
    CertificateVerb,
    Validity,
    Verb,
)
from certificates.errors import (
    BatchIssued,
    BatchNotApproved,
    BatchWithdrawn,
    CohortNotClosed,
    CorrectionNotCurrent,
    NobodyEligible,
    NothingToCorrect,
    SecondPersonRequired,
    TemplateMissing,
)
from certificates.models import Batch, BatchLine, Certificate, Template
from certificates.operations import serials, templates
from certificates.queries import awards, register, standing
from certificates.queries.standing import Seat
from certificates.rules import serial, transitions, validity
from courses.enums import CohortState
from courses.models import Cohort, Course

# Certificates rendered by one job: enough to spread what the batch has in common, few enough that
# a worker that dies repeats little.
CHUNK = 200


def propose(
    *,
    actor: Actor,
    cohort: Cohort,
    at: datetime,
    kind: CertificateKind = CertificateKind.QUALIFICATION,
) -> Batch:
    """Write a line for everybody of a closed cohort, due or refused with a reason.

    An open batch of the cohort and kind is returned as it is; so is the latest issued one if
    nobody has become due since. The certificates will look as the newest edition of the course's
    template does now.
    """
    template = template_for(cohort.syllabus.course, kind, actor=actor, at=at)
    with transaction.atomic():
        row = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
        if row.state != CohortState.CLOSED:
            raise CohortNotClosed
        own = Batch.objects.filter(cohort=row, kind=kind.value, corrects__isnull=True)
        waiting = own.open_().first()
        if waiting is not None:
            return waiting
        found = standing.seats(row, kind)
        due = sum(each.reason is None for each in found)
        issued = own.filter(state=BatchState.ISSUED).order_by("-pk").first() if not due else None
        if issued is not None:
            return issued
        batch = Batch.objects.create(
            cohort=row, kind=kind, template=template, proposed_at=at, proposed_by=actor.key
        )
        write_lines(batch, found)
        counts = {"due": due, "refused": len(found) - due}
        facts = {"cohort": row.public_id, "kind": kind.value, **counts}
        record(actor, Verb.BATCH_PROPOSED, batch, at=at, facts=facts)
        return batch


def template_for(course: Course, kind: CertificateKind, *, actor: Actor, at: datetime) -> Template:
    """Return the newest edition of what the course gives, that which comes with us included.

    Publishing tries a template out on samples, so this comes before anything is locked.
    """
    templates.publish_shipped(actor=actor, at=at)
    name = awards.award_for(course, kind).template_name
    found = Template.objects.filter(name=name, kind=kind.value).order_by("-edition").first()
    if found is None:
        raise TemplateMissing(name=name)
    return found


def write_lines(batch: Batch, seats: Sequence[Seat]) -> None:
    """Write a line for each seat, due or refused."""
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=batch,
            position=position,
            enrolment=each.enrolment,
            completion=each.completion,
            reason=each.reason or "",
            detail=each.detail[:80],
        )
        for position, each in enumerate(seats, start=1)
    )


@transaction.atomic
def approve(*, actor: Actor, batch: Batch, at: datetime) -> Batch:
    """Approve a proposed batch; who proposed it may not."""
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not _moves(row, BatchVerb.APPROVE):
        return row
    if actor.key == row.proposed_by:
        raise SecondPersonRequired
    due = row.lines.due().count()
    if not due:
        raise NobodyEligible
    row.state = BatchState.APPROVED
    row.approved_at, row.approved_by = at, actor.key
    row.save(update_fields=["state", "approved_at", "approved_by"])
    record(actor, Verb.BATCH_APPROVED, row, at=at, facts={"due": due})
    return row


@transaction.atomic
def withdraw(*, actor: Actor, batch: Batch, at: datetime) -> Batch:
    """Take back a batch that was not issued, so that it can be proposed anew."""
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not _moves(row, BatchVerb.WITHDRAW):
        return row
    row.state, row.withdrawn_at = BatchState.WITHDRAWN, at
    row.save(update_fields=["state", "withdrawn_at"])
    record(actor, Verb.BATCH_WITHDRAWN, row, at=at)
    return row


@transaction.atomic
def issue(*, actor: Actor, batch: Batch, at: datetime) -> Batch:
    """Number and freeze a certificate for every line that is due, and ask for the PDFs.

    Standing is judged once more on the day of issue: a line that is no longer due is refused
    with today's reason. What a correction replaces goes out of force in the same transaction. The
    statements needed do not depend on how many there are. The counter is locked last and the
    range taken at once, so a roll-back leaves no gap.
    """
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not _moves(row, BatchVerb.ISSUE):
        return row
    cohort = Cohort.objects.select_related("syllabus__course").get(pk=row.cohort_id)
    old = _to_replace(row, on=clock.local_date(at))
    due = _judge_again(row, cohort, old, on=clock.local_date(at))
    if not due:
        raise NobodyEligible
    if old is not None:
        old.state, old.superseded_at = CertificateState.SUPERSEDED, at
        old.save(update_fields=["state", "superseded_at"])
    drafts = _numbered(row, due, cohort.syllabus.course, old, at=at)
    certificates = Certificate.objects.bulk_create(drafts, batch_size=500)
    row.state, row.issued_at, row.series = BatchState.ISSUED, at, certificates[0].series
    row.first_serial, row.last_serial = certificates[0].serial, certificates[-1].serial
    row.save(update_fields=["state", "issued_at", "series", "first_serial", "last_serial"])
    _report_issue(actor, row, certificates, old, at=at)
    return row


def _to_replace(batch: Batch, *, on: date) -> Certificate | None:
    """Return, locked, what a correction replaces; a refusal if that is no longer valid."""
    if batch.corrects_id is None:
        return None
    old = Certificate.objects.select_for_update(no_key=True).get(pk=batch.corrects_id)
    state = CertificateState(old.state)
    target = transitions.certificate_after(state, CertificateVerb.SUPERSEDE)
    if target is None or register.validity_of(old, on=on) is not Validity.VALID:
        raise CorrectionNotCurrent(number=old.number)
    return old


def _judge_again(
    batch: Batch, cohort: Cohort, old: Certificate | None, *, on: date
) -> list[tuple[BatchLine, Seat]]:
    """Return the lines that are due today with their seats; refuse the others for good."""
    if old is None:
        seats = standing.seats(cohort, CertificateKind(batch.kind))
    else:
        seats = [standing.seat_of(old, on=on)]
        if not standing.differs(seats[0], old):
            raise NothingToCorrect(number=old.number)
    today = {each.enrolment.pk: each for each in seats}
    due, fallen = [], []
    for line in batch.lines.due():
        seat = today[line.enrolment_id]
        if seat.reason is None:
            due.append((line, seat))
        else:
            line.reason, line.detail = seat.reason, seat.detail[:80]
            fallen.append(line)
    if fallen:
        BatchLine.objects.bulk_update(fallen, ["reason", "detail"])
    return due


def _numbered(
    batch: Batch,
    due: Sequence[tuple[BatchLine, Seat]],
    course: Course,
    old: Certificate | None,
    *,
    at: datetime,
) -> list[Certificate]:
    """Take numbers and places for the lines, and return what is to be written.

    A correction is good for as long as what it replaces.
    """
    terms = awards.award_for(course, CertificateKind(batch.kind))
    issued_on = clock.local_date(at)
    expires_on = old.expires_on if old else validity.expires_on(issued_on, terms.months)
    series, first = serials.take(
        prefix=terms.prefix or settings.ACADEMY_CERTIFICATE_PREFIX,
        year=issued_on.year,
        count=len(due),
    )
    places = serials.take_places(count=len(due))
    drafts = []
    for number, ((line, seat), place) in enumerate(zip(due, places, strict=True), start=first):
        text = serial.number_text(series.prefix, series.year, number)
        token = serial.token_of(secrets.token_bytes(serial.TOKEN_BYTES))
        facts = standing.printed(
            seat, number=text, issued_on=issued_on, expires_on=expires_on, token=token
        )
        drafts.append(
            Certificate(
                token=token,
                series=series,
                serial=number,
                number=text,
                batch=batch,
                line=line,
                kind=batch.kind,
                completion=seat.completion,
                person=seat.enrolment.person,
                unit_id=seat.enrolment.unit_id,
                template_id=batch.template_id,
                name=seat.enrolment.person.name,
                pinyin_key=seat.enrolment.person.pinyin_key,
                facts=facts,
                portrait_id=seat.portrait_id,
                status_list=place[0],
                status_index=place[1],
                supersedes=old,
                issued_on=issued_on,
                expires_on=expires_on,
                issued_at=at,
            )
        )
    return drafts


def _report_issue(
    actor: Actor,
    batch: Batch,
    certificates: Sequence[Certificate],
    old: Certificate | None,
    *,
    at: datetime,
) -> None:
    first, last = certificates[0], certificates[-1]
    if old is not None:
        replaced = {"number": old.number, "successor": first.number}
        record(actor, Verb.CERTIFICATE_SUPERSEDED, old, at=at, facts=replaced)
    facts = {"count": len(certificates), "first": first.number, "last": last.number}
    record(actor, Verb.BATCH_ISSUED, batch, at=at, facts=facts)
    numbers = [(each, {"number": each.number}) for each in certificates]
    record_many(actor, Verb.CERTIFICATE_ISSUED, numbers, at=at)
    chunks = [
        (f"certificates.render:{batch.pk}:{start}", {"batch_id": batch.pk, "first_serial": start})
        for start in range(first.serial, last.serial + 1, CHUNK)
    ]
    enqueue_many("certificates.render", chunks, actor=actor, at=at, priority=7)


def _moves(batch: Batch, verb: BatchVerb) -> bool:
    """Whether `verb` changes the locked batch; False if already reached; a refusal if not open."""
    state = BatchState(batch.state)
    target = transitions.batch_after(state, verb)
    if target is None:
        if state is BatchState.WITHDRAWN:
            raise BatchWithdrawn
        raise BatchIssued if state is BatchState.ISSUED else BatchNotApproved
    return target is not state
