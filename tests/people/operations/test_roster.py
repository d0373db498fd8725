"""A roster from upload to commit."""

from datetime import date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from academy.audit.models import Entry, Head
from academy.audit.verify import flaws
from academy.people import errors
from academy.people.enums import RosterMode, RosterState, Verb
from academy.people.models import Assignment, Person, RosterImport, Unit
from academy.people.operations import dictionary, grants, roster
from academy.people.rules.roster_faults import FaultCode
from academy.shared.errors import Refusal
from academy.shared.tabular import errors as table_errors
from tests.cast import SYSTEM, Cast
from tests.make import workbooks
from tests.make.people import id_number

ON = date(2026, 3, 2)
HEADER = ["工号", "姓名", "性别", "身份证号", "联系电话", "单位", "人员类别", "编制类型", "职务"]
Row = list[object]


def new(number: int, unit: str = "东湖", **changes: object) -> Row:
    """A row of a new person; serial numbers are even, so all are women."""
    cells: dict[str, object] = {
        "number": f"N{number:04d}",
        "name": f"新人{number}",
        "sex": "女",
        "id": id_number(number * 2),
        "mobile": f"138{number:08d}",
        "unit": unit,
        "kind": "一线执法人员",
        "footing": "公务员",
        "post": "",
    }
    return list({**cells, **changes}.values())


def workbook(*rows: Row) -> bytes:
    return workbooks.xlsx(("名册", [HEADER, *rows]))


def previewed(
    data: bytes,
    at: datetime,
    *,
    mode: RosterMode = RosterMode.ONE_UNIT,
    unit: Unit | None = None,
    on: date = ON,
    name: str = "a.xlsx",
) -> RosterImport:
    run = roster.upload(
        actor=SYSTEM, file_name=name, data=data, mode=mode, unit=unit, as_of_on=on, at=at
    )
    return roster.preview(run=run, at=at)


def committed(data: bytes, at: datetime, *, unit: Unit, on: date = ON) -> RosterImport:
    run = previewed(data, at, unit=unit, on=on)
    return roster.commit(actor=SYSTEM, run=run, at=at)


def counts(run: RosterImport) -> dict[str, int]:
    return {name: count for name, count in run.counts.items() if count}


def served(staff_number: str) -> list[tuple[str, date, date | None]]:
    rows = Assignment.objects.filter(person__staff_number=staff_number).order_by("valid_from")
    return [(row.unit.code, row.valid_from, row.valid_until) for row in rows]


def test_added(cast: Cast, at: datetime) -> None:
    dictionary.ensure_posts(["科长"])
    run = previewed(workbook(new(1, post="科长"), new(2, "南桥")), at, unit=cast.bureau)
    assert run.state == RosterState.PREVIEWED
    assert counts(run) == {"added": 2, "people": 2}
    assert not Person.objects.filter(staff_number__startswith="N").exists()

    run = roster.commit(actor=SYSTEM, run=run, at=at)
    assert (run.state, run.committed_at, run.sealed) == (RosterState.COMMITTED, at, None)
    person = Person.objects.get(staff_number="N0001")
    assert (person.name, person.id_number, person.mobile) == (
        "新人1",
        id_number(2),
        "13800000001",
    )
    assert not person.has_usable_password()
    assert served("N0001") == [("T001", ON, None)]
    assert served("N0002") == [("T002", ON, None)]
    assert Assignment.objects.get(person=person).post is not None
    assert list(flaws()) == []


def test_nothing_personal_lies_open(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(new(1)), at, unit=cast.bureau)
    stored = RosterImport.objects.filter(pk=run.pk).values().get()
    lines = list(run.lines.values())
    for secret in (id_number(2), "13800000001"):
        assert secret.encode() not in bytes(stored["sealed"] or b"")
        assert secret not in repr((stored["counts"], stored["findings"], lines))
    roster.commit(actor=SYSTEM, run=run, at=at)
    assert id_number(2) not in repr(list(Entry.objects.values_list("facts", flat=True)))


