"""Everybody of a cohort as the batch sees them, and what would be printed for each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from academy.people.enums import UnitKind
from academy.people.queries import units
from academy.shared import glyphs
from academy.shared.text import mask_id_number
from certificates.enums import LineReason
from certificates.models import Certificate
from certificates.rules import eligibility, wording
from certificates.rules.eligibility import Standing
from courses.models import Cohort, Completion, Enrolment


@dataclass(frozen=True, slots=True)
class Seat:
    """One person of the cohort: the rows, the verdict, and the printed words they stand for.

    `words` lacks what only issue knows: number, date, address of verification.
    """

    enrolment: Enrolment
    completion: Completion | None
    standing: Standing
    words: Mapping[str, str]

    @property
    def reason(self) -> LineReason | None:
        """Why there is no certificate, None if one is due."""
        return eligibility.refusal(self.standing)

    @property
    def detail(self) -> str:
        """What fills the reason in."""
        return self.standing.missing if self.reason is LineReason.GLYPH_MISSING else ""


def seats(cohort: Cohort) -> list[Seat]:
    """Return everybody who ever had a seat, units in official order, people by pinyin.

    The number of queries does not depend on how many there are.
    """
    nodes = units.tree(cohort.starts_on)
    place = {node.id: position for position, node in enumerate(nodes)}
    names = _unit_names(nodes)
    enrolments = list(
        Enrolment.objects.filter(cohort=cohort, enrolled_at__isnull=False).select_related("person")
    )
    completions = {
        row.enrolment_id: row for row in Completion.objects.filter(enrolment__cohort=cohort)
    }
    certified = set(
        Certificate.objects.live()
        .filter(completion__enrolment__cohort=cohort)
        .values_list("completion_id", flat=True)
    )
    enrolments.sort(
        key=lambda row: (place.get(row.unit_id, len(place)), row.person.pinyin_key, row.pk)
    )
    found = []
    for enrolment in enrolments:
        completion = completions.get(enrolment.pk)
        words = _words(cohort, enrolment, completion, names) if completion else {}
        standing = Standing(
            verdict=completion.verdict if completion else "",
            certified=completion is not None and completion.pk in certified,
            missing=glyphs.missing("".join(words.values())),
        )
        found.append(Seat(enrolment, completion, standing, words))
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
    cohort: Cohort, enrolment: Enrolment, completion: Completion, names: Mapping[int, str]
) -> dict[str, str]:
    person = enrolment.person
    masked = mask_id_number(person.id_number)
    return {
        "name": person.name,
        "sex": wording.sex(person.sex),
        "id_label": wording.ID_NUMBER if masked else wording.STAFF_NUMBER,
        "id_number": masked or person.staff_number,
        "unit": names.get(enrolment.unit_id) or enrolment.unit.code,
        "course": cohort.syllabus.course.name,
        "cohort": wording.cohort(cohort.number),
        "period": wording.period(cohort.starts_on, cohort.ends_on),
        "hours": wording.hours(completion.hours),
        "result": wording.result(
            completion.final_score,
            excellent=completion.excellent,
            made_up=completion.first_score != completion.final_score,
        ),
    }


def printed(seat: Seat, *, number: str, issued_on: date, token: str) -> dict[str, str]:
    """Return every printed word of one certificate by field: what issue freezes."""
    site = f"{settings.ACADEMY_BASE_URL}/verify/"
    return {
        **seat.words,
        "document_title": f"{wording.TITLE} {number} {seat.words['name']}",
        "number": number,
        "issuer": settings.ACADEMY_ISSUER,
        "issued_on": wording.chinese_date(issued_on),
        "seal_text": settings.ACADEMY_SEAL_TEXT,
        "notice": wording.notice(settings.ACADEMY_SEAL_TEXT),
        "verify_site": site,
        "verify_url": f"{site}{token}/",
    }
