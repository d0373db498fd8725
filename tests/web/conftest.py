"""The web's tests run on the web's own routes, with two people who have passwords."""

from datetime import datetime

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from tests.cast import Cast, gather, with_password


@pytest.fixture(autouse=True)
def own_routes(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "tests.web.urls"
    # allauth counts tries to change a password per person and minute, and every test's first
    # person has the same id.
    cache.clear()


@pytest.fixture
def cast(db: None, at: datetime) -> Cast:
    """The known people; wang and li can sign in through the form."""
    people = gather(at=at)
    for person in (people.wang, people.li):
        with_password(person, at=at)
    return people