def test_committing_twice_is_committing_once(cast: Cast, at: datetime) -> None:
    run = committed(workbook(new(1)), at, unit=cast.bureau)
    entries = Entry.objects.count()
    again = roster.commit(actor=SYSTEM, run=run, at=at + timedelta(hours=1))
    assert again.committed_at == at
    assert (Entry.objects.count(), Person.objects.filter(name="新人1").count()) == (entries, 1)


def test_the_same_file_is_the_same_run(cast: Cast, at: datetime) -> None:
    data = workbook(new(1))
    run = previewed(data, at, unit=cast.bureau)
    assert previewed(data, at, unit=cast.bureau) == run
    assert previewed(data, at, unit=cast.bureau, on=ON + timedelta(days=1)) != run
    assert previewed(data, at, unit=cast.east) != run
    roster.commit(actor=SYSTEM, run=run, at=at)
    assert previewed(data, at, unit=cast.bureau) == run
    assert Entry.objects.filter(verb=Verb.ROSTER_UPLOADED).count() == 3


def test_changed_and_unchanged(cast: Cast, at: datetime) -> None:
    committed(workbook(new(1), new(2)), at, unit=cast.bureau)
    person = Person.objects.get(staff_number="N0001")
    run = committed(
        workbook(new(1, name="新名", mobile="13900000000", kind="法制审核人员"), new(2)),
        at,
        unit=cast.bureau,
        on=ON + timedelta(days=1),
    )
    assert counts(run) == {"changed": 1, "unchanged": 1, "people": 2}
    assert [line.changes for line in run.lines.all()] == [
        [
            {"field": "name", "before": "新人1", "after": "新名"},
            {"field": "staff_kind", "before": "enforcement", "after": "legal_review"},
            {"field": "mobile", "before": "", "after": "139****0000"},
        ]
    ]
    changed = Person.objects.get(pk=person.pk)
    assert (changed.name, changed.mobile, changed.staff_kind) == (
        "新名",
        "13900000000",
        "legal_review",
    )
    assert changed.pinyin_key != person.pinyin_key
    assert (changed.id_number, changed.sex) == (person.id_number, person.sex)
    assert (changed.public_id, changed.password) == (person.public_id, person.password)
    assert served("N0001") == [("T001", ON, None)]
    facts = Entry.objects.get(verb=Verb.PERSON_CHANGED).facts
    assert facts["changed"] == ["name", "staff_kind", "mobile"]


def test_transferred(cast: Cast, at: datetime) -> None:
    committed(workbook(new(1)), at, unit=cast.bureau)
    later = ON + timedelta(days=30)
    run = committed(workbook(new(1, "南桥")), at, unit=cast.bureau, on=later)
    assert counts(run) == {"transferred": 1, "people": 1}
    assert served("N0001") == [("T001", ON, later), ("T002", later, None)]
    entry = Entry.objects.get(verb=Verb.PERSON_TRANSFERRED)
    assert (entry.facts["from_unit"], entry.facts["unit"]) == ("T001", "T002")


def test_a_correction_on_the_same_day(cast: Cast, at: datetime) -> None:
    committed(workbook(new(1)), at, unit=cast.bureau)
    committed(workbook(new(1, "南桥")), at, unit=cast.bureau)
    assert served("N0001") == [("T002", ON, None)]


def test_a_new_post_is_a_new_assignment(cast: Cast, at: datetime) -> None:
    dictionary.ensure_posts(["科员", "科长"])
    committed(workbook(new(1, post="科员")), at, unit=cast.bureau)
    later = ON + timedelta(days=30)
    run = committed(workbook(new(1, post="科长")), at, unit=cast.bureau, on=later)
    assert counts(run) == {"changed": 1, "people": 1}
    assert served("N0001") == [("T001", ON, later), ("T001", later, None)]


def whole(cast: Cast, *, without: str = "") -> list[Row]:
    """Rows for everybody of the cast who holds no role."""
    people = (cast.wang, cast.li, cast.zhao)
    units = {cast.li.pk: "南桥"}
    return [
        [each.staff_number, each.name, "", "", "", units.get(each.pk, "东湖"), "", "", ""]
        for each in people
        if each.staff_number != without
    ]


