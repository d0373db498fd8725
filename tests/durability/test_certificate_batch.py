"""A batch of two hundred before an outside judge: every signature holds, and none survives."""

import random
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from certificates.models import Rendition
from certificates.operations import renditions
from tests.cast import Cast
from tests.certificates import judges
from tests.make import pressing

pytestmark = [pytest.mark.durability, pytest.mark.django_db]
PEOPLE = 200


def test_every_signature_of_a_batch_holds_and_none_with_a_flipped_byte(
    cast: Cast,
    at: datetime,
    settings: object,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]  # fixture
    batch = pressing.batch(PEOPLE, units=[cast.east, cast.south], at=at)
    ids = list(batch.certificates.values_list("pk", flat=True))
    begun = time.process_time()
    outcome = renditions.render_many(certificate_ids=ids, at=at)
    spent = time.process_time() - begun
    assert (len(outcome.renditions), outcome.refused) == (PEOPLE, {})
    chance = random.Random(PEOPLE)
    held = forged = scanned = 0
    rows = Rendition.objects.select_related("certificate").order_by("certificate__serial")
    for row in rows:
        path = renditions.path_of(row)
        content = path.read_bytes()
        held += judges.accepted(content)
        forged += judges.accepted_altered(content, chance)
        judges.sound(path)
        scanned += judges.scanned(path).upper() == row.certificate.facts["verify_url"].upper()
        assert judges.says(path, row.certificate.number, row.certificate.name)
    largest = max(row.bytes for row in rows)
    record_property(
        "promise",
        f"P23 certificates before outside judges: of {PEOPLE}, pyHanko accepted {held} and"
        f" {forged} altered, {scanned} codes scanned right; largest {largest:,} bytes,"
        f" {1000 * spent / PEOPLE:.1f} ms of this process each",
    )
    assert (held, forged, scanned) == (PEOPLE, 0, PEOPLE)
    assert {row.making for row in rows} == {"layered"}
