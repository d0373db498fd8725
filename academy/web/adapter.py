"""How allauth and axes are fitted to this academy: staff numbers, no sign-up, no e-mail."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academy.shared.text import fold


def staff_number_of(typed: str) -> str:
    """Return a staff number as stored: full-width signs narrowed, outer space removed."""
    return fold(typed)


def lockout_name(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """Return the account that a failed sign-in counts against (AXES_USERNAME_CALLABLE).

    The staff number in one writing, so that case or full-width digits buy no further tries.
    allauth hands it over as `username`, axes itself as `login`, and the form as `login`.
    """
    known = credentials or {}
    typed = known.get("username") or known.get("login")
    if not typed and request is not None:
        typed = request.POST.get("login")
    return staff_number_of(str(typed or "")).casefold()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Accounts come from the roster only."""

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("工号或口令不正确。请核对后重新输入。"),
        "enter_current_password": _("当前口令不正确。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("web:home")