def test_left_and_returned(cast: Cast, at: datetime) -> None:
    run = previewed(
        workbook(*whole(cast, without=cast.wang.staff_number)), at, mode=RosterMode.WHOLE_SYSTEM
    )
    assert counts(run) == {"left": 1, "unchanged": 2, "people": 2}
    roster.commit(actor=SYSTEM, run=run, at=at)
    wang = Person.objects.get(pk=cast.wang.pk)
    assert (wang.left_on, wang.is_active) == (ON, False)
    assert served(wang.staff_number) == [("T001", date(2020, 1, 1), ON)]

    later = ON + timedelta(days=90)
    run = previewed(workbook(*whole(cast)), at, mode=RosterMode.WHOLE_SYSTEM, on=later)
    assert counts(run) == {"returned": 1, "unchanged": 2, "people": 3}
    roster.commit(actor=SYSTEM, run=run, at=at)
    wang = Person.objects.get(pk=cast.wang.pk)
    assert (wang.left_on, wang.is_active) == (None, True)
    assert served(wang.staff_number) == [("T001", date(2020, 1, 1), ON), ("T001", later, None)]


def test_role_holders_do_not_leave_by_omission(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(*whole(cast)), at, mode=RosterMode.WHOLE_SYSTEM)
    assert counts(run) == {"unchanged": 3, "people": 3}
    assert cast.hr.staff_number in run.findings["held"]
    assert len(run.findings["held"]) == 9
    grant = cast.marker.grants.get()
    grants.end(actor=SYSTEM, grant=grant, on=ON, at=at)
    run = roster.preview(run=run, at=at)
    assert counts(run) == {"left": 1, "unchanged": 3, "people": 3}


def test_one_units_roster_makes_nobody_leave(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(new(1)), at, unit=cast.east)
    assert counts(run) == {"added": 1, "people": 1}
    assert run.findings["absent"] == 4
    roster.commit(actor=SYSTEM, run=run, at=at)
    assert not Person.objects.filter(left_on__isnull=False).exists()


def test_who_came_the_same_day_and_left_never_served(cast: Cast, at: datetime) -> None:
    everyone = whole(cast)
    first = previewed(workbook(*everyone, new(1)), at, mode=RosterMode.WHOLE_SYSTEM)
    roster.commit(actor=SYSTEM, run=first, at=at)
    second = previewed(workbook(*everyone), at, mode=RosterMode.WHOLE_SYSTEM)
    assert counts(second) == {"left": 1, "unchanged": 3, "people": 3}
    roster.commit(actor=SYSTEM, run=second, at=at)
    assert Person.objects.get(staff_number="N0001").left_on == ON
    assert served("N0001") == []


def test_a_changed_base_is_noticed(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(new(1), new(2)), at, unit=cast.bureau)
    committed(workbook(new(1)), at, unit=cast.bureau)
    with pytest.raises(errors.RosterStale) as refused:
        roster.commit(actor=SYSTEM, run=run, at=at)
    assert refused.value.code == "people.roster_stale"
    assert not Person.objects.filter(staff_number="N0002").exists()
    run = roster.preview(run=run, at=at)
    assert counts(run) == {"added": 1, "unchanged": 1, "people": 2}
    roster.commit(actor=SYSTEM, run=run, at=at)
    assert Person.objects.filter(staff_number__in=["N0001", "N0002"]).count() == 2


def test_refused_rows_hold_the_commit_back(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(new(1), new(2, unit="北山", kind="司机")), at, unit=cast.bureau)
    assert counts(run) == {"added": 1, "refused": 1, "people": 1}
    faults = run.lines.filter(kind="refused")
    # A row is first read, then compared: what can't be read is told first, and alone.
    assert [(f.sheet, f.row, f.column, f.code) for f in faults] == [
        ("名册", 3, "G", FaultCode.STAFF_KIND_UNKNOWN)
    ]
    with pytest.raises(errors.RosterHasRefusedRows):
        roster.commit(actor=SYSTEM, run=run, at=at)
    run = roster.commit(actor=SYSTEM, run=run, skip_refused=True, at=at)
    assert Person.objects.filter(staff_number__startswith="N").count() == 1


