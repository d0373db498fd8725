"""What happens around every page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from academy.people.models import Person
from academy.shared.errors import Refusal

Handler = Callable[[HttpRequest], HttpResponseBase]


class RefusalMiddleware:
    """Render any `Refusal` that a view let pass, with its own status: a page, or to htmx a part.

    The API answers its refusals itself, before this is asked.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        fragment = bool(getattr(request, "htmx", False))
        template = "web/refusal_fragment.html" if fragment else "web/refusal.html"
        return render(request, template, {"refusal": error}, status=error.status)


class IssuedPasswordMiddleware:
    """Send a person who holds an issued password to the page where they choose their own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if isinstance(user, Person) and user.must_change_password:
            page = reverse("account_change_password")
            open_to_them = (
                page,
                reverse("account_logout"),
                reverse("web:language"),
                reverse("web:theme"),
                settings.STATIC_URL,
                "/api/",
            )
            if not request.path.startswith(open_to_them):
                return redirect(page)
        return self.get_response(request)
