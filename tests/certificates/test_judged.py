"""A batch as issued, before outside judges: programs, a scanner, and each person's own words."""

import random
from datetime import datetime
from pathlib import Path

import pytest

from certificates.models import Batch, Certificate, Rendition
from certificates.operations import renditions
from tests.cast import Cast
from tests.certificates import judges
from tests.make import pressing

pytestmark = [pytest.mark.django_db, pytest.mark.press]
OWN = ("number", "name", "sex", "unit", "result", "id_number")


@pytest.fixture(autouse=True)
def media(settings: object, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture


@pytest.fixture
def batch(cast: Cast, at: datetime) -> Batch:
    return pressing.batch(9, units=[cast.east, cast.south], at=at)


def rendered(batch: Batch, at: datetime, *, seed: int = 1) -> list[tuple[Certificate, Path]]:
    """Return each certificate and its file, rendered in no order."""
    ids = list(batch.certificates.values_list("pk", flat=True))
    random.Random(seed).shuffle(ids)
    outcome = renditions.render_many(certificate_ids=ids, at=at)
    assert outcome.refused == {}
    rows = Rendition.objects.select_related("certificate").order_by("certificate__serial")
    assert {row.making for row in rows} == {"layered"}
    return [(row.certificate, renditions.path_of(row)) for row in rows]


def test_outside_programs_find_nothing_wrong(batch: Batch, at: datetime) -> None:
    for _, path in rendered(batch, at):
        judges.sound(path)


def test_the_code_scanned_off_the_page_is_the_link(batch: Batch, at: datetime) -> None:
    for certificate, path in rendered(batch, at):
        assert judges.scanned(path).upper() == certificate.facts["verify_url"].upper()


def test_shuffled_people_each_carry_their_own_words(batch: Batch, at: datetime) -> None:
    files = rendered(batch, at)
    for certificate, path in files:
        assert judges.says(path, *(certificate.facts[name] for name in OWN))
        for other, _ in files:
            if other != certificate:
                assert not judges.says(path, other.number)
                assert not judges.says(path, other.name) or other.name in certificate.name


def test_pyhanko_accepts_each_and_refuses_it_with_a_byte_flipped(
    batch: Batch, at: datetime
) -> None:
    chance = random.Random(5)
    for _, path in rendered(batch, at):
        content = path.read_bytes()
        assert judges.accepted(content)
        assert not judges.accepted_altered(content, chance)
