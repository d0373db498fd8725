"""What the words of planning are called on pages and sheets."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.planning import BlockKind, PlanRule
from courses.enums.plans import BlockFault, DecisionKind, PlanBasis, PlanState

BLOCK_KIND: dict[BlockKind, Promise] = {
    BlockKind.DUTY: _("值班备勤"),
    BlockKind.LEAVE: _("休假"),
    BlockKind.PREGNANCY: _("孕产期"),
    BlockKind.MEDICAL: _("病休"),
    BlockKind.SECONDMENT: _("借调"),
    BlockKind.OTHER: _("其他"),
}
BLOCK_FAULT: dict[BlockFault, Promise] = {
    BlockFault.NO_STAFF_NUMBER: _("没有工号"),
    BlockFault.UNKNOWN_PERSON: _("查无此人，或不在您的管理范围"),
    BlockFault.OTHER_NAME: _("工号与姓名不是同一个人"),
    BlockFault.LEFT: _("此人已离开本系统"),
    BlockFault.UNKNOWN_KIND: _("类别无法识别"),
    BlockFault.NO_DATE: _("没有日期"),
    BlockFault.BAD_DATE: _("日期不存在"),
    BlockFault.ENDS_BEFORE: _("结束日期早于开始日期"),
    BlockFault.TOO_LONG: _("超过一次登记的最长天数，请核对年份"),
}
PLAN_STATE: dict[PlanState, Promise] = {
    PlanState.DRAFT: _("待求解"),
    PlanState.PROPOSED: _("待确认"),
    PlanState.ACCEPTED: _("已采纳"),
    PlanState.SUPERSEDED: _("已被替代"),
    PlanState.INFEASIBLE: _("排不出"),
    PlanState.FAILED: _("求解未完成"),
}
PLAN_TONE: dict[PlanState, str] = {
    PlanState.DRAFT: "info",
    PlanState.PROPOSED: "owed",
    PlanState.ACCEPTED: "done",
    PlanState.SUPERSEDED: "plain",
    PlanState.INFEASIBLE: "late",
    PlanState.FAILED: "late",
}
PLAN_BASIS: dict[PlanBasis, Promise] = {
    PlanBasis.POPULATION: _("指定课程和人员"),
    PlanBasis.OWING: _("学时未达标人员"),
}
DECISION: dict[DecisionKind, Promise] = {
    DecisionKind.LINE_LOCKED: _("锁定一期"),
    DecisionKind.LINE_RELEASED: _("解锁一期"),
    DecisionKind.LINE_EDITED: _("改动一期"),
    DecisionKind.SEAT_LOCKED: _("锁定人员"),
    DecisionKind.SEAT_RELEASED: _("解锁人员"),
    DecisionKind.SEAT_MOVED: _("调换期次"),
    DecisionKind.SEAT_DROPPED: _("移出计划"),
    DecisionKind.LINE_ACCEPTED: _("采纳一期"),
}
PLAN_RULE: dict[PlanRule, Promise] = {
    PlanRule.DEMAND: _("应训人员都有座位"),
    PlanRule.COURSE: _("一期只开一门课程"),
    PlanRule.CAPACITY: _("每期人数上限"),
    PlanRule.MINIMUM: _("每期最少人数"),
    PlanRule.BEDS_MEN: _("男床位"),
    PlanRule.BEDS_WOMEN: _("女床位"),
    PlanRule.SHARE_AWAY: _("单位同时离岗比例"),
    PlanRule.QUOTA_MINIMUM: _("单位最少名额"),
    PlanRule.QUOTA_MAXIMUM: _("单位最多名额"),
    PlanRule.HALL: _("教室和会场"),
    PlanRule.INSTRUCTOR: _("教官"),
    PlanRule.CLOSURE: _("节假日和停训日"),
    PlanRule.BLOCK: _("本人不派出的日期"),
    PlanRule.NOT_BEFORE: _("最早参训日期"),
    PlanRule.DEADLINE: _("最迟完成日期"),
    PlanRule.PREREQUISITE: _("先修课程"),
    PlanRule.OVERLAP: _("一人同一时间只参加一期"),
    PlanRule.LOCK: _("已锁定的决定"),
}
UNIT_HEIR = _("请改选承接单位“%(heir)s”，再重新排班；已有的草稿计划也要重排。")
UNIT_WITHOUT_HEIR = _("请从计划中去掉该单位，再重新排班。")
SETTING: dict[str, Promise] = {
    "away_percent": _("同时离岗比例（%）"),
    "cohort_days": _("每期天数（工作日）"),
    "capacity": _("每期人数上限"),
    "parallel": _("同时在校期数"),
    "minimum_fill_percent": _("最低开班比例（%）"),
    "instructors": _("每期教官人数"),
    "men_beds": _("可用男床位"),
    "women_beds": _("可用女床位"),
    "shares": _("单位离岗比例（%）"),
    "weights": _("权重"),
}
WEIGHT: dict[str, tuple[Promise, Promise]] = {
    "left_over": (
        _("剩下一人"),
        _("应训而没有座位的，每人计多少；应远大于其他各项。"),
    ),
    "left_over_due": (
        _("剩下有期限的一人（另加）"),
        _("其中有完成期限的，每人再加多少。"),
    ),
    "moved": (
        _("调动一处"),
        _("与上一份计划相比，每变动一人或一期计多少；越大，重排时动得越少。"),
    ),
    "opened": (
        _("多开一期"),
        _("每开一期计多少；越大，期数越少、每期越满。"),
    ),
    "peaks": (
        _("单位同日离岗高峰（每人）"),
        _("每个单位离岗最多的一天，每多一人计多少；越大，各周越均匀。"),
    ),
    "hurried": (
        _("临近期限（每人）"),
        _("离最迟完成日期不足四周才结班的，每人计多少；越大，排得越早。"),
    ),
}
PLAN_TAB: dict[str, Promise] = {
    "lines": _("期次"),
    "heat": _("各单位离岗"),
    "check": _("今日核对"),
    "moves": _("人员调动"),
    "teaching": _("授课安排"),
    "compare": _("计划与实绩"),
    "decisions": _("决定记录"),
}
