"""The register as a table that goes out. Nothing that identifies a person but name and number."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from academy.shared.tabular.writing import TEXT, Column, Row
from certificates import labels
from certificates.enums import CertificateKind
from certificates.models import Certificate
from certificates.queries import register

_AT_ONCE = 1000


def columns() -> list[Column]:
    """Return the columns, their headings in the reader's language."""
    return [
        Column("number", _("证书编号"), number_format=TEXT),
        Column("kind", _("证书种类")),
        Column("name", _("姓名")),
        Column("staff_number", _("工号"), number_format=TEXT),
        Column("unit", _("单位")),
        Column("course", _("课程")),
        Column("cohort", _("期次")),
        Column("issued_on", _("签发日期")),
        Column("last_on", _("有效期至")),
        Column("validity", _("状态")),
        Column("successor", _("取代它的证书")),
    ]


def rows(found: QuerySet[Certificate], *, on: date) -> Iterator[Row]:
    """Yield a row for each certificate as it stands on that day, oldest first.

    A few hundred are in memory at a time. Words are those of the reader, asked for beforehand:
    the rows are drawn when the request is long over.
    """
    kinds = {kind: str(label) for kind, label in labels.CERTIFICATE_KIND.items()}
    states = {state: str(label) for state, label in labels.VALIDITY.items()}
    ordered = found.select_related("person", "successor").order_by("issued_at", "pk")

    def drawn() -> Iterator[Row]:
        for row in ordered.iterator(chunk_size=_AT_ONCE):
            successor = getattr(row, "successor", None)
            yield {
                "number": row.number,
                "kind": kinds[CertificateKind(row.kind)],
                "name": row.name,
                "staff_number": row.person.staff_number,
                "unit": row.facts["unit"],
                "course": row.facts["course"],
                "cohort": row.facts["cohort"],
                "issued_on": row.issued_on,
                "last_on": register.last_on(row),
                "validity": states[register.validity_of(row, on=on)],
                "successor": successor.number if successor else "",
            }

    return drawn()
