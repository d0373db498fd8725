"""The dictionary of hours categories: nothing is named twice, nothing in use is retired."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum

from academy.audit.models import Entry
from academy.shared import clock
from courses.enums import Verb
from courses.errors import CodeTaken
from courses.errors.hours import (
    CategoryInUse,
    CategoryInvalid,
    CategoryNameTaken,
    CategoryNeeded,
    CategoryRetired,
)
from courses.models import HoursCategory, HoursEntry
from courses.operations import categories, past_records, requirements
from courses.rules.past_records import Fault
from tests.cast import SYSTEM, Cast
from tests.make import requirements as make

DAY = timedelta(days=1)


@pytest.fixture
def forum(cast: Cast, at: datetime) -> HoursCategory:
    return categories.add(actor=SYSTEM, code="forum", name="论坛", at=at)


def test_a_category_is_added_once(forum: HoursCategory, at: datetime) -> None:
    assert categories.add(actor=SYSTEM, code=" forum ", name=" 论坛", at=at) == forum
    with pytest.raises(CodeTaken):
        categories.add(actor=SYSTEM, code="forum", name="讲坛", at=at)
    with pytest.raises(CategoryNameTaken) as caught:
        categories.add(actor=SYSTEM, code="talks", name="论坛", at=at)
    assert caught.value.facts == {"name": "论坛", "taken_by": "forum"}
    assert Entry.objects.filter(verb=Verb.HOURS_CATEGORY_ADDED).count() == 1


@pytest.mark.parametrize(
    ("code", "name"),
    [("", "论坛"), ("2nd", "论坛"), ("Forum", "论坛"), ("a/b", "论坛"), ("a" * 25, "论坛"),
     ("forum", " "), ("forum", "长" * 41)],
)  # fmt: skip
def test_what_cannot_be_named_is_refused(cast: Cast, at: datetime, code: str, name: str) -> None:
    with pytest.raises(CategoryInvalid):
        categories.add(actor=SYSTEM, code=code, name=name, at=at)


def test_the_longest_name_and_code(cast: Cast, at: datetime) -> None:
    row = categories.add(actor=SYSTEM, code="a" * 24, name="长" * 40, at=at)
    assert (len(row.code), len(row.name)) == (24, 40)


def test_a_category_is_renamed(forum: HoursCategory, at: datetime) -> None:
    row = categories.rename(actor=SYSTEM, category=forum, name="专题论坛", at=at)
    assert categories.rename(actor=SYSTEM, category=forum, name=" 专题论坛", at=at) == row
    assert (row.code, row.name) == ("forum", "专题论坛")
    facts = Entry.objects.get(verb=Verb.HOURS_CATEGORY_RENAMED).facts
    assert facts == {"before": "论坛", "after": "专题论坛"}
    other = HoursCategory.objects.get(code="online")
    with pytest.raises(CategoryNameTaken):
        categories.rename(actor=SYSTEM, category=forum, name=other.name, at=at)
    with pytest.raises(CategoryInvalid):
        categories.rename(actor=SYSTEM, category=forum, name=" ", at=at)


def test_a_retired_category_keeps_its_hours_and_takes_those_of_before(
    cast: Cast, forum: HoursCategory, at: datetime
) -> None:
    today = clock.local_date(at)
    make.entry(cast.wang, at=at, category="forum", earned_on=today)
    for _again in range(2):
        categories.retire(actor=SYSTEM, category=forum, at=at)
    make.entry(cast.li, at=at, category="forum", earned_on=today - DAY)
    with pytest.raises(CategoryRetired):
        make.entry(cast.li, at=at, category="forum", earned_on=today)
    assert HoursEntry.objects.aggregate(Sum("hours"))["hours__sum"] == Decimal(16)
    assert Entry.objects.filter(verb=Verb.HOURS_CATEGORY_RETIRED).count() == 1
    for _again in range(2):
        categories.restore(actor=SYSTEM, category=forum, at=at)
    make.entry(cast.li, at=at, category="forum", earned_on=today)
    assert Entry.objects.filter(verb=Verb.HOURS_CATEGORY_RESTORED).count() == 1


def test_a_retired_category_in_a_table_of_past_records(
    cast: Cast, forum: HoursCategory, at: datetime
) -> None:
    make.track(at=at)
    categories.retire(actor=SYSTEM, category=forum, at=at)
    today = clock.local_date(at)
    rows = [f"T1001,8,论坛,LAW,{day},讲座" for day in (today - DAY, today)]
    text = "\n".join(["工号,学时,学时类别,专业,结束日期,依据", *rows])
    run = past_records.read_pasted(actor=SYSTEM, text=text, at=at)
    assert run.counts["sound"] == 1
    assert [each["fault"] for each in run.refused] == [Fault.CATEGORY_RETIRED]


def test_what_close_outs_write_is_not_retired(cast: Cast, at: datetime) -> None:
    row = HoursCategory.objects.get(code="residential")
    with pytest.raises(CategoryNeeded):
        categories.retire(actor=SYSTEM, category=row, at=at)


def test_what_a_requirement_recognises_is_not_retired(
    cast: Cast, forum: HoursCategory, at: datetime
) -> None:
    row = make.edition(at=at, categories={"forum": None})
    with pytest.raises(CategoryInUse) as caught:
        categories.retire(actor=SYSTEM, category=forum, at=at)
    assert caught.value.facts["requirements"] == "要求R1"
    today = clock.local_date(at)
    requirements.end(actor=SYSTEM, edition=row, valid_until=today + DAY, at=at)
    with pytest.raises(CategoryInUse):
        categories.retire(actor=SYSTEM, category=forum, at=at)
    retired = categories.retire(actor=SYSTEM, category=forum, at=at + DAY)
    assert retired.retired_on == today + DAY
    with pytest.raises(CategoryRetired):
        make.edition(
            at=at + DAY, code="R2", categories={"forum": None}, valid_from=date(2020, 1, 1)
        )
