"""What the words of enrolment are called on pages and in notices."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums import FillRule, OverQuota, SeatWhy
from courses.enums.planning import BlockKind

# What others are told of days on which somebody cannot come. Health is nobody's business, and a
# word of its own for it would say as much as its name: it hides among the rest.
BLOCK_SHOWN: dict[BlockKind, Promise] = {
    BlockKind.DUTY: _("值班"),
    BlockKind.LEAVE: _("休假"),
    BlockKind.SECONDMENT: _("借调"),
    BlockKind.PREGNANCY: _("其他安排"),
    BlockKind.MEDICAL: _("其他安排"),
    BlockKind.OTHER: _("其他安排"),
}
OVER_QUOTA: dict[OverQuota, Promise] = {
    OverQuota.REFUSE: _("不接收"),
    OverQuota.WAIT: _("列为候补"),
}
FILL_RULE: dict[FillRule, Promise] = {
    FillRule.LARGEST_DEMAND: _("需求最多的单位优先"),
    FillRule.WAITING_ORDER: _("按候补次序"),
}
FILL_RULE_TEXT: dict[FillRule, Promise] = {
    FillRule.LARGEST_DEMAND: _(
        "每次给出一个名额：先给尚未满足人数最多的单位；相同的，给名额较少的单位；"
        "再相同的，按单位排列次序。"
    ),
    FillRule.WAITING_ORDER: _("每次给出一个名额：给候补名单上次序最前、尚未安排的人员所在单位。"),
}
RULE: dict[SeatWhy, Promise] = {
    SeatWhy.LEFT: _("已离职"),
    SeatWhy.WRONG_STAFF_KIND: _("人员类别不符"),
    SeatWhy.NO_ASSIGNMENT: _("没有所属单位"),
    SeatWhy.UNIT_ENDED: _("单位已撤并"),
    SeatWhy.CERTIFIED: _("已持有效结业记录"),
    SeatWhy.OVERLAPPING: _("日期与其他期次重叠"),
    SeatWhy.SAME_COURSE: _("已在同一课程的其他期次"),
    SeatWhy.BLOCKED: _("其间已有安排"),
    SeatWhy.NOT_OWED: _("不欠学时"),
    SeatWhy.NO_SEAT_LEFT: _("本期已满"),
    SeatWhy.OVER_QUOTA: _("超出单位名额"),
}
