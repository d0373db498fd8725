"""Which certificate a course gives: its own award, or the defaults that come with the program."""

from dataclasses import dataclass

from django.conf import settings

from certificates.enums import CertificateKind
from certificates.models import Award
from courses.models import Course


@dataclass(frozen=True, slots=True)
class AwardTerms:
    """Series of template editions, how many months it is good for (None: for ever), prefix."""

    template_name: str
    months: int | None
    prefix: str


def award_for(course: Course, kind: CertificateKind) -> AwardTerms:
    """Return the terms under which a course gives certificates of that kind."""
    row = Award.objects.filter(course=course, kind=kind.value).first()
    default = default_terms(kind)
    if row is None:
        return default
    return AwardTerms(row.template_name, row.months, row.prefix or default.prefix)


def default_terms(kind: CertificateKind) -> AwardTerms:
    """Return the terms where nobody has set any: in kai, for ever, under the academy's prefix."""
    return AwardTerms(f"{kind.value}-kai", None, settings.ACADEMY_CERTIFICATE_PREFIX)
