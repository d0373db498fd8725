"""The checklist and the report of a rehearsal in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exams.enums import RehearsalStep

#: What a line of the checklist is about.
POINT: dict[str, Promise] = {
    "window": _("考试时间"),
    "people": _("应考人员"),
    "paper": _("试卷"),
    "seats": _("考场与座位"),
    "networks": _("考场网络"),
    "lockdown": _("专用浏览器"),
    "codes": _("入场码"),
    "invigilators": _("监考人员"),
    "accommodations": _("合理便利"),
    "clock": _("服务器时钟"),
    "disk": _("磁盘空间"),
}

#: Where it is set right.
LINK: dict[str, str] = {
    "seats": "exams:seats",
    "codes": "exams:seats",
    "networks": "exams:policy",
    "lockdown": "exams:policy",
}

#: What was found, by point and case.
FOUND: dict[tuple[str, str], Promise] = {
    ("window", ""): _("尚未开始，作答 %(minutes)s 分钟"),
    ("window", "not_scheduled"): _("成绩已发布或考试已取消"),
    ("window", "over"): _("入场时间已过"),
    ("window", "open"): _("入场已经开始"),
    ("window", "short_window"): _("入场时间不足 5 分钟"),
    ("window", "short_duration"): _("作答只有 %(minutes)s 分钟"),
    ("people", ""): _("%(n)s 人应考"),
    ("people", "nobody"): _("期次还没有学员"),
    ("paper", ""): _("已冻结，%(items)s 题，题目和选项齐全"),
    ("paper", "wrong"): _("第 %(wrong)s 题的选项、答案或分值有误"),
    ("seats", ""): _("%(n)s 人已排入 %(rooms)s 个考场"),
    ("seats", "no_rooms"): _("没有安排考场"),
    ("seats", "missing"): _("还有 %(missing)s 人没有座位"),
    ("networks", ""): _("每个考场都登记了网络"),
    ("networks", "not_enforced"): _("不限制网络"),
    ("networks", "no_rooms"): _("要求在考场网络内考试，但没有安排考场"),
    ("networks", "without"): _("没有登记网络的考场：%(rooms)s"),
    ("lockdown", ""): _("接受 %(n)s 个 Safe Exam Browser 密钥"),
    ("lockdown", "not_used"): _("任何浏览器都可以"),
    ("codes", "none"): _("不需要入场码"),
    ("codes", "access_code"): _("全场共用一个入场码，已设置"),
    ("codes", "issued"): _("已发出 %(n)s 个一次性入场码"),
    ("codes", "missing"): _("开考时仍有效的一次性入场码只有 %(n)s 个"),
    ("invigilators", ""): _("当天有 %(n)s 名监考人员"),
    ("invigilators", "nobody"): _("当天没有监考人员"),
    ("invigilators", "needed"): _("须由监考人员放行，但当天没有监考人员"),
    ("accommodations", ""): _("%(n)s 人有合理便利，加时在开考时自动计入"),
    ("accommodations", "not_apart"): _("%(missing)s 人应在单独考场，尚未排入"),
    ("clock", ""): _("主机与数据库相差 %(seconds)s 秒"),
    ("clock", "off"): _("主机与数据库相差 %(seconds)s 秒"),
    ("disk", ""): _("可用 %(gigabytes)s GB"),
    ("disk", "full"): _("可用 %(gigabytes)s GB，不够本场考试使用"),
}

#: What to do about it; nothing where all is well.
NEXT: dict[tuple[str, str], Promise] = {
    ("window", "not_scheduled"): _("无须准备。"),
    ("window", "over"): _("如需再考，请另行安排考试。"),
    ("window", "open"): _("考前准备应在入场前完成；有人开考后不能演练。"),
    ("window", "short_window"): _("请确认大家能按时入场；晚到者不能开考。"),
    ("window", "short_duration"): _("请核对考试时长。"),
    ("people", "nobody"): _("请先为期次登记学员。"),
    ("paper", "wrong"): _("请取消本场考试，改正试题后重新组卷。"),
    ("seats", "no_rooms"): _("如在机房集中考试，请安排考场和座位。"),
    ("seats", "missing"): _("请在“考场与座位”重新排座。"),
    ("networks", "no_rooms"): _("请安排考场，或在考场规则中取消网络限制。"),
    ("networks", "without"): _("请为这些考场登记网络，否则任何地址都能入场。"),
    ("codes", "missing"): _("请在开考当天发放入场码，有效期须覆盖开考时间。"),
    ("invigilators", "nobody"): _("请授予监考角色，或由学院管理员监考。"),
    ("invigilators", "needed"): _("请授予监考角色；无人放行，考生不能开考。"),
    ("accommodations", "not_apart"): _("请在“考场与座位”为他们安排单独考场。"),
    ("clock", "off"): _("请检查两台主机的时间同步；考试以数据库时钟为准。"),
    ("disk", "full"): _("请清理磁盘后再开考。"),
}

STEP: dict[RehearsalStep, Promise] = {
    RehearsalStep.CHECK_IN: _("签到"),
    RehearsalStep.WAIT: _("候考页心跳"),
    RehearsalStep.ADMIT: _("放行"),
    RehearsalStep.START: _("开考"),
    RehearsalStep.PAPER: _("取试卷"),
    RehearsalStep.RESPONSES: _("取已存答案"),
    RehearsalStep.SAVE: _("保存答案"),
    RehearsalStep.PULSE: _("考试页心跳"),
    RehearsalStep.RELOAD: _("刷新页面"),
    RehearsalStep.TAKE_OVER: _("换电脑接管"),
    RehearsalStep.PAUSE: _("暂停"),
    RehearsalStep.RESUME: _("恢复"),
    RehearsalStep.EXTEND: _("加时"),
    RehearsalStep.HAND_IN: _("交卷"),
    RehearsalStep.LATE: _("迟到的保存"),
    RehearsalStep.CLOSE: _("到时收卷"),
}

CHECK: dict[str, Promise] = {
    "everybody_started": _("所有模拟考生都按时开考"),
    "acknowledged_is_stored": _("回执确认过的答案，全部逐字存在服务器上"),
    "acknowledged_is_marked": _("每人得分都与其已存答案逐题相符"),
    "full_marks_for_all_right": _("全部答对得满分"),
    "nothing_for_an_empty_paper": _("交白卷得 0 分"),
    "late_answers_kept": _("截止后到达的答案另存备查，没有计分"),
    "second_hand_in_is_the_first": _("重复交卷得到同一份回执"),
    "pause_given_back": _("暂停的时间已补回"),
    "no_server_error": _("没有服务器错误"),
    "nothing_remains": _("演练数据已全部撤销"),
}
