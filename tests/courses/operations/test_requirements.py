"""Requirements are named once and said anew by editions that do not overlap."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from academy.people.models import Rank
from academy.people.operations import dictionary
from courses.enums.hours import Event, JudgedOn, Metric, WindowKind
from courses.errors import CodeTaken
from courses.errors.hours import (
    AmountInvalid,
    BandInvalid,
    CapInvalid,
    CategoryUnknown,
    ConditionInvalid,
    EditionEnded,
    EditionOverlaps,
    EndsInThePast,
    JudgedInvalid,
    PeriodInvalid,
    ProRataInvalid,
    RequirementCourseInvalid,
    RequirementInvalid,
    WindowInvalid,
)
from courses.models import HoursCategory, Recognition, Requirement, RequirementEdition
from courses.operations import categories, requirements
from courses.queries.owing import Ask, editions_on, headcount
from tests.cast import SYSTEM, Cast
from tests.make import requirements as make

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"amount": Decimal("0.0")}, AmountInvalid),
        ({"length": 2}, WindowInvalid),
        ({"valid_until": date(2019, 12, 31)}, PeriodInvalid),
        ({"metric": Metric.COMPLETION, "amount": Decimal(1)}, RequirementCourseInvalid),
        ({"window": WindowKind.ROLLING_YEARS, "judged": JudgedOn.WINDOW_END}, JudgedInvalid),
        (
            {"window": WindowKind.AFTER_EVENT, "event": Event.JOINED, "pro_rata": True},
            ProRataInvalid,
        ),
        ({"rank_from": 2, "rank_to": 1}, BandInvalid),
        ({"for_months": 3}, ConditionInvalid),
        ({"categories": {"online": Decimal(0)}}, CapInvalid),
        ({"categories": {"forum": None}}, CategoryUnknown),
    ],
)
def test_what_contradicts_itself_is_refused(
    cast: Cast, at: datetime, said: dict[str, Any], refusal: type[RequirementInvalid]
) -> None:
    with pytest.raises(refusal) as caught:
        make.edition(at=at, **said)
    assert caught.value.status == 422
    assert not RequirementEdition.objects.exists()
    assert RequirementInvalid.code == "courses.requirement_invalid"


def test_a_new_edition_ends_the_one_before(cast: Cast, at: datetime) -> None:
    old = make.edition(at=at)
    new = make.edition(at=at, valid_from=TODAY, amount=Decimal("90.0"))
    old.refresh_from_db()
    assert (old.valid_until, new.edition, new.valid_until) == (TODAY, 2, None)
    assert [row.amount for row in editions_on(TODAY - DAY)] == [Decimal("60.0")]
    assert [row.amount for row in editions_on(TODAY)] == [Decimal("90.0")]


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, False), (1, True)])
def test_editions_do_not_overlap(cast: Cast, at: datetime, days: int, taken: bool) -> None:
    make.edition(at=at, valid_from=TODAY)
    if taken:
        assert make.edition(at=at, valid_from=TODAY + days * DAY).edition == 2
        return
    with pytest.raises(EditionOverlaps):
        make.edition(at=at, valid_from=TODAY + days * DAY)


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True)])
def test_after_an_ended_edition_there_may_be_a_gap(
    cast: Cast, at: datetime, days: int, taken: bool
) -> None:
    make.edition(at=at, valid_until=TODAY)
    if taken:
        assert make.edition(at=at, valid_from=TODAY + days * DAY).edition == 2
        return
    with pytest.raises(EditionOverlaps):
        make.edition(at=at, valid_from=TODAY + days * DAY)


@pytest.mark.parametrize(("days", "taken"), [(-1, False), (0, True), (1, True)])
def test_an_edition_ends_from_today_on(cast: Cast, at: datetime, days: int, taken: bool) -> None:
    row = make.edition(at=at)
    day = TODAY + days * DAY
    if not taken:
        with pytest.raises(EndsInThePast):
            requirements.end(actor=SYSTEM, edition=row, valid_until=day, at=at)
        return
    ended = requirements.end(actor=SYSTEM, edition=row, valid_until=day, at=at)
    assert requirements.end(actor=SYSTEM, edition=row, valid_until=day, at=at) == ended
    with pytest.raises(EditionEnded):
        requirements.end(actor=SYSTEM, edition=row, valid_until=day + DAY, at=at)


def test_a_code_names_one_requirement(cast: Cast, at: datetime) -> None:
    requirements.create(actor=SYSTEM, code="A", name="甲", at=at)
    assert requirements.create(actor=SYSTEM, code="A", name="甲", at=at).name == "甲"
    with pytest.raises(CodeTaken):
        requirements.create(actor=SYSTEM, code="A", name="乙", at=at)


def test_the_dictionary_of_categories_grows(cast: Cast, at: datetime) -> None:
    row = categories.add(actor=SYSTEM, code="forum", name="论坛", at=at)
    assert categories.add(actor=SYSTEM, code="forum", name="论坛", at=at) == row
    with pytest.raises(CodeTaken):
        categories.add(actor=SYSTEM, code="forum", name="讲坛", at=at)
    assert HoursCategory.objects.count() == 6
    edition = make.edition(at=at, categories={"forum": Decimal("20.0")})
    assert Recognition.objects.get(edition=edition).cap == Decimal("20.0")


def test_the_usual_ones_are_loaded_once_and_marked(cast: Cast, at: datetime) -> None:
    assert len(requirements.publish_usual(actor=SYSTEM, at=at)) == 1
    dictionary.ensure_ranks(["四级调研员", "一级主任科员"])
    made = requirements.publish_usual(actor=SYSTEM, at=at)
    assert [row.requirement.code for row in made] == ["cadre-90", "cadre-550", "promoted-90"]
    assert requirements.publish_usual(actor=SYSTEM, at=at) == []
    assert all(row.to_check for row in RequirementEdition.objects.all())
    assert Requirement.objects.count() == 4
    ranked = {row.requirement.code: row for row in editions_on(TODAY)}
    assert (ranked["cadre-90"].rank_from, ranked["cadre-550"].rank_to) == (2, 1)
    assert Rank.objects.count() == 2


def test_whom_an_edition_is_for(cast: Cast, at: datetime) -> None:
    whole = make.edition(at=at)
    east = make.edition(at=at, code="R2", units=[cast.east])
    everybody = headcount(whole, Ask(TODAY))
    assert (everybody, headcount(east, Ask(TODAY))) == (12, 4)
    assert headcount(whole, Ask(TODAY, unit_ids=frozenset({cast.south.pk}))) == 1
    assert headcount(whole, Ask(TODAY, unit_ids=frozenset())) == 0
