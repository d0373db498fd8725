"""What the refusals of this storey share: reasons in words, and instants as people read them."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.shared.clock import LOCAL
from academy.shared.errors import Refusal

#: Reasons given with a refusal, as people read them; the codes stay in the facts.
WHY: dict[str, Promise] = {
    "missing": _("没有填写"),
    "too_long": _("过长"),
    "unsound_text": _("含有不能保存的字符"),
    "unknown_value": _("不是规定的取值"),
    "unknown_field": _("不是试题的字段"),
    "wrong_shape": _("格式不对"),
    "not_for_this_kind": _("这种题型没有此项"),
    "wrong_number": _("个数不对"),
    "ids_not_in_order": _("选项编号须从 A 起连续"),
    "text_twice": _("两个选项文字相同"),
    "not_an_option": _("答案不在选项中"),
    "option_twice": _("同一选项出现两次"),
    "blank_count": _("空数与答案数不一致"),
    "not_a_number": _("不是数字"),
    "wrong_article": _("条号不对"),
    "wrong_edition": _("版本日期不对"),
    "code_twice": _("编号重复"),
    "no_lines": _("至少要有一行要求"),
    "count_and_points_must_be_positive": _("题数和分值须大于 0"),
    "too_many_items": _("题数过多"),
    "closes_before_it_opens": _("最晚入场须晚于最早入场"),
    "duration_out_of_range": _("时长须在 1 秒至 12 小时之间"),
    "not_in_syllabus": _("大纲不设补考"),
    "name_the_first_exam": _("请指明是哪场首考的补考"),
    "not_a_first_exam_of_the_cohort": _("所指的不是本期次的首考"),
    "first_exam_not_released": _("首考成绩尚未发布"),
    "out_of_range": _("时长超出范围"),
    "sitting_over": _("本次作答已结束"),
    "sitting_voided": _("本次作答已作废"),
    "not_started": _("尚未开始作答"),
    "not_checked_in": _("本人尚未签到"),
    "percent_out_of_range": _("延长比例须在 0–200% 之间"),
    "minutes_out_of_range": _("延长分钟数须在 0–240 之间"),
    "nothing_granted": _("没有给予任何便利"),
    "ends_before_it_starts": _("结束日期须晚于开始日期"),
    "over_already": _("已经结束"),
    "day_has_passed": _("结束日期已过或早于开始日期"),
    "put_off": _("只能提前，不能推后"),
    "not_after_deadline": _("不是因超过截止时间而迟到"),
    "results_released": _("成绩已发布"),
    "handed_in_before": _("此前已经交卷"),
    "newer_counts": _("已有同样新或更新的答案计入"),
    "older_undecided": _("同一人更早的一份还没有决定"),
    "no_outage": _("没有测得足以涵盖迟到时间的中断"),
    "leave_stands": _("已有事由不同的准假"),
    "has_started": _("本人已经开考"),
}


class Reasoned(Refusal):
    """A refusal with one of several reasons: its code in ``reason``, its words in ``why``."""

    def __init__(self, *, field: str | None = None, reason: str, **facts: object) -> None:
        super().__init__(field=field, reason=reason, why=str(WHY[reason]), **facts)


def local_minute(at: datetime) -> str:
    """An instant as messages show it: local date and time to the minute."""
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")
