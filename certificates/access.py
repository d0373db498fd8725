"""The only doors by which a request reaches a row; stranger and absent look alike."""

import hashlib
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.http import HttpRequest

from academy.jobs.models import Job
from academy.people.access import visible_units
from academy.people.enums import Role
from academy.people.models import Person
from academy.people.queries.persons import PersonFilter, persons
from academy.shared import clock
from academy.shared.errors import NotFound
from certificates import checking, signing
from certificates.errors import TooManyMisses
from certificates.models import Batch, Bundle, Certificate, Draft, Share, Template
from certificates.queries import verification
from certificates.queries.verification import Judgement
from certificates.rules.verdicts import UNWORTHY
from courses.models import Cohort, Course, Enrolment

REGISTER = (Role.ACADEMY_ADMIN, Role.HR, Role.UNIT_TRAINING_OFFICER, Role.AUDITOR)
BATCHES = (Role.ACADEMY_ADMIN, Role.AUDITOR)
PORTRAITS = (Role.ACADEMY_ADMIN, Role.HR)
TEMPLATES = (Role.ACADEMY_ADMIN, Role.AUDITOR)

# Look-ups that found nothing, in ten minutes: of one client, and for one number by anybody.
CLIENT_MISSES = 30
NUMBER_MISSES = 10
WINDOW_SECONDS = 600

M = TypeVar("M", bound=Model)


def own(person: Person) -> QuerySet[Certificate]:
    """Return the person's own certificates."""
    return Certificate.objects.of(person)


def own_shares(person: Person) -> QuerySet[Share]:
    """Return the links to the person's own certificates."""
    return Share.objects.filter(certificate__person=person)


def register(person: Person, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates of the units that the person's offices reach."""
    return Certificate.objects.in_units(visible_units(person, *REGISTER, on=on))


def readable(person: Person, *, on: date) -> QuerySet[Certificate]:
    """Return the person's own certificates and those of the units they may see."""
    units = visible_units(person, *REGISTER, on=on)
    return Certificate.objects.filter(Q(person=person) | Q(unit_id__in=units))


def revocable(person: Person, *, on: date) -> QuerySet[Certificate]:
    """Return the certificates that the person may revoke, as academy admin of their units."""
    return Certificate.objects.in_units(visible_units(person, Role.ACADEMY_ADMIN, on=on))


def batches(person: Person, *roles: Role, on: date) -> QuerySet[Batch]:
    """Return the batches with nobody outside the units that these offices reach."""
    return Batch.objects.within_units(visible_units(person, *(roles or BATCHES), on=on))


def bundles(person: Person, *, on: date) -> QuerySet[Bundle]:
    """Return the bundles of the batches one may see."""
    return Bundle.objects.filter(batch__in=batches(person, on=on)).select_related(
        "batch__cohort__syllabus__course"
    )


def portrait_subjects(person: Person, *, on: date) -> QuerySet[Person]:
    """Return the people on the staff whose photo the person may store."""
    units = visible_units(person, *PORTRAITS, on=on)
    return persons(units, PersonFilter(), on=on)


def cohorts(person: Person, *, on: date) -> QuerySet[Cohort]:
    """Return the cohorts for which an academy admin may propose certificates."""
    units = visible_units(person, Role.ACADEMY_ADMIN, on=on)
    outside = Enrolment.objects.filter(cohort=OuterRef("pk")).exclude(unit_id__in=units)
    return Cohort.objects.filter(~Exists(outside)) if units else Cohort.objects.none()


def templates() -> QuerySet[Template]:
    """Return every edition: they are the academy's, and whoever passed the door sees them all."""
    return Template.objects.all()


def drafts() -> QuerySet[Draft]:
    """Return every draft: academy admins go on with each other's."""
    return Draft.objects.all()


def publications() -> QuerySet[Job]:
    """Return every request to publish a template: they are the academy's, as drafts are."""
    return Job.objects.filter(kind="certificates.publish")


def courses() -> QuerySet[Course]:
    """Return every course of the catalogue."""
    return Course.objects.all()


def one(rows: QuerySet[M], public_id: UUID) -> M:
    """Return the row of that id among those one may see; else as if it did not exist (404)."""
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


class Misses:
    """Counts what a stranger asks for in vain, so that nobody can try numbers or names out.

    A client is more than its address, behind which a whole office may sit; and because a client
    can change its looks, misses are also counted for each number asked for.
    """

    def __init__(self, request: HttpRequest, number: str = "") -> None:
        traits = (
            request.META.get("REMOTE_ADDR", ""),
            request.headers.get("User-Agent", ""),
            request.headers.get("Accept-Language", ""),
        )
        self._keys = [(_key("client", *traits), CLIENT_MISSES)]
        if number:
            self._keys.append((_key("number", number), NUMBER_MISSES))

    def refuse_if_many(self) -> None:
        """Raise `TooManyMisses` if a limit is reached."""
        if any(cache.get(key, 0) >= limit for key, limit in self._keys):
            raise TooManyMisses

    def add(self) -> None:
        """Count one more look-up in vain."""
        for key, _limit in self._keys:
            cache.add(key, 0, WINDOW_SECONDS)
            try:
                cache.incr(key)
            except ValueError:  # it ran out between the two calls
                cache.set(key, 1, WINDOW_SECONDS)


def judged(request: HttpRequest, upload: "UploadedFile[Any] | None") -> Judgement:
    """Return the verdict on a file that a stranger sent; what is none of ours counts as a miss.

    Raises:
        TooManyMisses, or a refusal of `checking`: the file cannot be checked.
    """
    misses = Misses(request)
    misses.refuse_if_many()
    judgement = None
    try:
        # One byte more than allowed tells that there are too many, however many there are.
        content = upload.read(checking.MAX_BYTES + 1) if upload is not None else b""
        judgement = verification.by_file(content, signing.ring(), on=clock.today())
    finally:
        if judgement is None or judgement.verdict in UNWORTHY:
            misses.add()
    return judgement


def _key(kind: str, *parts: str) -> str:
    fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"certificates:misses:{kind}:{fingerprint[:40]}"
