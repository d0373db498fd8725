"""Which ranks count as one band, and percentiles by nearest rank."""

import pytest

from academy.reporting.enums import RankBand
from academy.reporting.rules.bands import band_of
from academy.reporting.rules.figures import percentile


@pytest.mark.parametrize(
    ("name", "band"),
    [
        ("", RankBand.NONE),
        ("二级巡视员", RankBand.COUNTY),
        ("四级调研员", RankBand.COUNTY),
        ("督办", RankBand.COUNTY),
        ("四级高级主办", RankBand.COUNTY),
        ("一级主任科员", RankBand.SECTION),
        ("四级主任科员", RankBand.SECTION),
        ("一级主办", RankBand.SECTION),
        ("一级科员", RankBand.CLERK),
        ("二级行政执法员", RankBand.CLERK),
        ("特级技师", RankBand.OTHER),
    ],
)
def test_bands_by_official_names(name: str, band: RankBand) -> None:
    assert band_of(name) is band


@pytest.mark.parametrize(
    ("percent", "value"),
    [(0, 10), (25, 10), (26, 20), (50, 20), (51, 30), (75, 30), (76, 40), (100, 40)],
)
def test_nearest_rank(percent: int, value: int) -> None:
    assert percentile({30: 1, 10: 1, 40: 1, 20: 1}, percent) == value


def test_percentiles_count_how_often() -> None:
    assert percentile({50: 9, 90: 1}, 90) == 50
    assert percentile({50: 9, 90: 1}, 91) == 90
    assert percentile({}, 50) is None
    for percent in (-1, 101):
        with pytest.raises(ValueError, match="no per cent"):
            percentile({1: 1}, percent)
