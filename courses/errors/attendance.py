"""Every anticipated no about roll-calls."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class RollCallTimesInvalid(Refusal):
    """A formation that ends before, or when, it begins."""

    code = "courses.roll_call_times_invalid"
    status = 422
    message = _("点名的结束时间不晚于开始时间。")
    next_step = _("请核对开始和结束时间。")


class RollCallOutsideCohort(Refusal):
    """A roll-call on a day that is none of the cohort's."""

    code = "courses.roll_call_outside_cohort"
    status = 422
    message = _("%(on)s 不在本期培训期间（%(starts_on)s 至 %(ends_on)s）之内。")
    next_step = _("请选择培训期间的日期。")


class RollCallTooEarly(Refusal):
    """A roll-call long before people fall in."""

    code = "courses.roll_call_too_early"
    message = _("还不能点名：最早可在开始前 %(minutes)s 分钟，即 %(opens)s 起点名。")
    next_step = _("请到时再点名；日期或时间选错的，请改选。")


class RollCallNoCell(Refusal):
    """A lesson that is not on the timetable."""

    code = "courses.roll_call_no_cell"
    status = 422
    message = _("课程表上 %(on)s %(times)s 没有课。")
    next_step = _("请从课程表选择节次；临时加课的，请先排入课程表再点名。")


class RollCallOverlaps(Refusal):
    """A lesson at a time of which another lesson's roll-call stands."""

    code = "courses.roll_call_overlaps"
    message = _("当天 %(times)s 的课已经点名，时间重叠，同一时间的学时不能计两次。")
    next_step = _("课程表有变动的，请先作废原来的点名，再按新的节次点名。")


class RollCallTaken(Refusal):
    """Another content for a roll that has been taken."""

    code = "courses.roll_call_taken"
    message = _("%(who)s 已于 %(when)s 点过名，内容与本次不同，本次没有保存。")
    next_step = _("请打开已有的点名核对；有出入的，写明原因后更正。")


class NobodyExpected(Refusal):
    """A roll-call at which nobody has to be there."""

    code = "courses.nobody_expected"
    message = _("此时没有应到人员。")
    next_step = _("请核对时间；学员已到的，请先办理报到。")


class NotOnRoll(Refusal):
    """Something said of people whom the roll-call does not concern."""

    code = "courses.not_on_roll"
    status = 422
    message = _("名单中有 %(count)s 人不在这次点名的应到人员之列。")
    next_step = _("请重新打开点名页，按最新的应到名单填写。")


class RollCallSettled(Refusal):
    """People who were closed out in the cohort where they went on."""

    code = "courses.roll_call_settled"
    message = _("%(people)s 已在转入的期次结班，考勤不再改动。")
    next_step = _("请去掉这些人后重新提交；确有错误的，请联系学院管理员。")


class RollCallVoided(Refusal):
    """Something asked of a roll-call that was voided."""

    code = "courses.roll_call_voided"
    message = _("这次点名已于 %(on)s 作废。")
    next_step = _("作废的点名不再改动；需要的话请重新点名。")
