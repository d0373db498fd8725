"""The sign-in and password forms, in the academy's words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.people.access import actor
from academy.people.operations import passwords
from academy.shared import clock
from academy.web.adapter import staff_number_of

# Django's and allauth's own words for a bad new password, by error code, in ours.
_PASSWORD_FAULTS: dict[str, Promise] = {
    "password_too_short": _("口令至少 %(min_length)d 位。"),
    "password_too_similar": _("口令与姓名或工号太相似。"),
    "password_too_common": _("这个口令太常见，容易被猜到。"),
    "password_entirely_numeric": _("口令不能全是数字。"),
}

_NEW_PASSWORD = _("至少 8 位，不能全是数字，也不要用姓名、工号或常见口令。")


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Staff number and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("工号")
        self.fields["login"].error_messages["required"] = _("请输入工号。")
        self.fields["login"].widget = forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        )
        self.fields["password"].label = _("口令")
        self.fields["password"].help_text = ""
        self.fields["password"].error_messages["required"] = _("请输入口令。")
        self.fields["password"].widget = forms.PasswordInput(
            attrs={"autocomplete": "current-password"}
        )

    def clean_login(self) -> str:
        return staff_number_of(self.cleaned_data["login"])


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # as above
    """The old password once, the new one twice; the change is an audited operation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {
            "oldpassword": (_("当前口令"), "", _("请输入当前口令。")),
            "password1": (_("新口令"), _NEW_PASSWORD, _("请输入新口令。")),
            "password2": (_("再输入一次新口令"), "", _("请再输入一次新口令。")),
        }
        for name, (label, help_text, missing) in words.items():
            field = self.fields[name]
            field.label = label
            field.help_text = help_text
            field.error_messages["required"] = missing
            complete = "current-password" if name == "oldpassword" else "new-password"
            field.widget = forms.PasswordInput(attrs={"autocomplete": complete})

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = self.cleaned_data
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("两次输入的新口令不一致。"))
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        if isinstance(error, ValidationError) and hasattr(error, "error_list"):
            for each in error.error_list:
                if fault := _PASSWORD_FAULTS.get(each.code or ""):
                    each.message = str(fault)
        super().add_error(field, error)

    def save(self) -> None:
        passwords.change(
            actor=actor(self.user),
            person=self.user,
            password=self.cleaned_data["password1"],
            at=clock.now(),
        )
        self.user.refresh_from_db()
