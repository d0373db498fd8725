"""Taking numbers: called as the last lock of the operation that issues."""

from django.db.models import Max

from certificates.models import Series, StatusList


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


def take_places(*, count: int) -> list[tuple[StatusList, int]]:
    """Take `count` bits of the published status lists, opening a new list where one is full.

    As with numbers, the rows stay locked until commit, and a roll-back gives the places back.
    Whoever waited for a list that is full by then goes on to the next one.
    """
    number = StatusList.objects.aggregate(newest=Max("number"))["newest"] or 1
    places: list[tuple[StatusList, int]] = []
    while len(places) < count:
        StatusList.objects.get_or_create(number=number)
        row = StatusList.objects.select_for_update(no_key=True).get(number=number)
        many = min(count - len(places), StatusList.SIZE - row.next_index)
        places += [(row, row.next_index + each) for each in range(many)]
        if many:
            row.next_index += many
            row.save(update_fields=["next_index"])
        number += 1
    return places
