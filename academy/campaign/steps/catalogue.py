"""Tracks, courses, syllabi, item banks and blueprints."""

from academy.campaign.catalogue import PAPER_LINES, TRACKS, items_of
from academy.campaign.context import PLANNER, Campaign
from certificates.operations import templates
from courses.operations import catalogue
from courses.operations.catalogue import SubjectLine
from courses.rules.completion import PassRule
from exams.enums import ItemKind, MultipleRule, PartShare
from exams.operations import bank as banks
from exams.operations import papers
from exams.rules.assembly import Line
from exams.rules.scoring import MultipleScheme

SCHEME = MultipleScheme(MultipleRule.PARTIAL_IF_NONE_WRONG, share=PartShare.HALF)


def run(campaign: Campaign) -> dict[str, int]:
    """Publish the three courses and import their items; return how many items there are."""
    at, items = campaign.prepared_at, 0
    for line in TRACKS:
        track = catalogue.create_track(actor=PLANNER, code=line.code, name=line.name, at=at)
        course = catalogue.create_course(
            actor=PLANNER, track=track, code=line.course_code, name=line.course_name, at=at
        )
        catalogue.publish_syllabus(
            actor=PLANNER,
            course=course,
            edition=1,
            valid_from=campaign.roster_on,
            subjects=[SubjectLine(name, hours) for name, hours in line.subjects],
            pass_rule=PassRule(),
            staff_kinds=line.staff_kinds,
            at=at,
        )
        bank = banks.found(actor=PLANNER, code=line.code, name=f"{line.name}题库", at=at)
        own = items_of(line.code)
        banks.import_items(actor=PLANNER, bank=bank, items=own, at=at)
        papers.define(
            actor=PLANNER,
            bank=bank,
            name="结业考试",
            lines=[Line(ItemKind(kind), count, points) for kind, count, points in PAPER_LINES],
            scheme=SCHEME,
            at=at,
        )
        items += len(own)
    templates.publish_shipped(actor=PLANNER, at=at)
    return {"tracks": len(TRACKS), "items": items}
