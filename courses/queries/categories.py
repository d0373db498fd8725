"""Which requirements recognise which hours category."""

from datetime import date

from django.db.models import Q

from courses.models import Recognition


def recognitions_on(on: date) -> dict[str, list[str]]:
    """Return by category the names of the requirements that recognise it on a day or later."""
    rows = Recognition.objects.filter(
        Q(edition__valid_until__isnull=True) | Q(edition__valid_until__gt=on),
        edition__published_at__isnull=False,
    )
    found: dict[str, list[str]] = {}
    told = rows.order_by("edition__priority", "edition__requirement__code")
    for code, name in told.values_list("category_id", "edition__requirement__name"):
        names = found.setdefault(code, [])
        if name not in names:
            names.append(name)
    return found
