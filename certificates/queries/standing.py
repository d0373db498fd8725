"""Everybody of a cohort as the batch sees them, and what would be printed for each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.db.models import Max

from academy.people.enums import UnitKind
from academy.people.queries import units
from academy.shared import glyphs
from academy.shared.text import mask_id_number
from certificates.enums import CertificateKind, LineReason
from certificates.models import Certificate, Portrait
from certificates.rules import eligibility, validity, wording
from certificates.rules.eligibility import Standing
from certificates.rules.fields import FACTS
from courses.models import Cohort, Completion, Enrolment


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the cohort: the rows, the verdict, and the printed words they stand for.

    `words` lacks what only issue knows: number, dates, address of verification. `portrait_id` is
    the key of the newest photo, None where there is none.
    """

    kind: CertificateKind
    enrolment: Enrolment
    completion: Completion | None
    standing: Standing
    words: Mapping[str, str]
    portrait_id: int | None = None

    @property
    def reason(self) -> LineReason | None:
        """Why there is no certificate, None if one is due."""
        return eligibility.refusal(self.standing, self.kind)

    @property
    def detail(self) -> str:
        """What fills the reason in."""
        return self.standing.missing if self.reason is LineReason.GLYPH_MISSING else ""


def seats(cohort: Cohort, kind: CertificateKind) -> list[Seat]:
    """Return everybody who ever had a seat, units in official order, people by pinyin.

    The number of queries does not depend on how many there are.
    """
    return _seats(cohort, kind)


def seat_of(certificate: Certificate, *, on: date) -> Seat:
    """Return the seat of a certificate's holder as a correction of that day would print it.

    The certificate itself does not stand in its own way; that it is no longer valid does.
    """
    cohort = Cohort.objects.select_related("syllabus__course").get(pk=certificate.batch.cohort_id)
    enrolment_id = certificate.completion.enrolment_id
    (seat,) = _seats(cohort, CertificateKind(certificate.kind), enrolment_id=enrolment_id)
    current = Certificate.objects.valid_on(on).filter(pk=certificate.pk).exists()
    return replace(seat, standing=replace(seat.standing, certified=False, current=current))


def differs(seat: Seat, certificate: Certificate) -> bool:
    """Whether a certificate made today would say or show something else than this one does."""
    if seat.portrait_id != certificate.portrait_id:
        return True
    return any(certificate.facts.get(field, "") != text for field, text in seat.words.items())


def _seats(cohort: Cohort, kind: CertificateKind, *, enrolment_id: int | None = None) -> list[Seat]:
    nodes = units.tree(cohort.starts_on)
    place = {node.id: position for position, node in enumerate(nodes)}
    names = _unit_names(nodes)
    wanted = Enrolment.objects.filter(cohort=cohort, enrolled_at__isnull=False)
    if enrolment_id is not None:
        wanted = wanted.filter(pk=enrolment_id)
    enrolments = list(wanted.select_related("person", "unit"))
    completions = {row.enrolment_id: row for row in Completion.objects.filter(enrolment__in=wanted)}
    certified = set(
        Certificate.objects.live()
        .filter(kind=kind.value, completion__enrolment__in=wanted)
        .values_list("completion_id", flat=True)
    )
    portraits = dict(
        Portrait.objects.filter(person__enrolments__in=wanted)
        .values("person_id")
        .annotate(newest=Max("pk"))
        .values_list("person_id", "newest")
    )
    enrolments.sort(
        key=lambda row: (place.get(row.unit_id, len(place)), row.person.pinyin_key, row.pk)
    )
    found = []
    for enrolment in enrolments:
        completion = completions.get(enrolment.pk)
        words = _words(cohort, kind, enrolment, completion, names) if completion else {}
        standing = Standing(
            verdict=completion.verdict if completion else "",
            certified=completion is not None and completion.pk in certified,
            missing=glyphs.missing("".join(words.values())),
        )
        portrait_id = portraits.get(enrolment.person_id)
        found.append(Seat(kind, enrolment, completion, standing, words, portrait_id))
    return found


def _unit_names(nodes: list[units.UnitNode]) -> dict[int, str]:
    """Return the printed name of each unit: a squad's says whose it is."""
    names: dict[int, str] = {}
    for node in nodes:
        parent = names.get(node.parent_id or 0, "")
        nested = node.kind is UnitKind.SQUAD and not node.name.startswith(parent)
        names[node.id] = f"{parent}{node.name}" if nested else node.name
    return names


def _words(
    cohort: Cohort,
    kind: CertificateKind,
    enrolment: Enrolment,
    completion: Completion,
    names: Mapping[int, str],
) -> dict[str, str]:
    person = enrolment.person
    masked = mask_id_number(person.id_number)
    words = {
        "name": person.name,
        "sex": wording.sex(person.sex),
        "id_label": wording.ID_NUMBER if masked else wording.STAFF_NUMBER,
        "id_number": masked or person.staff_number,
        "unit": names.get(enrolment.unit_id) or enrolment.unit.code,
        "course": cohort.syllabus.course.name,
        "cohort": wording.cohort(cohort.number),
        "period": wording.period(cohort.starts_on, cohort.ends_on),
    }
    if kind is CertificateKind.COMPLETION:
        # Who failed earned no hours, and yet sat through all that the course has.
        return {**words, "hours": wording.hours(cohort.syllabus.hours), "result": ""}
    result = wording.result(
        completion.final_score,
        excellent=completion.excellent,
        made_up=completion.first_score != completion.final_score,
    )
    return {**words, "hours": wording.hours(completion.hours), "result": result}


def printed(
    seat: Seat, *, number: str, issued_on: date, expires_on: date | None, token: str
) -> dict[str, str]:
    """Return every printed word of one certificate by field: what issue freezes."""
    site = f"{settings.ACADEMY_BASE_URL}/verify/"
    words = {
        **seat.words,
        "document_title": f"{wording.TITLES[seat.kind]} {number} {seat.words['name']}",
        "number": number,
        "issuer": settings.ACADEMY_ISSUER,
        "issuer_en": settings.ACADEMY_ISSUER_EN,
        "issued_on": wording.chinese_date(issued_on),
        "expires": wording.expires(validity.last_day(expires_on)) if expires_on else "",
        "seal_text": settings.ACADEMY_SEAL_TEXT,
        "notice": wording.notice(settings.ACADEMY_SEAL_TEXT),
        "verify_site": site,
        "verify_url": f"{site}{token}/",
    }
    return {field: words[field] for field in FACTS}
