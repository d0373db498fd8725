"""Finding the PDFs that should be there and are not."""

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from academy.jobs.enums import JobState
from academy.jobs.models import Job
from academy.jobs.periodic import tick
from academy.jobs.runner import execute
from certificates.models import Certificate, Rendition
from certificates.operations import reissues, renditions, revocations, sweep
from tests.cast import SYSTEM, Cast
from tests.make import certificates as make

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    return tmp_path


@pytest.mark.parametrize(("late", "made"), [(-SECOND, 0), (timedelta(0), 1), (SECOND, 1)])
def test_what_was_issued_a_moment_ago_is_left_to_its_job(
    cast: Cast, at: datetime, late: timedelta, made: int
) -> None:
    make.certificate(cast.wang, at=at)
    assert sweep.sweep(at=at + sweep.GRACE + late).made == made
    assert Rendition.objects.count() == made


def test_missing_and_short_files_come_back(cast: Cast, at: datetime) -> None:
    batch = make.issued(make.closed_cohort(persons=[cast.wang, cast.li, cast.zhao], at=at), at=at)
    ids = list(batch.certificates.values_list("pk", flat=True))
    outcome = renditions.render_many(certificate_ids=ids, at=at)
    gone, short, whole = (renditions.path_of(row) for row in outcome.renditions.values())
    before = [path.read_bytes() for path in (gone, short, whole)]
    gone.unlink()
    short.write_bytes(before[1][:100])
    reports: list[tuple[int, int]] = []
    later = at + sweep.GRACE
    swept = sweep.sweep(at=later, report=lambda done, total: reports.append((done, total)))
    assert (swept.owed, swept.made, swept.refused, reports) == (2, 2, 0, [(2, 2)])
    assert [path.read_bytes() for path in (gone, short, whole)] == before
    assert sweep.sweep(at=later).owed == 0


def test_a_reissue_without_its_print_gets_it(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    renditions.render(certificate_id=certificate.pk, at=at)
    reissues.reissue(actor=SYSTEM, certificate=certificate, reason="遗失", at=at + SECOND)
    assert sweep.sweep(at=at + sweep.GRACE).made == 1
    assert certificate.renditions.filter(reissue__isnull=False).count() == 1


def test_what_is_out_of_force_gets_none(cast: Cast, at: datetime) -> None:
    certificate = make.certificate(cast.wang, at=at)
    revocations.revoke(actor=make.APPROVER, certificate=certificate, reason="成绩有误", at=at)
    assert sweep.sweep(at=at + sweep.GRACE).owed == 0


def test_one_that_is_refused_does_not_stop_the_others(cast: Cast, at: datetime) -> None:
    batch = make.issued(make.closed_cohort(persons=[cast.wang, cast.li], at=at), at=at)
    bad = batch.certificates.order_by("serial")[0]
    Certificate.objects.filter(pk=bad.pk).update(facts={**bad.facts, "name": "王𠀣"})
    swept = sweep.sweep(at=at + sweep.GRACE)
    assert (swept.owed, swept.made, swept.refused) == (2, 1, 1)


def test_only_stale_drafts_go(at: datetime, media: Path) -> None:
    (media / "drafts").mkdir()
    stale, fresh = media / "drafts" / "stale", media / "drafts" / "fresh"
    for path, age in ((stale, sweep.STALE + SECOND), (fresh, sweep.STALE - SECOND)):
        path.write_bytes(b"half")
        stamp = (at - age).timestamp()
        os.utime(path, (stamp, stamp))
    assert sweep.sweep(at=at).drafts == 1
    assert (stale.exists(), fresh.exists()) == (False, True)


def test_it_is_asked_for_by_itself(cast: Cast, at: datetime) -> None:
    make.certificate(cast.wang, at=at)
    tick(at)
    job = Job.objects.get(kind="certificates.sweep")
    assert execute(job.pk) is JobState.DONE
    job.refresh_from_db()
    assert job.result == {
        "owed": 1,
        "made": 1,
        "refused": 0,
        "drafts": 0,
        "bundles": 0,
        "portraits": 0,
    }


@pytest.mark.parametrize(
    ("count", "turn", "expected"),
    [
        (1, 7, [0]),
        (5, 7, [0, 1, 2, 3, 4]),
        (6, 7, [1, 2, 3, 4, 5, 0]),
        (12, 0, [7, 8, 9, 10, 11, 0, 1, 2, 3, 4]),
        (12, 1, [7, 8, 9, 10, 11, 0, 1, 2, 5, 6]),
    ],
)
def test_the_newest_pages_each_time_the_others_in_turn(
    count: int, turn: int, expected: list[int]
) -> None:
    assert sweep.pages(count, turn=turn) == expected


def test_in_turn_every_page_is_seen() -> None:
    seen = {page for turn in range(30) for page in sweep.pages(137, turn=turn)}
    assert seen == set(range(137))


@pytest.mark.parametrize("people", [1, 3])
def test_statements_with_nothing_to_do(cast: Cast, at: datetime, people: int) -> None:
    persons = [cast.wang, cast.li, cast.zhao][:people]
    batch = make.issued(make.closed_cohort(persons=persons, at=at), at=at)
    ids = list(batch.certificates.values_list("pk", flat=True))
    renditions.render_many(certificate_ids=ids, at=at)
    with CaptureQueriesContext(connection) as queries:
        assert sweep.sweep(at=at + sweep.GRACE).owed == 0
    # those without, newest row, a page of rows; bundles: made, delete (2 savepoints), named
    assert len(queries) == 7, [each["sql"][:90] for each in queries]
