"""Refusals a candidate meets on the way in, while answering and at the end."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal
from exams.errors.base import Reasoned


class NotEnrolled(Refusal):
    """The person has no seat in the cohort."""

    code = "exams.not_enrolled"
    status = 404
    message = _("没有找到属于您的这场考试。")
    next_step = _("请从“我的考试”打开；如有疑问，请联系班主任。")


class MakeUpNotDue(Refusal):
    """A make-up is for those who failed or missed the first exam."""

    code = "exams.make_up_not_due"
    message = _("您不需要参加这场补考。")
    next_step = _("首考合格即可结业；如有疑问，请联系班主任。")


class NotOpenYet(Refusal):
    """The start window has not begun."""

    code = "exams.not_open_yet"
    message = _("考试尚未开始，最早入场时间为 %(opens)s。")
    next_step = _("请在入场时间后再点“开始考试”。")


class WindowOver(Refusal):
    """The start window has ended."""

    code = "exams.window_over"
    message = _("入场时间已过，不能再开始考试。")
    next_step = _("请联系监考人员；缺考可按规定参加补考。")


class SittingNotStarted(Refusal):
    """Nothing can be saved or handed in before the start."""

    code = "exams.sitting_not_started"
    message = _("考试尚未开始，不能作答或交卷。")
    next_step = _("请先点“开始考试”。")


class SittingClosed(Refusal):
    """Handed in, or past the deadline. Answers sent along are kept aside, unmarked."""

    code = "exams.sitting_closed"
    message = _("本次作答已结束，刚才的答案没有计入。")
    next_step = _("截止前已保存的答案全部有效；迟到的答案已另存备查，请告知监考人员。")


class SittingVoided(Refusal):
    """The sitting does not count any more."""

    code = "exams.sitting_voided"
    message = _("本次作答已作废。")
    next_step = _("请联系监考人员。")


class SequenceInvalid(Refusal):
    """A sequence is a whole number from 1."""

    code = "exams.seq_invalid"
    status = 422
    message = _("保存序号无效。")
    next_step = _("请刷新考试页面后继续作答，已保存的答案不会丢失。")


class SequenceConflict(Refusal):
    """The sequence was used before, for other answers."""

    code = "exams.seq_conflict"
    message = _("这一保存序号已用于另一份答案，服务器保留了先前的内容。")
    next_step = _("可能有另一个页面也在作答；请关闭多余的页面，刷新后核对答案。")


class SequenceStale(Refusal):
    """A newer save has been accepted already."""

    code = "exams.seq_stale"
    message = _("服务器已有更新的答案（序号 %(last_sequence)s），这一份没有采用。")
    next_step = _("可能有另一个页面也在作答；请关闭多余的页面，刷新后核对答案。")


class NothingToSave(Refusal):
    """A save without an answer in it, or with more than the paper has items."""

    code = "exams.nothing_to_save"
    status = 422
    message = _("没有收到可保存的答案。")
    next_step = _("请作答后再保存。")


class UnknownItem(Refusal):
    """The item is not on this paper."""

    code = "exams.unknown_item"
    status = 422
    message = _("试卷上没有这道题。")
    next_step = _("请刷新考试页面后继续作答，已保存的答案不会丢失。")


class UnknownOption(Refusal):
    """The option is not on this paper."""

    code = "exams.unknown_option"
    status = 422
    message = _("第 %(item)s 题没有这个选项。")
    next_step = _("请刷新考试页面后继续作答，已保存的答案不会丢失。")


class AnswerInvalid(Reasoned):
    """The answer has not the shape its item asks for."""

    code = "exams.answer_invalid"
    status = 422
    message = _("第 %(item)s 题的答案格式不对（%(why)s）。")
    next_step = _("请重新作答这一题，其他答案不受影响。")


class TicketInvalid(Refusal):
    """No sitting ticket, or one that is forged or too old."""

    code = "exams.ticket_invalid"
    status = 401
    message = _("考试凭证无效或已过期。")
    next_step = _("请从“我的考试”重新进入考试，已保存的答案不会丢失。")


class BodyTooLarge(Refusal):
    """More than any save can need."""

    code = "exams.body_too_large"
    status = 413
    message = _("一次提交的内容过大，没有保存。")
    next_step = _("请逐题保存，已保存的答案不会丢失。")


class CheckInNotYet(Refusal):
    """Check-in has not begun."""

    code = "exams.check_in_not_yet"
    message = _("还不能签到：考试 %(opens)s 开始，提前 %(minutes)s 分钟开放签到。")
    next_step = _("请到时再来；签到后在候考页等待开考。")


class NotAdmitted(Refusal):
    """Checked in, or not even that, but not let in yet."""

    code = "exams.not_admitted"
    message = _("监考人员尚未放行，不能开始作答。")
    next_step = _("请先签到，并在座位上等待监考人员放行。")


class SittingPaused(Refusal):
    """The sitting is paused: its clock stands still and nothing is taken."""

    code = "exams.sitting_paused"
    message = _("本次作答已暂停，计时停止，刚才的答案没有计入。")
    next_step = _("答案保存在本机，恢复后会自动上传；请等待监考人员恢复考试。")


class LeaseLost(Refusal):
    """Another page has taken the sitting over; this one may not write any more."""

    code = "exams.lease_lost"
    message = _("这场考试已在另一处继续作答，本页不能再保存。")
    next_step = _("请到另一处继续；如果不是您本人操作，请立即告知监考人员。")


class LeaseHeld(Refusal):
    """Another page is writing; it must be taken over explicitly."""

    code = "exams.lease_held"
    message = _("这场考试正在另一处作答。")
    next_step = _("如要改在本机继续，请确认接管；另一处将不能再保存。")
