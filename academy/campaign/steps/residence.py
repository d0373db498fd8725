"""What planning takes into account: dormitories, halls, rules, and people's own days."""

from academy.campaign import planning
from academy.campaign.absences import absences
from academy.campaign.context import PLANNER, Campaign
from academy.people.enums import Sex
from academy.people.models import Person
from courses.models import Block, Dormitory, Hall
from courses.operations import blocks, plan_rules, residence
from courses.queries.blocks import Wanted

SOURCE = "各单位报送的值班安排和请休假情况"
GROUND = "学院年度培训计划编制办法"
_NUMBERS = "一二三四五六七八九十"
HALL_SEATS = 130


def run(campaign: Campaign) -> dict[str, int]:
    """Put on record what is not there yet; return dormitories, halls and blocks."""
    if campaign.asked() is None:
        _record(campaign)
    return {
        "dormitories": Dormitory.objects.count(),
        "halls": Hall.objects.count(),
        "blocks": Block.objects.filter(source=SOURCE).count(),
    }


def _record(campaign: Campaign) -> None:
    since, at = campaign.roster_on, campaign.at(campaign.roster_on, 13)
    houses = planning.houses(campaign.staff)
    for name, sex, beds in (
        ("一号学员楼", Sex.MALE, planning.MEN_BEDS),
        ("二号学员楼", Sex.FEMALE, planning.WOMEN_BEDS),
    ):
        residence.add_dormitory(
            actor=PLANNER, name=name, sex=sex, beds=beds * houses, valid_from=since, at=at
        )
    # One more than there are cohorts at once.
    for number in _NUMBERS[: houses + 1]:
        residence.add_hall(
            actor=PLANNER, name=f"{number}号阶梯教室", seats=HALL_SEATS, valid_from=since, at=at
        )
    plan_rules.adopt(
        actor=PLANNER,
        settings=planning.settings(campaign.staff),
        valid_from=since,
        ground=GROUND,
        at=at,
    )
    drawn = absences(campaign.lines, campaign.period, seed=campaign.seed)
    people = Person.objects.in_bulk(
        [each.line.staff_number for each in drawn], field_name="staff_number"
    )
    blocks.record_many_blocks(
        actor=PLANNER,
        wanted=[Wanted(people[each.line.staff_number], each.kind, each.span) for each in drawn],
        refused=0,
        skip_refused=False,
        source=SOURCE,
        at=at,
    )
