"""Roles: given within one's scope, ended, never to oneself."""

from datetime import date, timedelta

import pytest

from academy.people import access
from academy.people.enums import Role
from academy.people.errors import GrantNotYours, PersonLeft
from academy.people.models import Grant, Person
from academy.people.operations import grants
from academy.shared import clock
from tests.cast import AT, SYSTEM, Cast

pytestmark = pytest.mark.django_db

TODAY = clock.local_date(AT)


def _give(cast: Cast, person: Person, *, giver: Person, within: frozenset[int]) -> Grant:
    return grants.grant(
        actor=access.actor(giver),
        person=person,
        role=Role.INVIGILATOR,
        unit=cast.south,
        valid_from=TODAY,
        at=AT,
        within=within,
    )


def _scope(person: Person) -> frozenset[int]:
    return access.visible_units(person, Role.ACADEMY_ADMIN, on=TODAY)


def test_an_admin_gives_a_role_within_their_scope(cast: Cast) -> None:
    _give(cast, cast.wang, giver=cast.admin, within=_scope(cast.admin))
    assert access.roles_of(cast.wang, TODAY) == {Role.TRAINEE, Role.INVIGILATOR}
    assert access.visible_units(cast.wang, on=TODAY) == {cast.south.pk}


def test_given_twice_is_one_grant(cast: Cast) -> None:
    first = _give(cast, cast.wang, giver=cast.admin, within=_scope(cast.admin))
    assert _give(cast, cast.wang, giver=cast.admin, within=_scope(cast.admin)) == first
    assert cast.wang.grants.count() == 1


def test_nobody_gives_beyond_their_scope(cast: Cast) -> None:
    with pytest.raises(GrantNotYours) as raised:
        _give(cast, cast.wang, giver=cast.admin, within=frozenset({cast.east.pk}))
    assert raised.value.code == "people.cannot_grant"
    assert cast.wang.grants.count() == 0


def test_nobody_gives_to_themselves(cast: Cast) -> None:
    with pytest.raises(GrantNotYours):
        _give(cast, cast.admin, giver=cast.admin, within=_scope(cast.admin))


def test_a_leaver_gets_no_role(cast: Cast) -> None:
    Person.objects.filter(pk=cast.wang.pk).update(left_on=TODAY)
    cast.wang.refresh_from_db()
    with pytest.raises(PersonLeft) as raised:
        _give(cast, cast.wang, giver=cast.admin, within=_scope(cast.admin))
    assert raised.value.code == "people.person_left"


@pytest.mark.parametrize(("days", "held"), [(-1, True), (0, False), (1, False)])
def test_an_ended_grant_holds_until_its_day(cast: Cast, days: int, held: bool) -> None:
    given = _give(cast, cast.wang, giver=cast.admin, within=_scope(cast.admin))
    on = TODAY + timedelta(days=5)
    grants.end(actor=SYSTEM, grant=given, on=on, at=AT)
    grants.end(actor=SYSTEM, grant=given, on=on + timedelta(days=9), at=AT)
    asked = on + timedelta(days=days)
    assert access.has_role(cast.wang, Role.INVIGILATOR, asked) is held


def test_everyone_on_the_staff_is_a_trainee_and_a_leaver_is_nothing(cast: Cast) -> None:
    assert access.roles_of(cast.zhao, TODAY) == {Role.TRAINEE}
    cast.zhao.left_on = TODAY
    assert access.roles_of(cast.zhao, TODAY) == frozenset()
    assert access.roles_of(cast.zhao, TODAY - timedelta(days=1)) == {Role.TRAINEE}


def test_units_are_those_of_the_named_roles_and_below(cast: Cast) -> None:
    everything = {cast.bureau.pk, cast.east.pk, cast.south.pk}
    assert access.visible_units(cast.hr, Role.HR, on=TODAY) == everything
    assert access.visible_units(cast.hr, Role.ACADEMY_ADMIN, on=TODAY) == frozenset()
    assert access.visible_units(cast.officer, on=TODAY) == {cast.east.pk}
    assert access.visible_units(cast.officer, on=date(1999, 1, 1)) == frozenset()
