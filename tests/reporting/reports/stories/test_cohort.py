"""The cohort report: every figure against a sum of its own, the reader's units, the day."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from academy.reporting import access
from academy.reporting.errors import AsOfInFuture
from academy.reporting.reports.stories import cohort as cohort_report
from academy.shared.clock import local_date
from academy.shared.errors import NotFound
from courses.enums import AttemptKind, CohortState
from courses.enums.attendance import Presence
from courses.models import HoursEntry
from courses.operations import enrolments, transfers
from tests.cast import SYSTEM, Cast
from tests.make import (
    conduct,
    courses,
    evaluations,
    exams,
    leave_of,
    people,
    reporting,
    stories,
)
from tests.make.stories import Lived, line, story_of, table


@pytest.fixture
def lived(cast: Cast, at: datetime) -> Lived:
    return stories.lived(cast, at=at)


COUNTS = ("had", "came", "came_from", "left_for", "withdrew", "named", "required")


def test_composition_counts_everybody_once_in_each_table(cast: Cast, lived: Lived) -> None:
    story = story_of(cast.hr, lived.cohort)
    for code in ("by_unit", "by_kind", "by_sex", "by_band"):
        lines = table(story, code).lines
        assert [line(story, code).values[each] for each in COUNTS] == [12, 11, 0, 0, 1, 0, 11]
        for column in COUNTS:
            told = [int(str(each.values[column])) for each in lines]
            assert sum(told[:-1]) == told[-1]
    assert [each.key for each in table(story, "by_unit").lines] == ["T000", "T001", "T002", ""]
    assert line(story, "by_unit", "T001").values["had"] == 10
    assert line(story, "by_unit").values["rate"] == Decimal("91.7")
    assert line(story, "by_kind", "approval").values["had"] == 1
    assert line(story, "by_sex", "female").values["had"] == 12
    assert line(story, "by_band", "none").values["had"] == 12


def test_attendance_is_what_the_roll_calls_said(cast: Cast, lived: Lived) -> None:
    story = story_of(cast.hr, lived.cohort)
    total = line(story, "attendance").values
    # Eleven people are in it, one of whom never came and was never called; one left.
    assert total["people"] == 11
    assert (total["hours_there"], total["hours_absent"]) == (Decimal("18.0"), Decimal("2.0"))
    assert (total["attendance_rate"], total["late"]) == (Decimal("90.0"), 1)
    conduct = line(story, "conduct").values
    assert (conduct["entries"], conduct["removals"], conduct["over"]) == (1, 0, 0)
    # Five of a hundred points were taken off one of eleven people.
    assert conduct["points"] == Decimal("99.5")


def test_results_agree_with_the_reports_they_come_from(
    cast: Cast, at: datetime, lived: Lived
) -> None:
    story = story_of(cast.hr, lived.cohort)
    told = line(story, "results").values
    wanted = reporting.everybody(cast, at=stories.AFTER, cohort=lived.cohort.public_id)
    total = reporting.completion_of(wanted).total
    for column in table(story, "results").columns[1:]:
        assert told[column.code] == total[column.code], column.code
    assert (told["due"], told["sat_first"], told["passed_first"]) == (11, 10, 5)
    spread = line(story, "spread", "first").values
    assert (spread["scored"], spread["below_60"], spread["from_90"]) == (10, 5, 5)
    levels = line(story, "levels", "first").values
    # Five have 100, four 0, li three points of ten.
    assert levels["average_score"] == Decimal("53.00")
    assert (levels["lowest"], levels["highest"]) == (Decimal("0.00"), Decimal("100.00"))
    owing = table(story, "outstanding").lines
    assert len(owing) == 6  # four with nothing, li, and HR who was absent
    assert {each.values["standing"] for each in owing} == {"failed", "absent"}
    assert len(table(story, "roster").lines) == 12
    hours = [each.values["hours"] for each in table(story, "roster").lines]
    ledger = sum(HoursEntry.objects.values_list("hours", flat=True))
    assert sum(Decimal(str(each)) for each in hours) == ledger == Decimal("200.0")


def test_item_figures(cast: Cast, lived: Lived) -> None:
    story = story_of(cast.hr, lived.cohort)
    hardest, easiest = table(story, "hardest").lines, table(story, "easiest").lines
    assert len(hardest) == len(easiest) == 3
    # Six of ten got the first three right, five the others.
    assert hardest[0].values["facility"] == Decimal("50.0")
    assert easiest[0].values["facility"] == Decimal("60.0")
    assert easiest[0].values["sittings"] == 10
    assert hardest[0].values["discrimination"] == Decimal("1.00")
    assert table(story, "suspicious").lines == []
    assert "stem" not in str(story.figures())
    assert "应当怎么办" not in str(story.figures())


def test_certificates_teaching_and_their_days(cast: Cast, lived: Lived) -> None:
    after = story_of(cast.hr, lived.cohort)
    counts = line(after, "certificates", "qualification").values
    assert (counts["issued"], counts["held"], counts["revoked"]) == (5, 4, 1)
    assert [each.values["number"] for each in table(after, "revoked").lines] == [
        lived.revoked.number
    ]
    before = story_of(cast.hr, lived.cohort, at=stories.REVOKED_AT - timedelta(days=1))
    assert line(before, "certificates", "qualification").values["held"] == 5
    assert table(before, "revoked").lines == []
    teacher = table(after, "teaching").lines[0].values
    assert (teacher["taught"], teacher["ahead"]) == (Decimal("4.0"), Decimal("0.0"))
    early = story_of(cast.hr, lived.cohort, at=stories.EXAM_AT - timedelta(days=4))
    ahead = table(early, "teaching").lines[0].values
    assert (ahead["taught"], ahead["ahead"]) == (Decimal("0.0"), Decimal("4.0"))


def test_a_day_before_a_change_tells_what_was(cast: Cast, lived: Lived) -> None:
    before = story_of(cast.hr, lived.cohort, at=stories.EXAM_AT - timedelta(days=1))
    assert line(before, "by_unit").values["withdrew"] == 0
    assert line(before, "by_unit").values["required"] == 12
    assert line(before, "results").values["due"] == 0
    assert table(before, "hardest").lines == []
    assert {str(k): v for k, v in before.facts}["状态"] == "未结班"
    on_the_day = story_of(cast.hr, lived.cohort, at=stories.EXAM_AT)
    assert line(on_the_day, "by_unit").values["withdrew"] == 1
    assert line(on_the_day, "results").values["due"] == 11


def test_transfers_and_make_ups(cast: Cast, at: datetime) -> None:
    old = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.wang, cast.zhao])
    new = courses.cohort(at=at, number=2, state=CohortState.RUNNING, persons=[cast.li])
    place = courses.enrolment_of(old, cast.wang)
    transfers.transfer(actor=SYSTEM, enrolment=place, to=new, reason="工作需要", at=at)
    zhao = courses.enrolment_of(old, cast.zhao)
    courses.outcome(zhao, score="50", at=at)
    left = story_of(cast.hr, old, at=at)
    assert [line(left, "by_unit").values[each] for each in COUNTS] == [2, 2, 0, 1, 0, 0, 1]
    assert len(table(left, "outstanding").lines) == len(table(left, "roster").lines) == 1
    reached = story_of(cast.hr, new, at=at)
    assert line(reached, "by_unit").values["came_from"] == 1
    later = at + timedelta(days=1)
    courses.outcome(zhao, score="70", attempt=AttemptKind.MAKE_UP, at=later)
    assert table(story_of(cast.hr, old, at=later), "outstanding").lines == []
    levels = story_of(cast.hr, old, at=later)
    assert line(levels, "levels", "first").values["average_score"] == Decimal("50.00")
    assert line(levels, "levels", "final").values["average_score"] == Decimal("70.00")
    assert left.digest == story_of(cast.hr, old, at=at).digest != levels.digest


def test_an_officer_reads_of_the_own_people_only(cast: Cast, lived: Lived) -> None:
    story = story_of(cast.officer, lived.cohort)
    assert line(story, "by_unit").values["had"] == 10
    assert line(story, "attendance").values["people"] == 9
    assert {each.values["unit"] for each in table(story, "roster").lines} == {
        "测试市城管局东湖分局"
    }
    assert {str(k): v for k, v in story.facts}["统计范围"] == "仅测试市城管局东湖分局的人员"
    assert "不是全期数字" in str(story.notes[0])
    assert table(story, "items").lines == table(story, "evaluation").lines == []
    assert "本报告的范围不含全期人员" in str(table(story, "items").empty)
    assert "只列在全局范围的报告里" in str(table(story, "evaluation").empty)
    narrowed = story_of(cast.hr, lived.cohort, unit="T001")
    assert narrowed.figures() == story.figures()


def test_items_are_told_to_who_reads_of_everybody_in_it(cast: Cast, at: datetime) -> None:
    """One seat of another unit decides, be it given up again; evaluations are the bureau's."""
    crowd = people.people(6, unit=cast.east, at=at)
    row = conduct.running(crowd, at=at)
    exam = exams.exam(at=stories.EXAM_AT, persons=[], cohort=row)
    for person in crowd:
        exams.sat(exam, person, at=stories.EXAM_AT, right=3)
    exams.released(exam, at=stories.EXAM_AT)
    own = story_of(cast.officer, row)
    assert len(table(own, "hardest").lines) == 3
    assert {str(k): v for k, v in own.facts}["统计范围"] == "全期人员"
    assert "不是全期数字" not in str(own.notes[0])
    assert "只列在全局范围的报告里" in str(table(own, "evaluation").empty)
    assert table(own, "hardest").lines == table(story_of(cast.hr, row), "hardest").lines
    later = stories.EXAM_AT + timedelta(days=1)
    enrolments.enrol_many(actor=SYSTEM, cohort=row, persons=[cast.li], at=later)
    assert table(story_of(cast.officer, row), "items").lines == []
    assert len(table(story_of(cast.hr, row), "hardest").lines) == 3
    # As of the day before nobody of another unit was in it.
    as_then = story_of(cast.officer, row, as_of=local_date(stories.EXAM_AT))
    assert table(as_then, "hardest").lines == table(own, "hardest").lines


