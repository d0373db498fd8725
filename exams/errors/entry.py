"""Refusals on the way into the room: codes, networks, locked-down browsers, rooms and seats."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.shared.errors import Refusal

_WHY: dict[str, Promise] = {
    "out_of_range": _("超出范围"),
    "wrong_length": _("口令须为 4 至 12 个字母或数字"),
    "too_many_keys": _("密钥过多，最多 50 个"),
    "not_a_key": _("密钥须为 64 位十六进制字符"),
    "missing": _("没有填写"),
    "too_long": _("过长"),
    "unsound_text": _("含有不能保存的字符"),
    "name_taken": _("已有同名的考场"),
    "capacity_out_of_range": _("座位数须为 1 至 1000"),
    "too_many_networks": _("网段过多，最多 50 个"),
    "not_a_network": _("网段 %(value)s 无法识别，应写作 10.3.0.0/24 这样的形式"),
    "host_bits": _("网段 %(value)s 与前缀不符，应写作 %(better)s"),
    "capacity_in_use": _("待考的座位已排到 %(seat)s 号，座位数不能更少"),
    "seats_in_use": _("还有 %(sittings)s 人的座位排在这里"),
    "retired": _("考场已停用"),
    "not_in_room": _("该考场没有这个座位"),
    "taken": _("%(room)s %(seat)s 号已有人"),
    "sitting_over": _("本次作答已结束"),
    "no_room": _("没有选择考场"),
}
_CODE_WHY: dict[str, Promise] = {
    "missing": _("请输入入场码"),
    "wrong": _("入场码不对"),
    "used": _("这个入场码已用过"),
    "expired": _("这个入场码已过期"),
}
_ISSUE_WHY: dict[str, Promise] = {
    "sitting_over": _("本次作答已结束"),
    "minutes_out_of_range": _("有效期超出范围"),
}


class NetworkRefused(Refusal):
    """The address lies outside the networks of the room the person is seated in."""

    code = "exams.network_refused"
    status = 403
    message = _("这台电脑不在考场“%(room)s”的网络内，不能入场。")
    next_step = _("请使用考场内的电脑；如果您已在考场内，请举手告知监考人员。")


class EntryCodeWrong(Refusal):
    """A code is asked for, and the one given does not open this sitting."""

    code = "exams.entry_code_wrong"
    status = 422
    message = _("%(why)s。")
    next_step = _("请核对监考人员给出的入场码后重试；仍不行时，请监考人员重新发码。")

    def __init__(self, reason: str) -> None:
        super().__init__(field="code", reason=reason, why=str(_CODE_WHY[reason]))


class EntryCodeLocked(Refusal):
    """Too many wrong codes for one sitting in a short time."""

    code = "exams.entry_code_locked"
    status = 429
    message = _("入场码连续输错 %(tries)s 次，暂时不能再试。")
    next_step = _("请举手告知监考人员：重新发码后可立即入场，否则请 %(minutes)s 分钟后再试。")


class EntryCodeRefused(Refusal):
    """No code can be issued for this sitting, or not for so long."""

    code = "exams.entry_code_refused"
    message = _("不能发放入场码：%(why)s。")
    next_step = _("入场码只发给尚未结束的考生，有效期 1 至 240 分钟。")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason, why=str(_ISSUE_WHY[reason]))


class Explained(Refusal):
    """A refusal with one of several reasons: its code in ``reason``, its words in ``why``."""

    def __init__(self, reason: str, *, field: str | None = None, **facts: object) -> None:
        super().__init__(field=field, reason=reason, why=str(_WHY[reason]) % facts, **facts)


class PolicyRefused(Explained):
    """A rule of the day that cannot be kept as it was written."""

    code = "exams.policy_refused"
    status = 422
    message = _("入场规定没有保存：%(why)s。")
    next_step = _("请改正标出的一项后再保存。")


class PolicyFixed(Refusal):
    """Somebody has started: only what hurts nobody can still change."""

    code = "exams.policy_fixed"
    message = _("已有人开考，%(names)s不能再改。")
    next_step = _("开考后只能换入场口令、增加浏览器密钥、放开网络限制或改变放行方式。")


class RoomRefused(Explained):
    """A room that cannot be kept as it was written."""

    code = "exams.room_refused"
    status = 422
    message = _("考场没有保存：%(why)s。")
    next_step = _("请改正标出的一项后再保存。")


class RoomInUse(Explained):
    """Seats of exams to come would be lost."""

    code = "exams.room_in_use"
    message = _("考场没有改动：%(why)s。")
    next_step = _("请先为有关考试重新排座，再改动考场。")


class SeatsShort(Refusal):
    """The rooms chosen hold fewer seats than there are people; nobody has been seated."""

    code = "exams.seats_short"
    message = _(
        "座位不够，没有排座：缺普通座位 %(missing)s 个、单独考场座位 %(missing_separate)s 个。"
    )
    next_step = _("请加选考场，或增加考场座位数后重新排座。")


class SeatRefused(Explained):
    """A person cannot be moved to this seat."""

    code = "exams.seat_refused"
    message = _("没有换座：%(why)s。")
    next_step = _("请换一个空座位；如要对调，请先把其中一人移到空座位。")


class LockdownRequired(Refusal):
    """Not an accepted Safe Exam Browser, or one with other settings."""

    code = "exams.lockdown_required"
    status = 403
    message = _("本场考试须用规定设置的 Safe Exam Browser 打开，当前浏览器未通过检查。")
    next_step = _("请用考场配置打开 Safe Exam Browser 再试；仍不行时，请监考人员核对身份后放行。")