def test_an_id_number_of_another_person(cast: Cast, at: datetime) -> None:
    committed(workbook(new(1)), at, unit=cast.bureau)
    run = previewed(workbook(new(2, id=id_number(2))), at, unit=cast.bureau)
    fault = run.lines.get()
    assert (fault.code, fault.facts, fault.column) == (
        FaultCode.ID_OF_ANOTHER,
        {"other": "N0001"},
        "D",
    )


def test_discarded(cast: Cast, at: datetime) -> None:
    data = workbook(new(1))
    run = previewed(data, at, unit=cast.bureau)
    run = roster.discard(actor=SYSTEM, run=run, at=at)
    assert (run.state, run.sealed, run.lines.count()) == (RosterState.DISCARDED, None, 0)
    assert roster.discard(actor=SYSTEM, run=run, at=at) == run
    for ask in (roster.commit,):
        with pytest.raises(errors.RosterNotReady):
            ask(actor=SYSTEM, run=run, at=at)
    assert previewed(data, at, unit=cast.bureau) != run
    done = committed(workbook(new(2)), at, unit=cast.bureau)
    with pytest.raises(errors.RosterNotReady):
        roster.discard(actor=SYSTEM, run=done, at=at)


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (workbooks.far_cell(), "a.xlsx", "tabular.too_many_cells"),
        (b"a,b\n1,2\n", "a.csv", "people.roster_header_missing"),
        ("工号,姓名\n".encode(), "a.csv", "people.roster_empty"),
    ],
)
def test_unreadable_files_end_their_run(
    cast: Cast, at: datetime, data: bytes, name: str, code: str
) -> None:
    run = roster.upload(
        actor=SYSTEM,
        file_name=name,
        data=data,
        mode=RosterMode.WHOLE_SYSTEM,
        unit=None,
        as_of_on=ON,
        at=at,
    )
    with pytest.raises(Refusal) as refused:
        roster.preview(run=run, at=at)
    assert refused.value.code == code
    run.refresh_from_db()
    assert (run.state, run.sealed, run.refusal and run.refusal["code"]) == ("refused", None, code)


def test_what_upload_refuses(cast: Cast, at: datetime) -> None:
    with pytest.raises(table_errors.UnknownExtension):
        previewed(b"x", at, unit=cast.east, name="a.doc")
    with pytest.raises(table_errors.TooLarge):
        previewed(b"x" * (10 * 1024 * 1024 + 1), at, unit=cast.east)
    with pytest.raises(errors.RosterUnitRequired):
        previewed(b"x", at, mode=RosterMode.ONE_UNIT)
    with pytest.raises(errors.RosterUnitRequired):
        previewed(b"x", at, mode=RosterMode.WHOLE_SYSTEM, unit=cast.east)
    assert not RosterImport.objects.exists()


def test_a_commit_that_breaks_leaves_nothing(cast: Cast, at: datetime) -> None:
    run = previewed(workbook(new(1)), at, unit=cast.bureau)
    before = (Person.objects.count(), Assignment.objects.count(), Entry.objects.count())
    # Without its head row the log can't be written, which is found out after everything else.
    Head.objects.all().delete()
    with pytest.raises(Head.DoesNotExist):
        roster.commit(actor=SYSTEM, run=run, at=at)
    after = (Person.objects.count(), Assignment.objects.count(), Entry.objects.count())
    run.refresh_from_db()
    assert (before, run.state) == (after, RosterState.PREVIEWED)


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_rows(
    cast: Cast,
    at: datetime,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    run = roster.upload(
        actor=SYSTEM,
        file_name="a.xlsx",
        data=workbook(*(new(number) for number in range(1, rows + 1))),
        mode=RosterMode.ONE_UNIT,
        unit=cast.bureau,
        as_of_on=ON,
        at=at,
    )
    with django_assert_num_queries(PREVIEW_QUERIES):
        run = roster.preview(run=run, at=at)
    with django_assert_num_queries(COMMIT_QUERIES):
        roster.commit(actor=SYSTEM, run=run, at=at)


PREVIEW_QUERIES = 14
COMMIT_QUERIES = 21
