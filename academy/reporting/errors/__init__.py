"""What reporting refuses."""

from django.utils.translation import gettext_lazy as _

from academy.reporting.rules.makeup import MakeUpWhy
from academy.reporting.rules.periods import PeriodWhy
from academy.shared.errors import Refusal


class DimensionUnknown(Refusal):
    """Rows are to be told apart by what the facts of this report do not have."""

    code = "reporting.dimension_unknown"
    status = 422
    message = _("这份报表不能按“%(by)s”展开。")
    next_step = _("可以按这些展开：%(known)s。请改选后重试。")


class PeriodEmpty(Refusal):
    """The end is not after the beginning."""

    code = "reporting.period_empty"
    status = 422
    message = _("统计期的截止日早于起始日。")
    next_step = _("请改正起止日期后重试。")


class PeriodInFuture(Refusal):
    """The period has not begun."""

    code = "reporting.period_in_future"
    status = 422
    message = _("统计期尚未开始（%(starts_on)s 起），没有可统计的内容。")
    next_step = _("请把起始日改为今天或更早。")


class AsOfInFuture(Refusal):
    """A state of affairs is asked for that cannot be known yet."""

    code = "reporting.as_of_in_future"
    status = 422
    message = _("数据截止日不能晚于今天（%(today)s）。")
    next_step = _("请把数据截止日改为今天或更早。")


PERIOD_REFUSAL: dict[PeriodWhy, type[Refusal]] = {
    PeriodWhy.EMPTY: PeriodEmpty,
    PeriodWhy.FROM_IN_FUTURE: PeriodInFuture,
    PeriodWhy.AS_OF_IN_FUTURE: AsOfInFuture,
}


class ExclusionDaysInvalid(Refusal):
    """Days of an exclusion that end before they begin, or lie out of all reason."""

    code = "reporting.exclusion_days_invalid"
    status = 422
    message = _("不计入统计的最后一天早于第一天，或年份有误。")
    next_step = _("请改正日期后重新提交；长期有效的，最后一天可以不填。")


class ExclusionWordsMissing(Refusal):
    """The reason "other" without words."""

    code = "reporting.exclusion_words_missing"
    status = 422
    message = _("原因选“其他”的，须写明具体情况。")
    next_step = _("请在“说明”里写一句话后重新提交。")


class ExclusionEvidenceMissing(Refusal):
    """An exclusion without evidence."""

    code = "reporting.exclusion_evidence_missing"
    status = 422
    message = _("没有填写依据。")
    next_step = _("请填写文号或证明材料的名称后重新提交。")


class ExclusionTextTooLong(Refusal):
    """More words than are kept."""

    code = "reporting.exclusion_text_too_long"
    status = 422
    message = _("依据、说明、意见和原因各不超过 %(limit)s 字。")
    next_step = _("请缩短后重新提交；详细材料请另行存档，这里写文号。")


class ExclusionOverlaps(Refusal):
    """A second exclusion of the same person on days that are excluded already."""

    code = "reporting.exclusion_overlaps"
    message = _("%(person)s 自 %(starts_on)s 起已批准不计入统计，日期重叠。")
    next_step = _("请改为不重叠的日期；原来那条有误的，先由人事或学院撤销。")


class ExclusionMoved(Refusal):
    """A step that the state of an exclusion does not allow."""

    code = "reporting.exclusion_moved"
    message = _("%(person)s 的这条记录现在是“%(state)s”，不能再办理这一步。")
    next_step = _("请刷新页面：待审批的可以批准、不批准或撤回，已批准的可以撤销，其余不再改动。")


class ExclusionOwnAsking(Refusal):
    """Deciding on what one asked for oneself."""

    code = "reporting.exclusion_own_asking"
    status = 403
    message = _("%(person)s 的申请由您本人提出，须由另一人审批。")
    next_step = _("请由人事或学院的另一位人员审批。")


class ExclusionAboutOneself(Refusal):
    """Deciding on, or revoking, an exclusion of oneself."""

    code = "reporting.exclusion_about_oneself"
    status = 403
    message = _("这条记录涉及您本人，您不能审批或撤销。")
    next_step = _("请由人事或学院的另一位人员办理。")


class ExclusionAskerWithdraws(Refusal):
    """Withdrawing what somebody else asked for."""

    code = "reporting.exclusion_asker_withdraws"
    status = 403
    message = _("申请只能由申请人撤回。")
    next_step = _("不应批准的，请由人事或学院在审批时不予批准。")


class ExclusionReasonMissing(Refusal):
    """A decision or a taking back without a word."""

    code = "reporting.exclusion_reason_missing"
    status = 422
    message = _("没有写明审批意见或原因。")
    next_step = _("请写一句话后重新提交；它随记录保存。")


class ExclusionNoneChosen(Refusal):
    """A decision on nothing."""

    code = "reporting.exclusion_none_chosen"
    status = 422
    message = _("没有选择要审批的申请。")
    next_step = _("请先勾选申请。")


class ExclusionListEmpty(Refusal):
    """A list without a row that can be read."""

    code = "reporting.exclusion_list_empty"
    status = 422
    message = _("名单里没有读到人员。")
    next_step = _("请检查表头：至少要有“工号”和“开始日期”两列。")


class ExclusionListLong(Refusal):
    """A list of more rows than are taken at once."""

    code = "reporting.exclusion_list_long"
    status = 422
    message = _("名单有 %(count)s 行，一次最多 %(limit)s 行。")
    next_step = _("请分几次导入。")


