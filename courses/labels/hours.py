"""What the words of requirements and imports are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.enums.hours import Event, ImportState, JudgedOn, Metric, WindowKind
from courses.rules.past_records import Fault

METRIC: dict[Metric, Promise] = {
    Metric.HOURS: _("学时"),
    Metric.COMPLETION: _("课程结业"),
}
WINDOW: dict[WindowKind, Promise] = {
    WindowKind.CALENDAR_YEAR: _("自然年"),
    WindowKind.ROLLING_YEARS: _("滚动若干年"),
    WindowKind.AFTER_EVENT: _("事件之后若干月"),
}
EVENT: dict[Event, Promise] = {
    Event.JOINED: _("入职"),
    Event.ASSIGNED: _("任现职"),
    Event.PROMOTED: _("晋升"),
    Event.LAST_COMPLETION: _("上次结业"),
}
JUDGED: dict[JudgedOn, Promise] = {
    JudgedOn.AS_OF: _("查询当日"),
    JudgedOn.WINDOW_END: _("年末日"),
}
IMPORT_STATE: dict[ImportState, Promise] = {
    ImportState.UPLOADED: _("等待读取"),
    ImportState.REFUSED: _("没有读成"),
    ImportState.READ: _("已预演，尚未登记"),
    ImportState.ENTERING: _("登记未完"),
    ImportState.COMMITTED: _("已登记"),
    ImportState.UNDOING: _("撤销未完"),
    ImportState.UNDONE: _("已撤销"),
}
IMPORT_TONE: dict[ImportState, str] = {
    ImportState.UPLOADED: "info",
    ImportState.REFUSED: "late",
    ImportState.READ: "owed",
    ImportState.ENTERING: "owed",
    ImportState.COMMITTED: "done",
    ImportState.UNDOING: "owed",
    ImportState.UNDONE: "stop",
}
FAULT: dict[Fault, Promise] = {
    Fault.NUMBER_MISSING: _("没有工号；请补填"),
    Fault.PERSON_UNKNOWN: _("名册中没有这个工号；请核对，或先导入名册"),
    Fault.NAME_DIFFERS: _("姓名与名册不一致；请核对工号和姓名"),
    Fault.HOURS_UNREADABLE: _("学时不是数字；请只填数字"),
    Fault.HOURS_INVALID: _("学时须大于 0、不超过 2000，至多一位小数"),
    Fault.CATEGORY_UNKNOWN: _("没有这个学时类别；请使用类别字典中的名称"),
    Fault.CATEGORY_RETIRED: _("结束日期时该类别已经停用；请改用其他类别"),
    Fault.TRACK_UNKNOWN: _("没有这个专业；请填专业代码或名称，或在上传时选定专业"),
    Fault.DATE_UNREADABLE: _("日期缺少或无法识别；请按 2017-05-12 填写"),
    Fault.DATES_REVERSED: _("开始日期晚于结束日期；请核对"),
    Fault.DATE_AHEAD: _("结束日期晚于今天；请核对年份"),
    Fault.EVIDENCE_MISSING: _("没有依据；请填培训班名称或证明编号"),
    Fault.TWICE_IN_FILE: _("与本文件前面的一行完全相同；请删去其一"),
}
MEASURE: list[tuple[int, Promise]] = [
    (0, _("学时")),
    (1, _("分钟")),
    (40, _("课时（40 分钟）")),
    (45, _("课时（45 分钟）")),
    (50, _("课时（50 分钟）")),
    (60, _("小时")),
]
PER_HOUR: list[tuple[int, Promise]] = [(45, _("45 分钟")), (50, _("50 分钟"))]
