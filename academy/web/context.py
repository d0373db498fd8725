"""What every page's frame needs, read from the database only if a frame is drawn."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from academy.notices.queries import inbox
from academy.people import labels
from academy.people.enums import Role
from academy.people.models import Grant, Person
from academy.people.queries import units
from academy.shared import clock
from academy.web import navigation

THEMES = ("light", "dark", "auto")
THEME_COOKIE = "theme"


class Chrome:
    """The frame around a page for one request; lazy, because fragments have no frame."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self._today = clock.today()

    @property
    def academy(self) -> str:
        english = (get_language() or "").startswith("en")
        name: str = settings.ACADEMY_NAME_EN if english else settings.ACADEMY_NAME
        return name

    @property
    def academy_other(self) -> str:
        """The academy's name in the language the page is not in."""
        english = (get_language() or "").startswith("en")
        name: str = settings.ACADEMY_NAME if english else settings.ACADEMY_NAME_EN
        return name

    @cached_property
    def person(self) -> Person | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, Person) and user.is_active else None

    @property
    def initial(self) -> str:
        return self.person.name[:1] if self.person else ""

    @cached_property
    def _grants(self) -> list[Grant]:
        if self.person is None:
            return []
        return list(
            Grant.objects.filter(units.valid_on(self._today), person=self.person).order_by("pk")
        )

    @cached_property
    def roles(self) -> frozenset[Role]:
        if self.person is None:
            return frozenset()
        return frozenset({Role.TRAINEE, *(Role(grant.role) for grant in self._grants)})

    @cached_property
    def _unit_names(self) -> dict[int, str]:
        return {edition.unit_id: edition.short_name for edition in units.editions_on(self._today)}

    @cached_property
    def unit(self) -> str:
        """The unit the person serves in today, by its short name; "" if none."""
        if self.person is None:
            return ""
        serving = units.assignments_on([self.person.pk], self._today).get(self.person.pk)
        return self._unit_names.get(serving.unit_id, "") if serving else ""

    @cached_property
    def place(self) -> str:
        """Unit and highest-reaching role in one line, as the top bar shows it."""
        roles = [role for role in Role if role in self.roles and role is not Role.TRAINEE]
        role = labels.ROLE[roles[0] if roles else Role.TRAINEE]
        return " · ".join(part for part in (self.unit, str(role)) if part)

    @cached_property
    def role_lines(self) -> list[str]:
        """One line per grant: role and the unit it reaches."""
        return [
            " · ".join(
                part
                for part in (
                    str(labels.ROLE[Role(grant.role)]),
                    self._unit_names.get(grant.unit_id, ""),
                )
                if part
            )
            for grant in self._grants
        ]

    @cached_property
    def navigation(self) -> list[navigation.Section]:
        return navigation.sections(self.roles, self._request.path)

    @cached_property
    def menu(self) -> SafeString:
        """The navigation, drawn: it stands in the page twice, beside it and behind its button."""
        return render_to_string("web/navigation.html", {"chrome": self, "request": self._request})

    @cached_property
    def unread(self) -> str:
        """What stands at the bell: how many notices are unread, "" for none."""
        return inbox.shown(inbox.unread_count(self.person)) if self.person else ""

    @property
    def notices_url(self) -> str | None:
        return navigation.route_url("notices:inbox")

    @property
    def notice_settings_url(self) -> str | None:
        return navigation.route_url("notices:settings")

    @property
    def theme(self) -> str:
        chosen = self._request.COOKIES.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def home_url(self) -> str:
        return reverse("web:home")

    @property
    def login_url(self) -> str:
        return reverse("account_login")

    @property
    def logout_url(self) -> str:
        return reverse("account_logout")

    @property
    def password_url(self) -> str:
        return reverse("account_change_password")

    @property
    def theme_url(self) -> str:
        return reverse("web:theme")

    @property
    def language_url(self) -> str:
        return reverse("web:language")


def chrome(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `chrome` in every template."""
    return {"chrome": Chrome(request)}
