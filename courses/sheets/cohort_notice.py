"""The notice of a cohort (开班通知) as a document, with the quotas of the units as its appendix."""

from datetime import date

from academy.documents import official
from academy.people.queries import units
from academy.shared.text import fold
from courses.models import Cohort, CohortNotice

# More addressees than this are named by the appendix alone.
_NAMED = 8


def pdf(cohort: Cohort, notice: CohortNotice, *, on: date) -> bytes:
    """Return the notice as PDF with the quotas as they are; `on` is the day of the units' names.

    Raises:
        GlyphsMissing, DocumentTooLong: as `official.render`.
    """
    seats = dict(cohort.quotas.filter(seats__gt=0).values_list("unit_id", "seats"))
    quotas = [(node.name, seats[node.id]) for node in units.tree(on) if node.id in seats]
    named = [name for name, _seats in quotas]
    facts = {
        "title": f"关于举办{_closed_up(cohort.name)}的通知",
        "cohort": cohort,
        "notice": notice,
        "quotas": quotas,
        "total": sum(count for _name, count in quotas),
        "addressed": "、".join(named) if 0 < len(named) <= _NAMED else "各有关单位",
        "as_of": on,
    }
    made_at = notice.issued_at or notice.written_at
    return official.render("courses/pdf/notice.html", facts, made_at=made_at)


def _closed_up(name: str) -> str:
    """Return a name without the spaces that pages set between Chinese and figures."""
    return name.replace(" ", "") if name and not name.isascii() else name


def file_name(cohort: Cohort, notice: CohortNotice) -> str:
    """Return the name under which the document is saved."""
    said = fold(f"{notice.document_number} {cohort.name}")
    return "".join("_" if char in '/\\:*?"<>|' else char for char in said) + ".pdf"
