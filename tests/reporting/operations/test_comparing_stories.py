"""Extracts of documents: what they keep of people, and their question put again."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from academy.people.access import actor
from academy.people.enums import Role
from academy.people.models import Person
from academy.reporting import access, comparing
from academy.reporting.comparing import Comparison
from academy.reporting.enums import ExclusionReason, Form
from academy.reporting.models import Extract
from academy.reporting.operations import stories as operations
from academy.reporting.reports.stories.frame import is_sealed
from academy.shared.clock import local_date
from academy.shared.errors import NotFound
from courses.models import ConductEntry
from courses.operations import conduct, enrolments
from tests.cast import SYSTEM, Cast
from tests.make import conduct as points
from tests.make import courses, exclusions, people, requirements, stories
from tests.make.stories import Lived

DAY = timedelta(days=1)
EVENING = points.LATER + timedelta(hours=1)


@pytest.fixture
def lived(cast: Cast, at: datetime) -> Lived:
    return stories.lived(cast, at=at)


@pytest.fixture(autouse=True)
def _after() -> Iterator[None]:
    with time_machine.travel(stories.AFTER, tick=False):
        yield


def _of_cohort(by: Person, lived: Lived, *, at: datetime = stories.AFTER) -> Extract:
    reach = access.cohort_reach(by, local_date(at))
    ask = reach.asked(lived.cohort, unit="", as_of=None, today=local_date(at))
    return operations.make_cohort(
        actor=actor(by), cohort=lived.cohort, ask=ask, form=Form.XLSX, at=at
    ).extract


def _of_person(by: Person, of: Person, *, at: datetime = stories.AFTER) -> Extract:
    on = local_date(at)
    opened = (
        access.own_record(of, as_of=None, on=on)
        if by == of
        else access.record_reach(by, on).one(of.public_id, as_of=None)
    )
    return operations.make_record(actor=actor(by), opened=opened, form=Form.XLSX, at=at).extract


def _again(reader: Person, extract: Extract, *, at: datetime = stories.AFTER) -> Comparison:
    on = local_date(at)
    found = access.extract(reader, extract.public_id, on)
    return comparing.again(found, access.opened_again(reader, found, on))


def test_both_documents_are_put_again_and_are_the_same(cast: Cast, lived: Lived) -> None:
    for extract in (_of_cohort(cast.hr, lived), _of_person(cast.hr, lived.crowd[0])):
        found = _again(cast.hr, extract)
        assert (found.is_same, found.changes) == (True, [])
        assert found.row_count == extract.row_count


def test_a_name_changed_since_is_no_other_figure(cast: Cast, lived: Lived) -> None:
    extract = _of_cohort(cast.hr, lived)
    Person.objects.filter(pk=lived.crowd[1].pk).update(name="新名字", staff_number="N00001")
    assert _again(cast.hr, extract).is_same


def test_an_entry_written_into_the_past_is_named(cast: Cast, lived: Lived) -> None:
    """As no operation can: every one writes down when."""
    extracts = [_of_cohort(cast.hr, lived), _of_person(cast.hr, lived.crowd[6])]
    entry = ConductEntry.objects.get()
    made = conduct.against(entry, "记错人", actor=SYSTEM, at=stories.AFTER)
    made.save(force_insert=True)
    told = [_again(cast.hr, each) for each in extracts]
    assert [each.is_same for each in told] == [False, False]
    place = str(courses.enrolment_of(lived.cohort, lived.crowd[6]).public_id)
    assert [(c.level, c.key, c.part, c.then, c.now) for c in told[1].changes] == [
        ("stays", place, "entries", 1, 0),
        ("stays", place, "points", "95.0", "100.0"),
    ]
    assert ("conduct", "T001", "entries", 1, 0) in {
        (c.level, c.key, c.part, c.then, c.now) for c in told[0].changes
    }


def test_extracts_keep_neither_names_nor_numbers_nor_words(cast: Cast, lived: Lived) -> None:
    first, left = lived.crowd[0], lived.crowd[9]
    number = people.id_number(14)
    Person.objects.filter(pk=first.pk).update(id_number=number)
    draft = exclusions.draft(first, reason=ExclusionReason.SICK)
    admin = cast.holder_of(Role.ACADEMY_ADMIN)
    exclusions.granted(draft, by=cast.hr, decider=admin, at=stories.AFTER)
    requirements.entry(first, at=stories.AFTER)
    first.refresh_from_db()
    kept = [_of_cohort(cast.hr, lived), _of_person(cast.hr, first), _of_person(cast.hr, left)]
    text = json.dumps([[row.figures, row.parameters] for row in kept], ensure_ascii=False)
    for said in (first.name, first.staff_number, number, number[:6], "抽调专项督察", "sick", "病"):
        assert said not in text, said
    figures = kept[1].figures
    assert figures is not None
    sealed = {(row[0], row[2]) for row in figures["rows"] if is_sealed(row[3])}
    assert sealed == {("ledger", "evidence"), ("exclusions", "reason")}
    # Equal words in two places do not look equal.
    seals = [row[3] for row in figures["rows"] if is_sealed(row[3])]
    assert len(set(seals)) == len(seals)


def test_a_sealed_cell_tells_that_it_changed(cast: Cast, lived: Lived) -> None:
    extract = _of_cohort(cast.hr, lived)
    place = courses.enrolment_of(lived.cohort, lived.crowd[9])
    place.reason = "改写的原因"
    place.save(update_fields=["reason"])
    (change,) = _again(cast.hr, extract).changes
    assert (change.level, change.key, change.part) == ("roster", str(place.public_id), "reason")
    assert is_sealed(change.then)
    assert is_sealed(change.now)
    client = Client()
    client.force_login(cast.hr)
    html = client.get(f"/reports/extracts/{extract.public_id}/").content.decode()
    for said in ("人员及结果名单", lived.crowd[9].name, "原文不留存", "改写的原因"):
        assert said in html
    assert "抽调专项督察" not in html


def test_who_may_not_open_the_record_any_more_finds_nothing(cast: Cast, lived: Lived) -> None:
    person = lived.crowd[0]
    extract = _of_person(cast.officer, person)
    assert _again(cast.officer, extract).is_same
    exclusions.moved(person, cast.south, on=local_date(stories.AFTER))
    with pytest.raises(NotFound):
        _again(cast.officer, extract)
    client = Client()
    client.force_login(cast.officer)
    assert client.get(f"/reports/extracts/{extract.public_id}/").status_code == 404
    address = f"/api/v1/report-extracts/{extract.public_id}/comparison"
    assert client.get(address).status_code == 404
    # Who reads over all still may, and of the day all is as it was but for the unit of today.
    assert _again(cast.hr, extract).row_count == extract.row_count + 1


def test_an_extract_of_ones_own_record(cast: Cast, lived: Lived) -> None:
    extract = _of_person(cast.officer, cast.officer)
    assert _again(cast.officer, extract).is_same
    broken = Extract(report="person", parameters={"person": "x", "scope": []})
    with pytest.raises(NotFound):
        access.opened_again(cast.hr, broken, local_date(stories.AFTER))
    with pytest.raises(NotFound):
        comparing.again(broken)


def test_putting_it_again_tells_no_reason_and_no_difference_of_readers(
    cast: Cast, at: datetime
) -> None:
    """What the officer of a later unit was not told stays so, whoever compares."""
    draft = exclusions.draft(cast.li, reason=ExclusionReason.PREGNANT, until=None)
    exclusions.granted(draft, by=cast.hr, decider=cast.holder_of(Role.ACADEMY_ADMIN), at=at)
    exclusions.moved(cast.li, cast.east, on=local_date(at))
    discreet, open_ = _of_person(cast.officer, cast.li), _of_person(cast.hr, cast.li)
    assert discreet.parameters["disclosed"] == []
    assert len(open_.parameters["disclosed"]) == 1
    assert discreet.figures_digest != open_.figures_digest
    assert _again(cast.hr, discreet).is_same
    assert _again(cast.hr, open_).is_same
    assert _again(cast.auditor, open_).is_same


def test_what_came_after_the_day_of_the_extract_changes_nothing(cast: Cast, at: datetime) -> None:
    row = points.running([cast.wang, cast.li], at=at)
    entry = points.entry(row, cast.wang)
    lived = Lived(row, [cast.wang], None, None)  # type: ignore[arg-type]  # neither is looked at
    extracts = [
        _of_cohort(cast.hr, lived, at=EVENING),
        _of_person(cast.hr, cast.wang, at=EVENING),
    ]
    conduct.reverse(actor=SYSTEM, entry=entry, reason="记错人", at=EVENING + DAY)
    place = courses.enrolment_of(row, cast.li)
    enrolments.withdraw(actor=SYSTEM, enrolment=place, reason="抽调", at=EVENING + DAY)
    for extract in extracts:
        assert _again(cast.hr, extract).is_same
