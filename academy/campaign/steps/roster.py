"""Writing the roster workbook and importing it like any other."""

from academy.campaign.context import PLANNER, Campaign
from academy.campaign.roster import write_roster
from academy.people.enums import RosterLineKind, RosterMode
from academy.people.operations import roster


def run(campaign: Campaign) -> dict[str, int]:
    """Import the whole system's roster; return the dry run's counts.

    The same staff gives the same bytes, and the same file for the same day is the earlier import.
    """
    path = campaign.out / f"人员名册-{campaign.staff}人.xlsx"
    write_roster(path, campaign.lines, on=campaign.roster_on)
    uploaded = roster.upload(
        actor=PLANNER,
        file_name=path.name,
        data=path.read_bytes(),
        mode=RosterMode.WHOLE_SYSTEM,
        unit=None,
        as_of_on=campaign.roster_on,
        at=campaign.at(campaign.roster_on, 10),
    )
    campaign.progress(1, 3)
    seen = roster.preview(run=uploaded, at=campaign.at(campaign.roster_on, 11))
    campaign.progress(2, 3)
    done = roster.commit(actor=PLANNER, run=seen, at=campaign.at(campaign.roster_on, 12))
    campaign.progress(3, 3)
    wanted = (RosterLineKind.ADDED, RosterLineKind.CHANGED, RosterLineKind.REFUSED)
    return {kind.value: int(done.counts.get(kind.value, 0)) for kind in wanted}
