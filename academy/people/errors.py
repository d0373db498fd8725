"""What people and organisation refuse."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class UnitUnknown(Refusal):
    """No unit of that code or name on that day."""

    code = "people.unit_unknown"
    status = 422
    message = _("没有名为“%(unit)s”的单位。")
    next_step = _("请按组织架构中的单位全称或简称填写。")


class UnitPeriodInvalid(Refusal):
    """The dates of a unit's edition don't follow those it already has."""

    code = "people.unit_period_invalid"
    status = 422
    message = _("单位信息的生效日期须晚于现行信息的生效日期（%(current_from)s）。")
    next_step = _("请改用较晚的生效日期。")


class PersonLeft(Refusal):
    """The person is no longer on the staff."""

    code = "people.person_left"
    message = _("该人员已离职。")
    next_step = _("如已返岗，请先在名册导入中恢复其在职状态。")


class GrantNotYours(Refusal):
    """A role may be given only by an academy admin whose own scope covers the unit."""

    code = "people.cannot_grant"
    status = 403
    message = _("您不能在该单位授予此角色。")
    next_step = _("请由管辖该单位的学院管理员授予。")


class RosterHeaderMissing(Refusal):
    """No visible sheet has a row that names both the staff number and the person."""

    code = "people.roster_header_missing"
    status = 422
    message = _("没有找到表头：任何一张工作表里都没有同时含“工号”和“姓名”的行。")
    next_step = _(
        "请确认表头含“工号”“姓名”两列且在前 40 行之内；文本文件请核对编码，然后重新上传。"
    )


class RosterEmpty(Refusal):
    """There is a header, and nobody below it."""

    code = "people.roster_empty"
    status = 422
    message = _("表头下面没有任何人员。")
    next_step = _("请确认选对了文件，再重新上传。")


class RosterUnitRequired(Refusal):
    """A one-unit roster without its unit, or a whole one with a unit."""

    code = "people.roster_unit_required"
    status = 422
    message = _("“单个单位”名单须选择单位，“全系统”名单不选单位。")
    next_step = _("请选择名单范围和单位后重新上传。")


class RosterScope(Refusal):
    """A roster of units the sender has no say over."""

    code = "people.roster_scope"
    status = 403
    message = _("您的权限范围不包括这份名单涉及的单位。")
    next_step = _("请改为上传本单位名单，或由全系统的组织人事人员上传。")


class RosterNotReady(Refusal):
    """Only a run with a dry run can be committed or discarded."""

    code = "people.roster_not_ready"
    message = _("这份名单不在可提交的状态（当前：%(state)s）。")
    next_step = _("请打开名单查看原因，或重新上传文件。")


class RosterStale(Refusal):
    """The staff has changed since the dry run, so what was shown is no longer what would happen."""

    code = "people.roster_stale"
    message = _("预览之后人员或单位信息已有变动，没有提交，名册未改动。")
    next_step = _("请点“重新比对”，核对新的变动后再提交。")


class RosterHasRefusedRows(Refusal):
    """Rows were refused, and the sender hasn't said to go on without them."""

    code = "people.roster_has_refused_rows"
    message = _("有 %(count)s 行未通过检查，没有提交，名册未改动。")
    next_step = _("请改正后重新上传；或勾选“跳过未通过的行”，只提交其余人员。")


class AcademyFounded(Refusal):
    """There is, or was, an academy admin: a first one can't be made again."""

    code = "people.academy_founded"
    message = _("学院已有管理员，不能再创建首位管理员。")
    next_step = _("请由现任学院管理员在人员页面授予角色。")


class PasswordMustChange(Refusal):
    """An issued password opens only the page where the person chooses their own."""

    code = "people.password_must_change"
    status = 403
    message = _("您正在使用发放的初始口令。")
    next_step = _("请先登录网页，改为自己的口令，再使用接口。")
