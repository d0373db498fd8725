"""The navigation offers nobody a door that stays shut."""

import pytest

from academy.people.enums import Role
from academy.web.navigation import MAP, Place
from tests.house.routes import matrix

PLACES = [place for _, places in MAP for place in places]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.route)
def test_who_finds_an_entry_may_open_it(place: Place) -> None:
    admitted = matrix()[place.route]
    assert admitted != "ticket"
    assert admitted == "public" or Role.TRAINEE in admitted or place.roles <= admitted
