"""Every anticipated no about notices, nominations, substitution, transfer and the fair fill."""

from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal


class NoticeInvalid(Refusal):
    """A notice whose words or deadlines are missing or contradict each other."""

    code = "courses.notice_invalid"
    status = 422
    message = _("通知须有文号和正文；替训截止不早于提名截止，提名截止不晚于开班当天。")
    next_step = _("请补全文号、正文并核对两个截止时间。")


class NoticeNumberTaken(Refusal):
    """A document number that another notice has."""

    code = "courses.notice_number_taken"
    message = _("文号 %(number)s 已用于其他期次的通知。")
    next_step = _("请核对文号后重新填写。")


class NoticeIssued(Refusal):
    """Changing a notice that the units have already received."""

    code = "courses.notice_issued"
    message = _("通知已经印发，正文和条件不能再改。")
    next_step = _("只能调整截止时间；内容有变的，请取消本期后另行通知。")


class NoticeMissing(Refusal):
    """Something that rests on an issued notice."""

    code = "courses.notice_missing"
    message = _("本期还没有印发开班通知。")
    next_step = _("请先拟写并印发通知。")


class DeadlinesInvalid(Refusal):
    """Moving deadlines into the past, or out of order."""

    code = "courses.deadlines_invalid"
    status = 422
    message = _("新的截止时间须晚于现在，替训截止不早于提名截止。")
    next_step = _("请填写今后的时间。")


class NominationsClosed(Refusal):
    """Nominating at or after the deadline."""

    code = "courses.nominations_closed"
    message = _("提名已于 %(until)s 截止。")
    next_step = _("请联系学院；确有需要的，由学院说明理由后补报或延长截止时间。")


class RecallsClosed(Refusal):
    """A unit's taking a nomination back at or after the deadline."""

    code = "courses.recalls_closed"
    message = _("提名已于 %(until)s 截止，单位不能再自行撤回。")
    next_step = _("请联系学院办理退出；已入班的，可在替训截止前换人。")


class NominationsStillOpen(Refusal):
    """Giving unused seats away while the units may still use them."""

    code = "courses.nominations_still_open"
    message = _("提名在 %(until)s 截止，此前各单位的名额不能调剂。")
    next_step = _("请在截止之后再调剂。")


class FillChanged(Refusal):
    """Filling by a dry run that is no longer what would be done."""

    code = "courses.fill_changed"
    message = _("试算之后名额或候补有变化，没有调剂。")
    next_step = _("请核对新的试算结果，再确认一次。")


class NothingToFill(Refusal):
    """No seat to give, or nobody who waits for one."""

    code = "courses.nothing_to_fill"
    message = _("没有可以调剂的名额：空余 %(seats)s 个，候补 %(asked)s 人。")
    next_step = _("有单位空出名额并有人候补时再调剂。")


class OwnNomination(Refusal):
    """Endorsing what one nominated oneself."""

    code = "courses.own_nomination"
    message = _("%(person)s 由您本人提名，须由另一位负责人审批。")
    next_step = _("请本单位其他负责人或上级单位负责人审批。")


class SubstitutionsClosed(Refusal):
    """Sending somebody else at or after the cut-off."""

    code = "courses.substitutions_closed"
    message = _("替训已于 %(until)s 截止。")
    next_step = _("请办理退出，空出的名额由候补人员递补。")


class SubstituteOtherUnit(Refusal):
    """A substitute from another unit: the seat belongs to the unit."""

    code = "courses.substitute_other_unit"
    message = _("%(person)s 与被替人员不在同一单位，名额不能带到其他单位。")
    next_step = _("请在本单位另选一人；没有合适人选的，请办理退出。")


class TransferredThereBefore(Refusal):
    """A second transfer to a cohort that the person has left, having come there by transfer."""

    code = "courses.transferred_there_before"
    message = _(
        "%(person)s 曾转入“%(cohort)s”后退出，不能再次转入：原来带入的考勤、请假和操行会断开。"
    )
    next_step = _("请转到同一课程的其他期次。")


class TransferCourse(Refusal):
    """A transfer to the same cohort or to another course."""

    code = "courses.transfer_course"
    status = 422
    message = _("只能转到同一课程的另一期。")
    next_step = _("请另选一期；要换课程的，请退出后重新提名。")


class PersonUnknown(Refusal):
    """A row of a list that names nobody of one's units."""

    code = "courses.person_unknown"
    status = 422
    message = _("“%(said)s”查无此人，或不在您的管理范围。")
    next_step = _("请核对工号，或写明姓名和单位。")


class PersonAmbiguous(Refusal):
    """A name that several people of one's units have."""

    code = "courses.person_ambiguous"
    status = 422
    message = _("“%(said)s”有 %(count)s 人同名。")
    next_step = _("请改填工号，或补充单位。")


class RowRepeated(Refusal):
    """A person who stands in the list already."""

    code = "courses.row_repeated"
    status = 422
    message = _("“%(said)s”与第 %(first)s 行是同一人。")
    next_step = _("请去掉重复的一行。")


class ListEmpty(Refusal):
    """A list without a single person."""

    code = "courses.list_empty"
    status = 422
    message = _("名单里没有一行可以识别的人员。")
    next_step = _("每行一人：工号，或姓名和单位；也可上传带“工号”或“姓名”“单位”表头的表格。")


class ListTooLong(Refusal):
    """A list of more rows than one nomination takes."""

    code = "courses.list_too_long"
    status = 422
    message = _("名单有 %(rows)s 行，超过一次可以处理的 %(limit)s 行。")
    next_step = _("请分成几份提交。")


class QuotaUnitEnded(Refusal):
    """A quota for a unit that is no more."""

    code = "courses.quota_unit_ended"
    status = 422
    message = _("“%(unit)s”已撤并（接续单位：%(successor)s），不能再分配名额。")
    next_step = _("请把名额分给接续单位。")
