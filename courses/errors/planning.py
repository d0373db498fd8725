"""Every anticipated no about days: people's blocks, holidays and places."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class CohortOverHoliday(Refusal):
    """A cohort that meets a public holiday, or a day on which the academy is shut, wordlessly."""

    code = "courses.cohort_over_holiday"
    status = 422
    message = _("这些日子是节假日或学院停训日：%(days)s。")
    next_step = _("请改期（%(clear)s）；确需照开的，请写明理由。")


class BlockWithoutEnd(Refusal):
    """A block whose last day is before its first."""

    code = "courses.block_without_end"
    status = 422
    message = _("不能派出的日期有误：%(ends_on)s 早于 %(starts_on)s。")
    next_step = _("请核对两个日期；只有一天的，两个日期相同。")


class BlockTooLong(Refusal):
    """A block of more days than anybody means."""

    code = "courses.block_too_long"
    status = 422
    message = _("从 %(starts_on)s 到 %(ends_on)s 共 %(days)s 天，超过一次登记的上限 %(limit)s 天。")
    next_step = _("请核对年份；确实更长的，请分段登记。")


class BlockPersonLeft(Refusal):
    """A block for somebody who is not on the staff any more."""

    code = "courses.block_person_left"
    message = _("%(person)s 已离开本系统，不必登记。")
    next_step = _("请从名单中去掉此人；如有误，请先更正花名册。")


class BlocksRefused(Refusal):
    """A list with rows that cannot be entered, and nobody said to go on without them."""

    code = "courses.blocks_refused"
    status = 422
    message = _("有 %(count)s 行不能登记，整份名单都没有写入。")
    next_step = _("请改正这些行后重新试算，或勾选“跳过这些行”。")


class BlockListEmpty(Refusal):
    """A list in which no row is legible as one."""

    code = "courses.block_list_empty"
    status = 422
    message = _("没有读到任何一行名单。")
    next_step = _("请确认第一行是表头，至少有“工号”和“开始日期”（或“日期”）两列。")


class BlockListLong(Refusal):
    """More rows than are taken at once."""

    code = "courses.block_list_long"
    status = 422
    message = _("名单有 %(count)s 行，一次最多 %(limit)s 行。")
    next_step = _("请按月份或单位分几次导入。")