def test_strangers_find_nothing(cast: Cast, at: datetime) -> None:
    south = courses.cohort(at=at, state=CohortState.RUNNING, persons=[cast.li])
    draft = courses.cohort(at=at, number=2, state=CohortState.PUBLISHED, persons=[cast.wang])
    for reader, row in ((cast.officer, south), (cast.hr, draft), (cast.wang, south)):
        with pytest.raises(NotFound):
            story_of(reader, row, at=at)
    with pytest.raises(NotFound):
        story_of(cast.hr, south, at=at, unit="T999")
    reach = access.cohort_reach(cast.hr, at.date())
    with pytest.raises(AsOfInFuture):
        reach.asked(south, unit="", as_of=at.date() + timedelta(days=1), today=at.date())
    assert reach.asked(south, unit="", as_of=at.date(), today=at.date()).as_of == at.date()


def test_evaluations_show_from_the_minimum_on(cast: Cast, at: datetime) -> None:
    row = evaluations.cohort(cast, 6, at=at)
    opened = evaluations.opened(row)
    open_still = story_of(cast.hr, row, at=evaluations.LAST_DAY)
    assert "还在进行" in str(table(open_still, "evaluation").empty)
    for number, person in enumerate(evaluations.voters(opened), start=1):
        evaluations.say(opened, person)
        after = evaluations.AFTER + timedelta(days=1)
        told = table(story_of(cast.hr, row, at=after), "evaluation")
        if number < opened.minimum:
            assert told.lines == []
        else:
            assert {each.values["average"] for each in told.lines} == {Decimal("4.00")}
            assert f"作答 {number} 人" in str(told.basis)


def test_queries_do_not_grow_with_people(cast: Cast, at: datetime) -> None:
    counted = []
    for number, size in enumerate((3, 30), start=1):
        crowd = people.people(size, unit=cast.east, at=at, start=number * 100)
        row = courses.cohort(at=at, number=number, state=CohortState.RUNNING, persons=crowd)
        conduct.called(row, dict.fromkeys(crowd, Presence.SICK))
        for person in crowd:
            leave_of.ask(row, person, day=1, at=at)
        courses.outcome(courses.enrolment_of(row, crowd[0]), at=at)
        story_of(cast.hr, row)
        with CaptureQueriesContext(connection) as queries:
            told = story_of(cast.hr, row)
        assert line(told, "conduct").values["asked"] == size
        assert line(told, "attendance").values["hours_on_leave"] == 2 * size
        counted.append(len(queries))
    assert counted == [counted[0]] * 2
    assert counted[0] < 60


def test_the_digest_is_of_figures_not_of_words(cast: Cast, lived: Lived) -> None:
    story = story_of(cast.hr, lived.cohort)
    with translation.override("en"):
        assert story_of(cast.hr, lived.cohort).digest == story.digest
    assert story.code == cohort_report.CODE
