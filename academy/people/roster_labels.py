"""What a roster's columns, lines and faults are called: message and what to do, per code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people.enums import RosterLineKind, RosterMode, RosterState
from academy.people.rules.roster_faults import FaultCode, Field

FIELD: dict[Field, Promise] = {
    Field.STAFF_NUMBER: _("工号"),
    Field.NAME: _("姓名"),
    Field.SEX: _("性别"),
    Field.ID_NUMBER: _("身份证号"),
    Field.MOBILE: _("联系电话"),
    Field.UNIT: _("单位"),
    Field.STAFF_KIND: _("人员类别"),
    Field.ESTABLISHMENT: _("编制类型"),
    Field.POST: _("职务"),
    Field.RANK: _("职级"),
    Field.JOINED_ON: _("参加工作时间"),
    Field.POST_SINCE: _("任现职时间"),
}
LINE_KIND: dict[RosterLineKind, Promise] = {
    RosterLineKind.ADDED: _("新增"),
    RosterLineKind.CHANGED: _("变更"),
    RosterLineKind.TRANSFERRED: _("调动"),
    RosterLineKind.RETURNED: _("返岗"),
    RosterLineKind.LEFT: _("离职"),
    RosterLineKind.UNCHANGED: _("不变"),
    RosterLineKind.REFUSED: _("未通过"),
}
MODE: dict[RosterMode, Promise] = {
    RosterMode.WHOLE_SYSTEM: _("全系统名单"),
    RosterMode.ONE_UNIT: _("单个单位名单"),
}
STATE: dict[RosterState, Promise] = {
    RosterState.UPLOADED: _("已上传"),
    RosterState.PREVIEWED: _("待提交"),
    RosterState.COMMITTED: _("已提交"),
    RosterState.REFUSED: _("无法读取"),
    RosterState.DISCARDED: _("已放弃"),
}

NEAREST = _("是不是：%(nearest)s？")
"""Added to the advice where the dictionary holds something similar."""

# Filled by %(name)s from the fault's facts.
FAULT: dict[FaultCode, tuple[Promise, Promise]] = {
    FaultCode.STAFF_NUMBER_MISSING: (_("没有工号"), _("请补填工号。")),
    FaultCode.STAFF_NUMBER_INVALID: (
        _("工号格式不对"),
        _("工号为 24 位以内的数字、字母或 - _ . /，请改正。"),
    ),
    FaultCode.STAFF_NUMBER_TWICE: (
        _("工号与“%(other_sheet)s”第 %(other_row)s 行重复"),
        _("一人一行：请删去多余的行，或改正其中一个工号。"),
    ),
    FaultCode.STAFF_NUMBER_LOST_ZEROS: (
        _("工号可能丢失了开头的 0（库中有 %(expected)s）"),
        _("请把工号列设为文本格式，补回开头的 0。"),
    ),
    FaultCode.NAME_MISSING: (_("没有姓名"), _("请补填姓名。")),
    FaultCode.NAME_TOO_LONG: (_("姓名超过 %(limit)s 个字"), _("请核对姓名。")),
    FaultCode.NAME_NOT_PRINTABLE: (
        _("姓名中的 %(characters)s 无法印在证书上"),
        _("请按身份证核对用字；字确实无误的，请联系学院管理员补充字库。"),
    ),
    FaultCode.SEX_UNKNOWN: (_("性别无法识别"), _("请填“男”或“女”。")),
    FaultCode.SEX_MISSING: (_("新增人员没有性别"), _("请填性别，或填写身份证号。")),
    FaultCode.SEX_CONTRADICTS_ID: (
        _("性别与身份证号不一致"),
        _("请按身份证核对性别和身份证号。"),
    ),
    FaultCode.ID_AS_NUMBER: (
        _("身份证号以数值保存，末几位已丢失"),
        _("请先把该列设为文本格式，再重新录入完整的身份证号。"),
    ),
    FaultCode.ID_MALFORMED: (_("身份证号不是 18 位"), _("请核对身份证号（末位可为 X）。")),
    FaultCode.ID_BIRTH_DATE: (_("身份证号中的出生日期不存在"), _("请核对身份证号。")),
    FaultCode.ID_CHECK_DIGIT: (
        _("身份证号校验位不符"),
        _("有一位数字录错了，请按身份证核对。"),
    ),
    FaultCode.ID_TWICE: (
        _("身份证号与“%(other_sheet)s”第 %(other_row)s 行重复"),
        _("请核对两行的身份证号。"),
    ),
    FaultCode.ID_OF_ANOTHER: (
        _("该身份证号已属于工号 %(other)s"),
        _("请核对工号和身份证号；确需更换工号的，请联系学院管理员。"),
    ),
    FaultCode.MOBILE_INVALID: (
        _("联系电话格式不对"),
        _("请填 11 位手机号，或带区号的固定电话；只填一个号码。"),
    ),
    FaultCode.UNIT_MISSING: (
        _("没有单位"),
        _("请补填单位列，或在表头上方写“单位：…”。"),
    ),
    FaultCode.UNIT_UNKNOWN: (
        _("没有这个单位"),
        _("请按组织架构中的全称或简称填写。"),
    ),
    FaultCode.UNIT_OUT_OF_SCOPE: (
        _("该单位不在这份名单的范围内"),
        _("单个单位的名单只能包含本单位及其下属人员。"),
    ),
    FaultCode.STAFF_KIND_MISSING: (_("新增人员没有人员类别"), _("请补填人员类别。")),
    FaultCode.STAFF_KIND_UNKNOWN: (
        _("人员类别无法识别"),
        _("请填：行政审批人员、一线执法人员、协管人员、机关管理人员、法制审核人员之一。"),
    ),
    FaultCode.ESTABLISHMENT_MISSING: (_("新增人员没有编制类型"), _("请补填编制类型。")),
    FaultCode.ESTABLISHMENT_UNKNOWN: (
        _("编制类型无法识别"),
        _("请填：公务员、参公、事业编、聘员之一。"),
    ),
    FaultCode.POST_UNKNOWN: (
        _("职务不在职务表中"),
        _("请按职务表填写。"),
    ),
    FaultCode.RANK_UNKNOWN: (
        _("职级不在职级表中"),
        _("请按职级表填写。"),
    ),
    FaultCode.DATE_IMPOSSIBLE: (
        _("日期不存在或无法识别"),
        _("请写成 2019-03-05 或 2019年3月5日。"),
    ),
    FaultCode.DATE_AMBIGUOUS: (
        _("日期有两种读法（1 月或 10 月）"),
        _("请写成 2019-01 或 2019-10。"),
    ),
    FaultCode.DATE_AFTER_ROSTER: (
        _("日期晚于名单日期 %(on)s"),
        _("请核对日期，或改用较晚的名单日期。"),
    ),
    FaultCode.LATER_ASSIGNMENT: (
        _("库中该人员的任职记录（自 %(since)s 起）晚于名单日期"),
        _("请改用较晚的名单日期，或删去该行。"),
    ),
}
