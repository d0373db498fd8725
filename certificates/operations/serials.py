"""Taking numbers: called as the last lock of the operation that issues."""

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

    As with numbers, the row stays locked until commit, and a roll-back gives the places back.
    """
    newest = StatusList.objects.select_for_update(no_key=True).order_by("-number").first()
    if newest is None:
        StatusList.objects.get_or_create(number=1)
        newest = StatusList.objects.select_for_update(no_key=True).order_by("-number").first()
        assert newest is not None
    places: list[tuple[StatusList, int]] = []
    while len(places) < count:
        if newest.next_index == StatusList.SIZE:
            newest = StatusList.objects.create(number=newest.number + 1)
        many = min(count - len(places), StatusList.SIZE - newest.next_index)
        places += [(newest, newest.next_index + each) for each in range(many)]
        newest.next_index += many
        newest.save(update_fields=["next_index"])
    return places
