"""What the words of exams are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.enums import (
    Admission,
    Connection,
    Difficulty,
    EntryRule,
    ExamKind,
    ExamState,
    IncidentKind,
    ItemKind,
    LateCause,
    MakeUpCounts,
    MultipleRule,
    ResultVerdict,
    SittingState,
    Verb,
    WatchDeed,
)

ITEM_KIND: dict[ItemKind, Promise] = {
    ItemKind.TRUE_FALSE: _("判断题"),
    ItemKind.SINGLE: _("单选题"),
    ItemKind.MULTIPLE: _("多选题"),
    ItemKind.FILL_IN: _("填空题"),
    ItemKind.NUMERIC: _("数字题"),
}
DIFFICULTY: dict[Difficulty, Promise] = {
    Difficulty.EASY: _("易"),
    Difficulty.MEDIUM: _("中"),
    Difficulty.HARD: _("难"),
}
EXAM_KIND: dict[ExamKind, Promise] = {
    ExamKind.FIRST: _("首考"),
    ExamKind.MAKE_UP: _("补考"),
}
EXAM_STATE: dict[ExamState, Promise] = {
    ExamState.SCHEDULED: _("已安排"),
    ExamState.RELEASED: _("成绩已发布"),
    ExamState.CANCELLED: _("已取消"),
}
SITTING_STATE: dict[SittingState, Promise] = {
    SittingState.PREPARED: _("未开始"),
    SittingState.READY: _("已放行，待开考"),
    SittingState.OPEN: _("作答中"),
    SittingState.PAUSED: _("已暂停"),
    SittingState.HANDED_IN: _("已交卷"),
    SittingState.CLOSED: _("到时收卷"),
    SittingState.MARKED: _("已评分"),
    SittingState.RELEASED: _("成绩已发布"),
    SittingState.VOIDED: _("已作废"),
}
SITTING_CHIP: dict[SittingState, str] = {
    SittingState.PREPARED: "plain",
    SittingState.READY: "info",
    SittingState.OPEN: "info",
    SittingState.PAUSED: "stop",
    SittingState.HANDED_IN: "done",
    SittingState.CLOSED: "owed",
    SittingState.MARKED: "done",
    SittingState.RELEASED: "done",
    SittingState.VOIDED: "stop",
}
VERDICT: dict[ResultVerdict, Promise] = {
    ResultVerdict.PASSED: _("合格"),
    ResultVerdict.FAILED: _("不合格"),
    ResultVerdict.ABSENT: _("缺考"),
}
VERDICT_CHIP: dict[ResultVerdict, str] = {
    ResultVerdict.PASSED: "done",
    ResultVerdict.FAILED: "late",
    ResultVerdict.ABSENT: "owed",
}
MULTIPLE_RULE: dict[MultipleRule, Promise] = {
    MultipleRule.ALL_OR_NOTHING: _("多选、少选、错选均不得分"),
    MultipleRule.PARTIAL_IF_NONE_WRONG: _("少选得部分分，错选不得分"),
    MultipleRule.PER_RIGHT_OPTION: _("少选时每个正确选项得固定分，错选不得分"),
}
ADMISSION: dict[Admission, Promise] = {
    Admission.SELF: _("签到后自行开考"),
    Admission.INVIGILATOR: _("由监考人员放行"),
}
ENTRY_RULE: dict[EntryRule, Promise] = {
    EntryRule.NONE: _("不需要入场码"),
    EntryRule.ACCESS_CODE: _("全场同一个入场口令"),
    EntryRule.ONE_TIME_CODE: _("每人一个一次性入场码"),
}
MAKE_UP_COUNTS: dict[MakeUpCounts, Promise] = {
    MakeUpCounts.BEST: _("取最好的一次"),
    MakeUpCounts.LAST: _("取最后一次"),
}
POLICY_FIELD: dict[str, Promise] = {
    "check_in_minutes": _("提前签到时间"),
    "admission": _("放行方式"),
    "entry_rule": _("入场码"),
    "access_code": _("入场口令"),
    "networks_enforced": _("限制考场网络"),
    "config_keys": _("配置密钥"),
    "exam_keys": _("考试密钥"),
    "make_up_capped": _("补考成绩封顶"),
    "make_up_counts": _("补考后以哪次为准"),
    "make_up_for_unexcused": _("无故缺考可补考"),
    "make_up_from_days": _("补考最早"),
    "make_up_until_days": _("补考最晚"),
}
CONNECTION: dict[Connection, Promise] = {
    Connection.LIVE: _("在线"),
    Connection.QUIET: _("迟缓"),
    Connection.LOST: _("断线"),
    Connection.NEVER: _("未连接"),
}
CONNECTION_CHIP: dict[Connection, str] = {
    Connection.LIVE: "done",
    Connection.QUIET: "owed",
    Connection.LOST: "late",
    Connection.NEVER: "plain",
}
INCIDENT: dict[IncidentKind, Promise] = {
    IncidentKind.NOTE: _("一般情况"),
    IncidentKind.MISCONDUCT: _("违纪"),
    IncidentKind.TECHNICAL: _("技术故障"),
    IncidentKind.TAKEN_OVER: _("换机接管"),
    IncidentKind.LEASE_REFUSED: _("第二处打开被拒"),
    IncidentKind.LOCKDOWN_WAIVED: _("免除锁定浏览器"),
    IncidentKind.LOCKDOWN_FAILED: _("锁定浏览器不符"),
    IncidentKind.NETWORK_REFUSED: _("不在考场网络"),
    IncidentKind.CODE_REFUSED: _("入场码不对"),
}
INCIDENT_CHIP: dict[IncidentKind, str] = {
    IncidentKind.MISCONDUCT: "late",
    IncidentKind.TECHNICAL: "owed",
}
LATE_CAUSE: dict[LateCause, Promise] = {
    LateCause.DEADLINE: _("超过截止时间"),
    LateCause.LEASE: _("来自已被接管的页面"),
    LateCause.PAUSED: _("暂停期间送达"),
}
WATCH_DEED: dict[WatchDeed, Promise] = {
    WatchDeed.ADMIT: _("放行"),
    WatchDeed.PAUSE: _("暂停"),
    WatchDeed.RESUME: _("恢复"),
    WatchDeed.EXTEND: _("加时"),
    WatchDeed.NOTE: _("记事件"),
    WatchDeed.WAIVE: _("免除锁定浏览器"),
    WatchDeed.FORCE: _("强制收卷"),
    WatchDeed.VOID: _("作废"),
}
WATCH_EFFECT: dict[WatchDeed, Promise] = {
    WatchDeed.ADMIT: _("放行后，考生可在开考时间内开始作答。"),
    WatchDeed.PAUSE: _("计时停止，暂停期间不能保存答案；恢复时截止时间按暂停时长顺延。"),
    WatchDeed.RESUME: _("计时继续，截止时间按暂停时长顺延。"),
    WatchDeed.EXTEND: _("截止时间立即顺延，不受最晚入场时间限制；尚未开考的从开考起计入。"),
    WatchDeed.NOTE: _("只作记录，不影响作答。"),
    WatchDeed.WAIVE: _("本人可用普通浏览器参加本场考试，并记为一次事件。"),
    WatchDeed.FORCE: _("按服务器已保存的答案立即交卷并评分，不能撤回。"),
    WatchDeed.VOID: _("本次作答不再计入成绩，答案仍保存，不能撤回；本人可重新签到开考。"),
}
SITTING_EVENT: dict[Verb, Promise] = {
    Verb.SITTING_CHECKED_IN: _("签到"),
    Verb.SITTING_ADMITTED: _("放行"),
    Verb.SITTING_STARTED: _("开始作答"),
    Verb.SITTING_PAUSED: _("暂停"),
    Verb.SITTING_RESUMED: _("恢复"),
    Verb.SITTING_TAKEN_OVER: _("换机接管"),
    Verb.SITTING_HANDED_IN: _("交卷"),
    Verb.SITTING_FORCED_IN: _("强制收卷"),
    Verb.SITTING_CLOSED: _("到时收卷"),
    Verb.SITTING_VOIDED: _("作废"),
    Verb.EXTRA_TIME_GIVEN: _("加时"),
    Verb.OUTAGE_CREDITED: _("补还中断的时间"),
    Verb.LATE_ANSWERS_KEPT: _("迟到的答案已留存"),
    Verb.LOCKDOWN_WAIVED: _("免除锁定浏览器"),
    Verb.SEAT_MOVED: _("调换座位"),
    Verb.ENTRY_CODE_ISSUED: _("发放入场码"),
    Verb.ENTRY_CODE_USED: _("入场码已使用"),
}
