"""The anticipated no.

A `Refusal` is raised by rules' callers, operations and doors, and turned into problem+json by the
API (RFC 9457) and into a plain page by the web. Anything else that is raised is a defect.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

type_base = "urn:academy:problem:"


class Refusal(Exception):
    """One anticipated no; subclass it once per reason.

    `code` is stable and English (`exams.sitting_closed`); `message` says what happened and
    `next_step` what to do next, both filled from the facts by %(name)s. Facts must not hold
    personal data beyond a name the reader may see.
    """

    code: ClassVar[str]
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise]
    next_step: ClassVar[str | Promise] = _("请核对后重试；仍有问题请联系学院管理员。")

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        self.field = field
        self.facts: dict[str, object] = {name: plain(value) for name, value in facts.items()}
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.facts

    @property
    def advice(self) -> str:
        """What to do next, in the reader's language."""
        return str(self.next_step) % self.facts

    def problem(self) -> dict[str, object]:
        """Return the body of an RFC 9457 problem document."""
        body: dict[str, object] = {
            "type": f"{type_base}{self.code}",
            "title": str(self),
            "status": self.status,
            "code": self.code,
            "next_step": self.advice,
        }
        if self.field is not None:
            body["field"] = self.field
        if self.facts:
            body["facts"] = self.facts
        return body


def plain(value: object) -> object:
    """Return `value` as something JSON can hold; dates and decimals in their printed form."""
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(each) for each in value]
    return str(value)


class NotFound(Refusal):
    """Absent, or not yours to see: the two look alike."""

    code = "shared.not_found"
    status = 404
    message = _("没有找到您要的内容。")
    next_step = _("请从列表重新打开；如果确信应当存在，请联系学院管理员。")


class SignInRequired(Refusal):
    """Nobody is signed in."""

    code = "shared.sign_in_required"
    status = 401
    message = _("请先登录。")
    next_step = _("用工号和口令登录后重试。")


class RoleRequired(Refusal):
    """Signed in, but without a role this door opens to."""

    code = "shared.role_required"
    status = 403
    message = _("您没有打开此项的权限。")
    next_step = _("如工作需要，请向学院管理员申请相应角色。")


class InputInvalid(Refusal):
    """A value that can't be read as what the field asks for."""

    code = "shared.input_invalid"
    status = 422
    message = _("填写的内容有误：%(reason)s")
    next_step = _("请按提示修改后重新提交。")


class CursorInvalid(Refusal):
    """A page cursor that this list did not hand out."""

    code = "shared.cursor_invalid"
    status = 422
    message = _("分页位置无效。")
    next_step = _("请从第一页重新读取，并原样使用返回的 next_cursor。")


class ParameterUnknown(Refusal):
    """A query parameter that the route does not have: a typing error must not widen a list."""

    code = "shared.parameter_unknown"
    status = 422
    message = _("没有名为“%(name)s”的条件。")
    next_step = _("可用的条件：%(known)s。请改正后重试。")


class ParameterRepeated(Refusal):
    """A query parameter given twice, so that one of the two would be passed over."""

    code = "shared.parameter_repeated"
    status = 422
    message = _("条件“%(name)s”出现了不止一次。")
    next_step = _("请只保留一个后重试。")
