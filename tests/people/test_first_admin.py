"""Founding an empty academy."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from academy.people import access
from academy.people.enums import Role
from academy.people.models import Person
from academy.shared import clock

pytestmark = pytest.mark.django_db


def _found(number: str) -> str:
    said = StringIO()
    call_command("first_admin", number, "林晓", "--sex", "female", stdout=said)
    return said.getvalue()


def test_the_first_admin_can_sign_in_and_must_choose_a_password() -> None:
    number, password = _found("A001").split()
    person = Person.objects.get(staff_number=number)
    assert person.check_password(password)
    assert person.must_change_password
    assert access.has_role(person, Role.ACADEMY_ADMIN, clock.today())


def test_there_is_no_second_first_admin() -> None:
    _found("A001")
    with pytest.raises(CommandError, match="people.academy_founded"):
        _found("A002")
    assert not Person.objects.filter(staff_number="A002").exists()
