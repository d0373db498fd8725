"""Which ranks (职级) count as one band.

The rules on training of cadres set one amount of hours for 四级调研员 and above and another for
一级主任科员 and below. The ranks of the comprehensive class are those of 公务员职务与职级并行规定
(2019), those of the enforcement class (督办, 高级主办, 主办, 行政执法员) stand beside them in the
same order.
"""

from academy.reporting.enums import RankBand

# What a rank's name ends in; the first that fits decides, so the longer endings stand first.
_ENDINGS: tuple[tuple[str, RankBand], ...] = (
    ("巡视员", RankBand.COUNTY),
    ("调研员", RankBand.COUNTY),
    ("督办", RankBand.COUNTY),
    ("高级主办", RankBand.COUNTY),
    ("主任科员", RankBand.SECTION),
    ("主办", RankBand.SECTION),
    ("科员", RankBand.CLERK),
    ("行政执法员", RankBand.CLERK),
)


def band_of(rank_name: str) -> RankBand:
    """Return the band of a rank by its official name; "" is who has no rank at all."""
    if not rank_name:
        return RankBand.NONE
    for ending, band in _ENDINGS:
        if rank_name.endswith(ending):
            return band
    return RankBand.OTHER
