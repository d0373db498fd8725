"""Taking numbers: called as the last lock of the operation that issues."""

from certificates.models import Series


def take(*, prefix: str, year: int, count: int) -> tuple[Series, int]:
    """Take `count` numbers in a row from a series; return it and the first of them.

    Must run inside the transaction of the issue: the row stays locked until commit, and a
    roll-back gives the numbers back, so that the series has no gap.
    """
    Series.objects.get_or_create(prefix=prefix, year=year)
    series = Series.objects.select_for_update(no_key=True).get(prefix=prefix, year=year)
    first = series.next_number
    series.next_number = first + count
    series.save(update_fields=["next_number"])
    return series, first
