"""What people are told about courses."""

from django.utils.translation import gettext_lazy as _

from academy.notices.topics import topic

# -- teaching
EVALUATION_OPEN = topic(
    "courses.evaluation_open",
    title=_("请填写课程评估"),
    text=_("“%(cohort)s”的课程评估已开放，%(last_on)s 截止。匿名填写，约需三分钟。"),
)
EVALUATION_REMINDER = topic(
    "courses.evaluation_reminder",
    title=_("课程评估即将截止"),
    text=_("“%(cohort)s”的课程评估 %(last_on)s 截止，您还没有填写。匿名填写，约需三分钟。"),
)
EVALUATION_RESULTS = topic(
    "courses.evaluation_results",
    title=_("评教结果可以查看：%(cohort)s"),
    text=_("“%(cohort)s”的评教已于 %(last_on)s 截止，您可以查看关于自己的结果。"),
)

# -- enrolment: to the units
NOTICE_ISSUED = topic(
    "courses.notice_issued",
    title=_("开班通知：%(cohort)s"),
    text=_("%(document)s 已印发，本单位可在 %(until)s 前提名。开班日期 %(starts_on)s。"),
)
DEADLINES_MOVED = topic(
    "courses.deadlines_moved",
    title=_("截止时间调整：%(cohort)s"),
    text=_("提名截止 %(until)s，替训截止 %(substitute_until)s。原因：%(reason)s"),
)
TO_ENDORSE = topic(
    "courses.to_endorse",
    title=_("有提名待审批：%(cohort)s"),
    text=_("本单位培训联络员已提交提名，请在“待审批”中同意或退回。"),
)
ENDORSED_BY_LEADER = topic(
    "courses.endorsed_by_leader",
    title=_("单位负责人已同意：%(cohort)s"),
    text=_("本单位的提名已报学院审批。"),
)
UNIT_RETURNED = topic(
    "courses.unit_returned",
    title=_("提名被退回：%(cohort)s"),
    text=_("单位负责人退回了提名，原因：%(reason)s。可以补充或换人后重新提名。"),
    mail=_("单位负责人退回了提名，原因请登录后在站内通知中查看。可以补充或换人后重新提名。"),
)
UNIT_DECLINED = topic(
    "courses.unit_declined",
    title=_("提名未获批准：%(cohort)s"),
    text=_("学院没有批准本单位的提名，原因：%(reason)s"),
    mail=_("学院没有批准本单位的提名，原因请登录后在站内通知中查看。"),
)
UNIT_DECIDED = topic(
    "courses.unit_decided",
    title=_("学院已审批：%(cohort)s"),
    text=_("学院已审批本单位的提名，入班和候补情况见“本单位报名”。"),
)
UNIT_SUBSTITUTED = topic(
    "courses.unit_substituted",
    title=_("替训：%(cohort)s"),
    text=_("本单位由 %(incoming)s 接替 %(outgoing)s 参加培训，原因：%(reason)s"),
    mail=_("本单位有人员替换参训，人员和原因请登录后在站内通知中查看。"),
)
UNIT_MOVED_UP = topic(
    "courses.unit_moved_up",
    title=_("候补递补：%(cohort)s"),
    text=_("本单位有候补人员递补入班，名单见“本单位报名”。"),
)
UNIT_RECALLED = topic(
    "courses.unit_recalled",
    title=_("提名已撤回：%(cohort)s"),
    text=_("本单位联络员撤回了提名，原因：%(reason)s"),
    mail=_("本单位联络员撤回了提名，原因请登录后在站内通知中查看。"),
)
UNIT_WITHDRAWN = topic(
    "courses.unit_withdrawn",
    title=_("有人退出：%(cohort)s"),
    text=_("本单位有人退出本期，原因：%(reason)s"),
    mail=_("本单位有人退出本期，人员和原因请登录后在站内通知中查看。"),
)
QUOTAS_FILLED = topic(
    "courses.quotas_filled",
    title=_("名额调剂：%(cohort)s"),
    text=_("提名截止后空余的名额已按规则调剂，各单位得失见调剂记录。"),
)
UNIT_COHORT_CANCELLED = topic(
    "courses.unit_cohort_cancelled",
    title=_("期次取消：%(cohort)s"),
    text=_("本期已取消，原因：%(reason)s。名单中的人员已全部退出。"),
)
DEADLINE_NEAR = topic(
    "courses.deadline_near",
    title=_("提名即将截止：%(cohort)s"),
    text=_("提名在 %(until)s 截止，请核对本单位名额是否用足、提名是否已经审批。"),
)
CUT_OFF_NEAR = topic(
    "courses.cut_off_near",
    title=_("替训即将截止：%(cohort)s"),
    text=_("替训在 %(until)s 截止，不能参加的人员请在此之前更换。"),
)
# -- enrolment: to the trainee
NOMINATED = topic(
    "courses.nominated",
    title=_("您已被提名：%(cohort)s"),
    text=_("单位已提名您参加 %(starts_on)s 开班的“%(cohort)s”，等待单位负责人审批。"),
)
ENDORSED = topic(
    "courses.endorsed",
    title=_("单位已同意：%(cohort)s"),
    text=_("单位负责人已同意您的提名，等待学院审批。"),
)
RETURNED = topic(
    "courses.returned",
    title=_("提名被退回：%(cohort)s"),
    text=_("单位负责人退回了您的提名，原因：%(reason)s。后续安排请向本单位培训联络员了解。"),
)
DECLINED = topic(
    "courses.declined",
    title=_("提名未获批准：%(cohort)s"),
    text=_("学院没有批准您的提名，原因：%(reason)s。后续安排请向本单位培训联络员了解。"),
)
SEATED = topic(
    "courses.seated",
    title=_("您已入班：%(cohort)s"),
    text=_("学院已安排您入班，请于 %(starts_on)s 报到，%(ends_on)s 结束。"),
)
WAITING = topic(
    "courses.waiting",
    title=_("您在候补名单上：%(cohort)s"),
    text=_("学院已批准，目前没有空余名额；有人退出时按次序递补，次序见“我的培训”。"),
)
MOVED_UP = topic(
    "courses.moved_up",
    title=_("您已递补入班：%(cohort)s"),
    text=_("有名额空出，您已按候补次序入班，请于 %(starts_on)s 报到，%(ends_on)s 结束。"),
)
SUBSTITUTED_IN = topic(
    "courses.substituted_in",
    title=_("您将接替参训：%(cohort)s"),
    text=_("单位安排您接替同事参加培训，请于 %(starts_on)s 报到，%(ends_on)s 结束。"),
)
SUBSTITUTED_OUT = topic(
    "courses.substituted_out",
    title=_("您已被接替：%(cohort)s"),
    text=_("单位已安排同事接替您参加本期，您不必报到。原因：%(reason)s"),
)
TRANSFERRED = topic(
    "courses.transferred",
    title=_("您已转期：%(cohort)s"),
    text=_("您已转到“%(cohort)s”，请于 %(starts_on)s 报到，原因：%(reason)s"),
)
RECALLED = topic(
    "courses.recalled",
    title=_("提名已撤回：%(cohort)s"),
    text=_("单位撤回了对您的提名，您不必报到。原因：%(reason)s"),
)
WITHDRAWN = topic(
    "courses.withdrawn",
    title=_("您已退出：%(cohort)s"),
    text=_("您已退出本期，原因：%(reason)s。如有疑问请向本单位培训联络员了解。"),
)
COHORT_CANCELLED = topic(
    "courses.cohort_cancelled",
    title=_("期次取消：%(cohort)s"),
    text=_("本期已取消，原因：%(reason)s。您不必报到，另有安排会再通知。"),
)
# -- leave: never why somebody asks; by mail not who either
LEAVE_WAITS = topic(
    "courses.leave_waits",
    title=_("有请假待审批：%(cohort)s"),
    text=_("%(person)s 请假 %(starts)s 至 %(ends)s，等待您审批。"),
    mail=_("有一份请假等待您审批，请登录后在“请假审批”中办理。"),
)
LEAVE_ONE_STEP = topic(
    "courses.leave_one_step",
    title=_("请假已过一步审批：%(cohort)s"),
    text=_("您 %(starts)s 至 %(ends)s 的请假已有一级同意，等待下一级审批；批准之前请勿离开。"),
)
LEAVE_GRANTED = topic(
    "courses.leave_granted",
    title=_("请假已批准：%(cohort)s"),
    text=_("您 %(starts)s 至 %(ends)s 的请假已批准，返回后请及时销假；逾期不归按缺勤处理。"),
)
LEAVE_REFUSED = topic(
    "courses.leave_refused",
    title=_("请假未获批准：%(cohort)s"),
    text=_("您 %(starts)s 至 %(ends)s 的请假未获批准，原因：%(reason)s"),
    mail=_("您的请假未获批准，原因请登录后在站内通知中查看。"),
)
LEAVE_CLOSED = topic(
    "courses.leave_closed",
    title=_("请假已终止：%(cohort)s"),
    text=_("您已离开本期，%(starts)s 至 %(ends)s 的请假随之终止。原因：%(reason)s"),
    mail=_("您已离开本期，原来的请假随之终止，原因请登录后在站内通知中查看。"),
)
LEAVE_OVERDUE = topic(
    "courses.leave_overdue",
    title=_("请假逾期未归：%(cohort)s"),
    text=_("%(person)s 的请假已于 %(ends)s 到期，尚未销假，请尽快联系本人。"),
    mail=_("有人请假逾期未归，人员请登录后在站内通知中查看。"),
)
# -- conduct: what for and why stays out of mails
CONDUCT_ENTERED = topic(
    "courses.conduct_entered",
    title=_("操行记录：%(cohort)s"),
    text=_("您有一条新的操行记录：%(rule)s，%(on)s。如有异议，%(until)s 及以前可以申诉。"),
    mail=_("您有一条新的操行记录，内容请登录后查看。如有异议，%(until)s 及以前可以申诉。"),
)
CONDUCT_REVERSED = topic(
    "courses.conduct_reversed",
    title=_("操行记录已撤回：%(cohort)s"),
    text=_("您 %(on)s 的操行记录（%(rule)s）已经撤回，不再计分。"),
    mail=_("您有一条操行记录已经撤回，内容请登录后查看。"),
)
OBJECTION_DECIDED = topic(
    "courses.objection_decided",
    title=_("操行申诉已有答复：%(cohort)s"),
    text=_("您对 %(on)s 操行记录的申诉已经处理，结果和答复请登录后查看。"),
)
# -- roll-calls: by mail not that somebody was missing
ROLL_CALL_ABSENT = topic(
    "courses.roll_call_absent",
    title=_("考勤记录：%(cohort)s"),
    text=_("%(on)s %(times)s 上课点名，您被记为缺勤。如有出入，请尽快向班主任说明，由其核实更正。"),
    mail=_("您有一条新的考勤记录，内容请登录后查看。"),
)
