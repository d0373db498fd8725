"""Rows of courses."""

from courses.models.attendance import (
    RollCall,
    RollCallLine,
)
from courses.models.block import (
    Block,
)
from courses.models.catalogue import (
    Course,
    Prerequisite,
    Subject,
    Syllabus,
    Track,
)
from courses.models.cohort import (
    Cohort,
    Quota,
)
from courses.models.completion import (
    Completion,
    ExamOutcome,
)
from courses.models.conduct import (
    ConductEntry,
    ConductObjection,
)
from courses.models.enrolment import (
    Enrolment,
)
from courses.models.evaluation import (
    Comment,
    Evaluation,
    EvaluationLine,
    Prompt,
    Questionnaire,
    QuestionnaireEdition,
    Tally,
    Turnout,
)
from courses.models.evaluation_setting import EvaluationSetting
from courses.models.hours import (
    HoursCategory,
    HoursEntry,
    HoursImport,
)
from courses.models.instructor import (
    Availability,
    Instructor,
    Qualification,
)
from courses.models.leave import (
    Leave,
    LeaveDecision,
)
from courses.models.material import (
    Material,
    MaterialEdition,
    Reading,
)
from courses.models.notice import (
    CohortNotice,
)
from courses.models.places import (
    Allocation,
    AllocationLine,
    CarriedOutcome,
    RuleOverride,
    Substitution,
)
from courses.models.plan import (
    PlanBound,
    PlanDecision,
    PlanLeftOver,
    PlanLine,
    PlanningRun,
    PlanQuota,
    PlanSeat,
)
from courses.models.plan_rules import (
    PlanningRules,
    UnitShare,
)
from courses.models.renewal import RenewalWindow
from courses.models.requirement import (
    Recognition,
    Requirement,
    RequirementEdition,
)
from courses.models.residence import (
    Dormitory,
    Hall,
    Shut,
)
from courses.models.residence_rules import (
    ConductRule,
    ResidenceRules,
)
from courses.models.teaching import (
    CohortLead,
    Teaching,
)

__all__ = [
    "Allocation",
    "AllocationLine",
    "Availability",
    "Block",
    "CarriedOutcome",
    "Cohort",
    "CohortLead",
    "CohortNotice",
    "Comment",
    "Completion",
    "ConductEntry",
    "ConductObjection",
    "ConductRule",
    "Course",
    "Dormitory",
    "Enrolment",
    "Evaluation",
    "EvaluationLine",
    "EvaluationSetting",
    "ExamOutcome",
    "Hall",
    "HoursCategory",
    "HoursEntry",
    "HoursImport",
    "Instructor",
    "Leave",
    "LeaveDecision",
    "Material",
    "MaterialEdition",
    "PlanBound",
    "PlanDecision",
    "PlanLeftOver",
    "PlanLine",
    "PlanQuota",
    "PlanSeat",
    "PlanningRules",
    "PlanningRun",
    "Prerequisite",
    "Prompt",
    "Qualification",
    "Questionnaire",
    "QuestionnaireEdition",
    "Quota",
    "Reading",
    "Recognition",
    "RenewalWindow",
    "Requirement",
    "RequirementEdition",
    "ResidenceRules",
    "RollCall",
    "RollCallLine",
    "RuleOverride",
    "Shut",
    "Subject",
    "Substitution",
    "Syllabus",
    "Tally",
    "Teaching",
    "Track",
    "Turnout",
    "UnitShare",
]
