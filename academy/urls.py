"""Every route of the site."""

from django.urls import include, path

from academy.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("academy.web.urls")),
    path("", include("certificates.pages.public_urls")),
    path("notices/", include("academy.notices.pages.urls")),
    path("findings/", include("academy.findings.pages.urls")),
    path("people/", include("academy.people.pages.urls")),
    path("courses/", include("courses.pages.urls")),
    path("exams/", include("exams.pages.urls")),
    path("certificates/", include("certificates.pages.urls")),
    path("reports/", include("academy.reporting.pages.urls")),
]
