"""Editions and drafts as they are shown: how often used, what was changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, QuerySet

from academy.audit.models import Entry
from certificates.enums import CertificateKind, Verb
from certificates.models import Award, Certificate, Draft, Template
from courses.models import Course


@dataclass(frozen=True, slots=True)
class Series:
    """The newest edition of a series, how many certificates its editions made, its draft."""

    newest: Template
    used: int
    draft: Draft | None


def series(rows: QuerySet[Template]) -> list[Series]:
    """Return each series by its newest edition: three queries whatever their number."""
    every = list(rows.defer("html", "css").order_by("kind", "name", "-edition"))
    used = counts(each.pk for each in every)
    drafts = {each.name: each for each in Draft.objects.defer("html", "css")}
    found: dict[str, list[Template]] = {}
    for each in every:
        found.setdefault(each.name, []).append(each)
    return [
        Series(editions[0], sum(used.get(each.pk, 0) for each in editions), drafts.get(name))
        for name, editions in found.items()
    ]


def counts(template_ids: Iterable[int]) -> dict[int, int]:
    """Return how many certificates were issued by each of these editions."""
    rows = Certificate.objects.filter(template_id__in=list(template_ids))
    return dict(rows.values_list("template_id").annotate(Count("pk")).order_by())


def editions(rows: QuerySet[Template], name: str) -> list[tuple[Template, int]]:
    """Return the editions of a series, newest first, each with how many certificates it made."""
    found = list(rows.filter(name=name).defer("html", "css").order_by("-edition"))
    used = counts(each.pk for each in found)
    return [(each, used.get(each.pk, 0)) for each in found]


@dataclass(frozen=True, slots=True)
class CourseAwards:
    """A course and what it gives of each kind; None: nobody has said, the defaults hold."""

    course: Course
    awards: dict[CertificateKind, Award | None]


def awards(courses: QuerySet[Course]) -> list[CourseAwards]:
    """Return every course with its awards: two queries."""
    rows = list(courses.select_related("track").order_by("track__code", "code"))
    known = {
        (each.course_id, each.kind): each
        for each in Award.objects.filter(course__in=[row.pk for row in rows])
    }
    return [
        CourseAwards(row, {kind: known.get((row.pk, kind.value)) for kind in CertificateKind})
        for row in rows
    ]


def choices(rows: QuerySet[Template], kind: CertificateKind) -> dict[str, str]:
    """Return the published series of a kind: name to title of the newest edition."""
    newest = rows.filter(kind=kind.value).order_by("name", "edition")
    return dict(newest.values_list("name", "title"))


def history(course: Course) -> list[Entry]:
    """Return what the audit log says of a course's awards, newest first, fifty at most."""
    keys = [str(each.public_id) for each in Award.objects.filter(course=course)]
    found = Entry.objects.filter(
        subject_type=Award._meta.label_lower, subject_key__in=keys, verb=Verb.AWARD_SET.value
    )
    return list(found.order_by("-sequence")[:50])


def newest_edition(name: str) -> int:
    """Return the number of the newest edition of a series, 0 if there is none."""
    return Template.objects.filter(name=name).aggregate(n=Max("edition"))["n"] or 0
