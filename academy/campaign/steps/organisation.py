"""Founding the bureau and its branches, posts and ranks."""

from datetime import date

from academy.campaign.context import PLANNER, Campaign
from academy.campaign.staff import POSTS, RANKS
from academy.campaign.units import unit_lines
from academy.people.models import Unit
from academy.people.operations import dictionary, units

# The bureau has had its present name since January 2019; before that the places are the same.
FOUNDED_ON = date(2019, 1, 1)


def run(campaign: Campaign) -> dict[str, int]:
    """Found what is not there yet; return the number of units."""
    lines = unit_lines()
    bureau: Unit | None = None
    for order, line in enumerate(lines):
        unit = units.found(
            actor=PLANNER,
            code=line.code,
            kind=line.kind,
            name=line.name,
            short_name=line.short_name,
            official_order=order,
            parent=bureau,
            valid_from=FOUNDED_ON,
            at=campaign.prepared_at,
        )
        bureau = bureau or unit
    dictionary.ensure_posts(POSTS)
    dictionary.ensure_ranks(RANKS)
    return {"units": len(lines)}
