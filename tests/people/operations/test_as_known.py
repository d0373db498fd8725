"""What was said later of a day gone by is known from then on, and not before."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from academy.people.enums import CorrectionKind, Establishment, Sex, StaffKind
from academy.people.models import Assignment, FormerJoining, FormerKind, Person, Unit, UnitEdition
from academy.people.models.dated import known_on
from academy.people.operations import dictionary, persons, units
from academy.people.queries import kinds
from academy.people.queries.persons import assignments_of, corrections
from academy.people.queries.units import tree
from academy.shared.clock import end_of, local_date
from tests.cast import SYSTEM, Cast
from tests.make.people import committed, row

DAY = timedelta(days=1)
BEGUN = date(2026, 3, 2)
"""The day of the roster that brought the person."""
SAID_ON = date(2026, 3, 12)
"""The day on which a later roster is committed."""
DAYS = [BEGUN + number * DAY for number in range(-1, 15)]


def _begin(cast: Cast, at: datetime, **changes: object) -> Person:
    """Set up an academy with one person of the east branch; what follows counts when it is said."""
    committed(row("R1", 1, cast.east, **changes), on=BEGUN, at=at, unit=cast.bureau)
    return Person.objects.get(staff_number="R1")


def _later(at: datetime) -> datetime:
    return at + (SAID_ON - BEGUN) * DAY.days


def _units(person: Person, on: date, known_on_day: date) -> list[str]:
    rows = Assignment.every.filter(known_on(on, end_of(known_on_day)), person=person)
    return list(rows.order_by("pk").values_list("unit__code", flat=True))


def _expected(person: Person, told: Callable[[date, date], list[str]]) -> None:
    """Compare every day as known on every day with what is to be told, and the present with now."""
    for known in DAYS:
        for on in DAYS:
            assert _units(person, on, known) == told(on, known), (on, known)
    for on in DAYS:
        now = Assignment.objects.filter(known_on(on, end_of(DAYS[-1])), person=person)
        assert [each.unit.code for each in now] == told(on, DAYS[-1])


@pytest.mark.parametrize("days", [-9, -1, 0, 1])
def test_a_move_is_known_once_it_is_said(cast: Cast, at: datetime, days: int) -> None:
    """Of long ago, of yesterday, of today, of tomorrow."""
    person, moved_on = _begin(cast, at), SAID_ON + days * DAY
    committed(row("R1", 1, cast.south), on=moved_on, at=_later(at), unit=cast.bureau)

    def told(on: date, known: date) -> list[str]:
        if on < BEGUN:
            return []
        return ["T002"] if on >= moved_on and known >= SAID_ON else ["T001"]

    _expected(person, told)
    spans = Assignment.objects.filter(person=person).order_by("valid_from")
    assert [(each.unit.code, each.valid_from, each.valid_until) for each in spans] == [
        ("T001", BEGUN, moved_on),
        ("T002", moved_on, None),
    ]
    assert Assignment.every.filter(person=person).count() == 2


def test_a_move_on_the_first_day_takes_the_first_place_back(cast: Cast, at: datetime) -> None:
    person = _begin(cast, at)
    committed(row("R1", 1, cast.south), on=BEGUN, at=_later(at), unit=cast.bureau)

    def told(on: date, known: date) -> list[str]:
        if on < BEGUN:
            return []
        return ["T002"] if known >= SAID_ON else ["T001"]

    _expected(person, told)
    taken, kept = Assignment.every.filter(person=person).order_by("pk")
    assert (taken.withdrawn_at, taken.valid_until, kept.recorded_at) == (
        _later(at),
        None,
        _later(at),
    )
    assert Assignment.objects.get(person=person) == kept


def test_a_promotion_of_a_day_gone_by(cast: Cast, at: datetime) -> None:
    dictionary.ensure_posts(["科员", "科长"])
    person = _begin(cast, at, 职务="科员")
    changed = row("R1", 1, cast.east, 职务="科长")
    committed(changed, on=SAID_ON - 3 * DAY, at=_later(at), unit=cast.bureau)
    rows = Assignment.every.filter(person=person)
    told = {
        known: rows.filter(known_on(SAID_ON - DAY, end_of(known))).values_list("post__name").get()
        for known in (SAID_ON - DAY, SAID_ON)
    }
    assert told == {SAID_ON - DAY: ("科员",), SAID_ON: ("科长",)}


def test_who_left_on_a_day_gone_by_served_until_it_was_said(cast: Cast, at: datetime) -> None:
    person, left_on = _begin(cast, at), SAID_ON - 4 * DAY
    _leave(cast, left_on, _later(at))

    def told(on: date, known: date) -> list[str]:
        return ["T001"] if on >= BEGUN and (on < left_on or known < SAID_ON) else []

    _expected(person, told)


def test_who_left_before_their_first_day_was_here_until_it_was_said(
    cast: Cast, at: datetime
) -> None:
    person = _begin(cast, at)
    _leave(cast, BEGUN, _later(at))
    _expected(person, lambda on, known: ["T001"] if on >= BEGUN and known < SAID_ON else [])
    assert not Assignment.objects.filter(person=person).exists()


def test_who_came_back_on_a_day_gone_by(cast: Cast, at: datetime) -> None:
    person, left_on, back_on = _begin(cast, at), BEGUN + 2 * DAY, BEGUN + 5 * DAY
    _leave(cast, left_on, at + 2 * DAY)
    committed(row("R1", 1, cast.south), on=back_on, at=_later(at), unit=cast.bureau)

    def told(on: date, known: date) -> list[str]:
        if on >= BEGUN and (on < left_on or known < left_on):
            return ["T001"]
        return ["T002"] if on >= back_on and known >= SAID_ON else []

    _expected(person, told)


def test_who_is_entered_late_was_not_here_until_then(cast: Cast, at: datetime) -> None:
    _begin(cast, at)
    late = persons.add(
        actor=SYSTEM,
        staff_number="R9",
        name="后来",
        sex=Sex.MALE,
        staff_kind=StaffKind.ENFORCEMENT,
        establishment=Establishment.CIVIL_SERVANT,
        unit=cast.south,
        joined_on=BEGUN,
        at=_later(at),
    )
    _expected(late, lambda on, known: ["T002"] if on >= BEGUN and known >= SAID_ON else [])


def test_while_an_academy_is_set_up_everything_is_known_from_the_first(
    cast: Cast, at: datetime
) -> None:
    _begin(cast, at)
    rows = Assignment.every.all()
    assert {(each.recorded_at, each.closed_at, each.withdrawn_at) for each in rows} == {
        (None, None, None)
    }
    assert set(UnitEdition.every.values_list("recorded_at", flat=True)) == {None}
    _rename(cast.east, "东湖新城分局", BEGUN, _later(at))
    assert UnitEdition.objects.get(unit=cast.east, valid_until=None).recorded_at == _later(at)


def test_a_kind_changed_for_a_day_gone_by_and_corrected_again(cast: Cast, at: datetime) -> None:
    person, changed_on = _begin(cast, at), SAID_ON - 5 * DAY
    corrected_at = _later(at) + DAY
    for kind, said_at in ((StaffKind.AUXILIARY, _later(at)), (StaffKind.APPROVAL, corrected_at)):
        said = {StaffKind.AUXILIARY: "协管人员", StaffKind.APPROVAL: "行政审批人员"}[kind]
        changed = row("R1", 1, cast.east, 人员类别=said)
        committed(changed, on=changed_on, at=said_at, unit=cast.bureau)

    def told(on: date, known: date) -> str:
        if on < changed_on or known < SAID_ON:
            return "enforcement"
        return "auxiliary" if known < local_date(corrected_at) else "approval"

    person.refresh_from_db()
    for known in DAYS:
        for on in DAYS:
            ahead = FormerKind.objects.filter(kinds.ahead(on, end_of(known)), person=person)
            first = ahead.order_by("valid_until", "pk").first()
            found = first.staff_kind if first else person.staff_kind
            assert found == told(on, known), (on, known)
            of_day = next(
                span
                for span in kinds.history_of(person, end_of(known))
                if span.since is None or span.since <= on
            )
            assert of_day.kind == told(on, known), (on, known)
    assert [kinds.kinds_on([person.pk], on)[person.pk] for on in DAYS] == [
        told(on, DAYS[-1]) for on in DAYS
    ]


def test_a_joining_day_that_is_replaced_is_kept(cast: Cast, at: datetime) -> None:
    person = _begin(cast, at, 入职日期="2026-01-05")
    for number, day in enumerate(("2026-02-05", "2026-02-06")):
        changed = row("R1", 1, cast.east, 入职日期=day)
        said_at = _later(at) + number * DAY
        committed(changed, on=SAID_ON, at=said_at, unit=cast.bureau)
    kept = FormerJoining.objects.filter(person=person).order_by("replaced_at")
    assert list(kept.values_list("joined_on", "replaced_at")) == [
        (date(2026, 1, 5), _later(at)),
        (date(2026, 2, 5), _later(at) + DAY),
    ]


@pytest.mark.parametrize("days", [-3, 0, 1])
def test_a_unit_edited_for_another_day(cast: Cast, at: datetime, days: int) -> None:
    _begin(cast, at)
    on, old = SAID_ON + days * DAY, UnitEdition.objects.get(unit=cast.east).name
    _rename(cast.east, "东湖新城分局", on, _later(at))
    for known in DAYS:
        for day in DAYS:
            names = [node.name for node in tree(day, known_before=end_of(known))]
            new = day >= on and known >= SAID_ON
            assert names[1] == ("东湖新城分局" if new else old), (day, known)
            assert len(names) == 3
    assert [node.name for node in tree(on)][1] == "东湖新城分局"


def test_what_was_said_does_not_change(cast: Cast, at: datetime) -> None:
    place = Assignment.objects.get(person=cast.wang)
    edition = UnitEdition.objects.get(unit=cast.east)
    for change in (
        lambda: Assignment.objects.filter(pk=place.pk).update(unit=cast.south),
        lambda: Assignment.objects.filter(pk=place.pk).update(valid_from=BEGUN),
        lambda: Assignment.objects.filter(pk=place.pk).update(recorded_at=at),
        lambda: Assignment.objects.filter(pk=place.pk).delete(),
        lambda: UnitEdition.objects.filter(pk=edition.pk).update(name="别的"),
        lambda: UnitEdition.objects.filter(pk=edition.pk).delete(),
    ):
        with pytest.raises(DatabaseError, match="published|append-only"), transaction.atomic():
            change()
    Assignment.objects.filter(pk=place.pk).update(valid_until=BEGUN, closed_at=at)
    for change in (
        lambda: Assignment.objects.filter(pk=place.pk).update(valid_until=BEGUN + DAY),
        lambda: Assignment.objects.filter(pk=place.pk).update(closed_at=None),
    ):
        with pytest.raises(DatabaseError, match="published|append-only"), transaction.atomic():
            change()


def test_what_kinds_and_joining_days_were_does_not_change(cast: Cast, at: datetime) -> None:
    FormerKind.objects.create(person=cast.wang, staff_kind="approval", valid_until=BEGUN)
    FormerJoining.objects.create(person=cast.wang, joined_on=None, replaced_at=at)
    for rows in (FormerKind.objects.all(), FormerJoining.objects.all()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.delete()
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.update(person=cast.li)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerJoining.objects.create(person=cast.wang, joined_on=BEGUN, replaced_at=at)


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("model", [Assignment, UnitEdition])
def test_nothing_is_closed_or_withdrawn_before_it_was_said(
    cast: Cast, at: datetime, model: type[Assignment] | type[UnitEdition]
) -> None:
    rows: list[dict[str, object]] = [
        {"valid_until": BEGUN + DAY, "recorded_at": at, "closed_at": at - SECOND},
        {"valid_until": None, "recorded_at": None, "closed_at": at},
        {"recorded_at": at, "withdrawn_at": at - SECOND},
    ]
    for said in rows:
        with pytest.raises(IntegrityError), transaction.atomic():
            _dated(cast, model, BEGUN, **said)
    _dated(cast, model, BEGUN, valid_until=BEGUN + DAY, recorded_at=at, closed_at=at)
    _dated(cast, model, BEGUN + DAY, recorded_at=at, withdrawn_at=at)


@pytest.mark.parametrize("model", [Assignment, UnitEdition])
def test_one_is_open_and_one_begins_a_day_of_those_that_stand(
    cast: Cast, at: datetime, model: type[Assignment] | type[UnitEdition]
) -> None:
    _dated(cast, model, BEGUN, withdrawn_at=at)
    _dated(cast, model, BEGUN, valid_until=BEGUN + DAY)
    for said in ({"valid_until": BEGUN + 2 * DAY}, {"valid_until": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _dated(cast, model, BEGUN, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        _dated(cast, model, BEGUN + DAY)


def _dated(
    cast: Cast, model: type[Assignment] | type[UnitEdition], since: date, **said: object
) -> None:
    """Write a row beside the open one of wang, or of the east branch."""
    what: dict[str, object] = {"person": cast.wang, "unit": cast.south}
    if model is UnitEdition:
        what = {"unit": cast.east, "name": "东", "short_name": "东", "official_order": 2}
    model.every.create(**what, valid_from=since, **said)


def test_corrections_are_told_on_the_file(
    cast: Cast, at: datetime, client_of: Callable[[Person | None], Client]
) -> None:
    person = _begin(cast, at)
    page = reverse("people:person", args=[person.public_id])
    assert "任职更正" not in client_of(cast.hr).get(page).content.decode()
    committed(row("R1", 1, cast.south), on=SAID_ON - DAY, at=_later(at), unit=cast.bureau)
    committed(row("R1", 1, cast.east), on=SAID_ON - DAY, at=_later(at) + DAY, unit=cast.bureau)
    committed(row("R1", 1, cast.south), on=SAID_ON + DAY, at=_later(at) + DAY, unit=cast.bureau)
    told = [(each.kind, each.unit_code, each.on) for each in corrections(assignments_of(person))]
    assert sorted(told) == [
        (CorrectionKind.BEGUN, "T001", SAID_ON - DAY),
        (CorrectionKind.BEGUN, "T002", SAID_ON - DAY),
        (CorrectionKind.ENDED, "T001", SAID_ON - DAY),
        (CorrectionKind.WITHDRAWN, "T002", SAID_ON - DAY),
    ]
    shown = client_of(cast.hr).get(page).content.decode()
    assert shown.count("撤销任职登记") == 1
    assert shown.count("补登任职") == 2
    assert shown.count("补登离任") == 1


def _leave(cast: Cast, on: date, at: datetime) -> None:
    """Let everybody without a role leave: a roster of the whole system names somebody else."""
    committed(row("R2", 2, cast.south), on=on, at=at)


def _rename(unit: Unit, name: str, on: date, at: datetime) -> None:
    edition = UnitEdition.objects.get(unit=unit, valid_until=None)
    units.edit(
        actor=SYSTEM,
        unit=unit,
        name=name,
        short_name=edition.short_name,
        official_order=edition.official_order,
        parent=edition.parent,
        valid_from=on,
        at=at,
    )
