"""An issue run from proposal to issue."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from academy.audit.record import Actor, record, record_many
from academy.jobs.queue import enqueue_many
from academy.shared import clock
from certificates.enums import BatchState, BatchVerb, CertificateKind, Verb
from certificates.errors import (
    BatchIssued,
    BatchNotApproved,
    BatchWithdrawn,
    CohortNotClosed,
    NobodyEligible,
    SecondPersonRequired,
)
from certificates.models import Batch, BatchLine, Certificate
from certificates.operations import serials, templates
from certificates.queries import standing
from certificates.queries.standing import Seat
from certificates.rules import serial, transitions
from courses.enums import CohortState
from courses.models import Cohort

# Certificates rendered by one job: enough to spread the cost of a job, few enough that a worker
# that dies repeats little.
CHUNK = 20


@transaction.atomic
def propose(*, actor: Actor, cohort: Cohort, at: datetime) -> Batch:
    """Write a line for everybody of a closed cohort, due or refused with a reason.

    An open batch of the cohort is returned as it is; so is the latest issued one if nobody has
    become due since.
    """
    row = Cohort.objects.select_for_update(no_key=True).get(pk=cohort.pk)
    if row.state != CohortState.CLOSED:
        raise CohortNotClosed
    waiting = Batch.objects.open_().filter(cohort=row).first()
    if waiting is not None:
        return waiting
    found = standing.seats(row)
    due = sum(each.reason is None for each in found)
    if not due:
        issued = Batch.objects.filter(cohort=row, state=BatchState.ISSUED).order_by("-pk").first()
        if issued is not None:
            return issued
    template = templates.publish_shipped(actor=actor, at=at)
    batch = Batch.objects.create(
        cohort=row,
        kind=CertificateKind.QUALIFICATION,
        template=template,
        proposed_at=at,
        proposed_by=actor.key,
    )
    BatchLine.objects.bulk_create(
        BatchLine(
            batch=batch,
            position=position,
            enrolment=each.enrolment,
            completion=each.completion,
            reason=each.reason or "",
            detail=each.detail[:80],
        )
        for position, each in enumerate(found, start=1)
    )
    facts = {"cohort": row.public_id, "due": due, "refused": len(found) - due}
    record(actor, Verb.BATCH_PROPOSED, batch, at=at, facts=facts)
    return batch


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
    """Take back a batch that was not issued, so that the cohort can be proposed anew."""
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
    with today's reason. The statements needed do not depend on how many there are. The counter
    is locked last and the range taken at once, so a roll-back leaves no gap.
    """
    row = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if not _moves(row, BatchVerb.ISSUE):
        return row
    due = _judge_again(row)
    if not due:
        raise NobodyEligible
    issued_on = clock.local_date(at)
    series, first = serials.take(
        prefix=settings.ACADEMY_CERTIFICATE_PREFIX, year=issued_on.year, count=len(due)
    )
    statuses = serials.take_places(count=len(due))
    drafts = []
    for number, (line, seat) in enumerate(due, start=first):
        status_list, status_index = statuses[number - first]
        text = serial.number_text(series.prefix, series.year, number)
        token = serial.token_of(secrets.token_bytes(serial.TOKEN_BYTES))
        drafts.append(
            Certificate(
                token=token,
                series=series,
                serial=number,
                number=text,
                batch=row,
                line=line,
                kind=row.kind,
                status_list=status_list,
                status_index=status_index,
                completion=seat.completion,
                person=seat.enrolment.person,
                unit_id=seat.enrolment.unit_id,
                template_id=row.template_id,
                name=seat.enrolment.person.name,
                pinyin_key=seat.enrolment.person.pinyin_key,
                facts=standing.printed(seat, number=text, issued_on=issued_on, token=token),
                issued_on=issued_on,
                issued_at=at,
            )
        )
    certificates = Certificate.objects.bulk_create(drafts, batch_size=500)
    row.state, row.issued_at, row.series = BatchState.ISSUED, at, series
    row.first_serial, row.last_serial = first, first + len(due) - 1
    row.save(update_fields=["state", "issued_at", "series", "first_serial", "last_serial"])
    _report_issue(actor, row, certificates, at=at)
    return row


def _judge_again(batch: Batch) -> list[tuple[BatchLine, Seat]]:
    """Return the lines that are due today with their seats; refuse the others for good."""
    cohort = Cohort.objects.select_related("syllabus__course").get(pk=batch.cohort_id)
    today = {each.enrolment.pk: each for each in standing.seats(cohort)}
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


def _report_issue(
    actor: Actor, batch: Batch, certificates: list[Certificate], *, at: datetime
) -> None:
    facts = {"first": certificates[0].number, "last": certificates[-1].number}
    record(actor, Verb.BATCH_ISSUED, batch, at=at, facts={"count": len(certificates), **facts})
    record_many(
        actor,
        Verb.CERTIFICATE_ISSUED,
        [(each, {"number": each.number}) for each in certificates],
        at=at,
    )
    enqueue_many(
        "certificates.render",
        [
            (
                f"certificates.render:{batch.pk}:{start}",
                {"batch_id": batch.pk, "first_serial": start},
            )
            for start in range(certificates[0].serial, certificates[-1].serial + 1, CHUNK)
        ],
        actor=actor,
        at=at,
        priority=7,
    )


def _moves(batch: Batch, verb: BatchVerb) -> bool:
    """Whether `verb` changes the locked batch; False if already reached; a refusal if not open."""
    state = BatchState(batch.state)
    target = transitions.batch_after(state, verb)
    if target is None:
        if state is BatchState.WITHDRAWN:
            raise BatchWithdrawn
        raise BatchIssued if state is BatchState.ISSUED else BatchNotApproved
    return target is not state
