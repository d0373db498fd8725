"""What the people's words are called on pages, sheets and rosters."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people.enums import CorrectionKind, Establishment, Role, Sex, StaffKind, UnitKind

UNIT_KIND: dict[UnitKind, Promise] = {
    UnitKind.BUREAU: _("市局"),
    UnitKind.STREET: _("街道分局"),
    UnitKind.TOWN: _("镇分局"),
    UnitKind.PARK: _("园区分局"),
    UnitKind.SQUAD: _("中队"),
}
SEX: dict[Sex, Promise] = {Sex.MALE: _("男"), Sex.FEMALE: _("女")}
STAFF_KIND: dict[StaffKind, Promise] = {
    StaffKind.APPROVAL: _("行政审批人员"),
    StaffKind.ENFORCEMENT: _("一线执法人员"),
    StaffKind.AUXILIARY: _("协管人员"),
    StaffKind.ADMINISTRATION: _("机关管理人员"),
    StaffKind.LEGAL_REVIEW: _("法制审核人员"),
}
ESTABLISHMENT: dict[Establishment, Promise] = {
    Establishment.CIVIL_SERVANT: _("公务员"),
    Establishment.CIVIL_SERVICE_LAW: _("参公"),
    Establishment.PUBLIC_INSTITUTION: _("事业编"),
    Establishment.CONTRACT: _("聘员"),
}
ROLE: dict[Role, Promise] = {
    Role.TRAINEE: _("学员"),
    Role.INSTRUCTOR: _("教官"),
    Role.INVIGILATOR: _("监考员"),
    Role.MARKER: _("阅卷员"),
    Role.UNIT_TRAINING_OFFICER: _("单位培训联络员"),
    Role.UNIT_LEADER: _("单位负责人"),
    Role.ACADEMY_ADMIN: _("学院管理员"),
    Role.HR: _("组织人事"),
    Role.AUDITOR: _("审计员"),
}
CORRECTION: dict[CorrectionKind, Promise] = {
    CorrectionKind.BEGUN: _("补登任职"),
    CorrectionKind.ENDED: _("补登离任"),
    CorrectionKind.WITHDRAWN: _("撤销任职登记"),
}