class ExclusionListRefused(Refusal):
    """A list with rows that cannot be asked for, and no word to leave them out."""

    code = "reporting.exclusion_list_refused"
    status = 422
    message = _("名单中有 %(count)s 行不能申请，整份没有提交。")
    next_step = _("请改正这些行，或勾选跳过后重新提交。")


class MakeUpReasonMissing(Refusal):
    """A make-up withdrawn without a word."""

    code = "reporting.make_up_reason_missing"
    status = 422
    message = _("没有写明撤销补训的原因。")
    next_step = _("请写一句话后重新提交；它随记录保存，本人可以看到。")


class MakeUpReasonTooLong(Refusal):
    """More words than are kept."""

    code = "reporting.make_up_reason_too_long"
    status = 422
    message = _("撤销补训的原因不超过 %(limit)s 字。")
    next_step = _("请缩短后重新提交；详细材料请另行存档，这里写文号。")


class MakeUpAboutOneself(Refusal):
    """Letting oneself off."""

    code = "reporting.make_up_about_oneself"
    status = 403
    message = _("这项补训由您本人完成，您不能撤销。")
    next_step = _("请由人事或学院的另一位人员办理。")


class MakeUpEnded(Refusal):
    """Withdrawing what has ended otherwise."""

    code = "reporting.make_up_ended"
    message = _("这项补训已经结束，不能撤销。")
    next_step = _("请刷新页面查看办理经过；只有待补训的可以撤销。")


MAKE_UP_REFUSAL: dict[MakeUpWhy, type[Refusal]] = {
    MakeUpWhy.NO_REASON: MakeUpReasonMissing,
    MakeUpWhy.TOO_LONG: MakeUpReasonTooLong,
    MakeUpWhy.ABOUT_THEM: MakeUpAboutOneself,
    MakeUpWhy.ENDED: MakeUpEnded,
}


class ReportTooLong(Refusal):
    """A report whose name lists are too long to be waited for."""

    code = "reporting.report_too_long"
    status = 422
    message = _("这份报表带有 %(count)s 行名单，超过直接下载的上限（%(limit)s 行）。")
    next_step = _("请改用“后台生成”，完成后会通知您来取；也可以按单位缩小范围后直接下载。")


class RunOutOfReach(Refusal):
    """A report asked for by somebody who no longer reads all the units that it is about."""

    code = "reporting.run_out_of_reach"
    status = 403
    message = _("申请人现在不能查看这份报表涉及的全部单位，报表没有生成。")
    next_step = _("请由有权查看这些单位的人员重新生成。")


class RunNotReady(Refusal):
    """The file of a report that is not made, or not yet."""

    code = "reporting.run_not_ready"
    message = _("报表还没有生成。")
    next_step = _("请在进度页等待完成；已停止或没有生成的，请从报表页重新发起。")


class RunFileExpired(Refusal):
    """The file of a report that was made too long ago."""

    code = "reporting.run_file_expired"
    status = 410
    message = _("报表文件只保留 %(days)s 天，已经删除。")
    next_step = _("请从报表页重新生成；当时的数字仍可在提取记录中核对。")


class ScheduleNameMissing(Refusal):
    """A schedule without a name, or with one that is too long."""

    code = "reporting.schedule_name_missing"
    status = 422
    message = _("发送计划要有名称，不超过 %(limit)s 字。")
    next_step = _("请填写名称，收件人在通知里看到的就是它。")


class ScheduleTimetableInvalid(Refusal):
    """A day of the month or week, or an hour, that there is not."""

    code = "reporting.schedule_timetable_invalid"
    status = 422
    message = _("没有这样的发送时间。")
    next_step = _(
        "按月填 1 至 31 日（当月没有这一天的，在最后一天发送），"
        "按周填 1 至 7（周一为 1），钟点填 0 至 23。"
    )


class ScheduleWithoutRecipients(Refusal):
    """A schedule that sends to nobody, or to too many."""

    code = "reporting.schedule_without_recipients"
    status = 422
    message = _("发送计划要有 1 至 %(limit)s 名收件人。")
    next_step = _("请填写收件人的工号，一行一个。")


class ScheduleRecipientWithoutRight(Refusal):
    """A schedule to somebody who may not read all the units that it is about."""

    code = "reporting.schedule_recipient_without_right"
    status = 422
    message = _("%(people)s 查无此人，或无权查看这份报表涉及的全部单位。")
    next_step = _(
        "请去掉这些工号，或把单位缩小到收件人有权查看的范围，也可先由管理员授予查看权限。"
    )


class TargetRateInvalid(Refusal):
    """A target that is no whole number of per cent."""

    code = "reporting.target_rate_invalid"
    status = 422
    message = _("目标“%(rate)s”无效，应为 0 至 100 的整数。")
    next_step = _("请改正后重新保存；不再单独设目标的单位，留空即可。")


class TargetBackdated(Refusal):
    """A target that is to hold from a day that is over: what was reported then stays."""

    code = "reporting.target_backdated"
    status = 422
    message = _("生效日期不能早于今天（%(today)s），以前的报表不因新目标而改变。")
    next_step = _("请把生效日期改为今天或更晚。")


class SendingDone(Refusal):
    """Sending anew what has been sent, or is being sent."""

    code = "reporting.sending_done"
    message = _("这一次已经发出或正在发送，不能重发。")
    next_step = _("请刷新页面查看结果；需要当前数字的，请从报表页生成。")
