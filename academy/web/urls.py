"""Routes of the web itself: home, jobs, preferences, and allauth's few pages that we open.

allauth's own url file would also open sign-up, e-mail and reset pages; what is not listed here
does not exist.
"""

from allauth.account import views as allauth_views
from django.urls import include, path

from academy.people.access import page_door, public_page
from academy.people.enums import Role
from academy.web import views

_pages = [
    path("", views.home, name="home"),
    path("jobs/<uuid:public_id>/", views.job, name="job"),
    path("jobs/<uuid:public_id>/cancel/", views.job_cancel, name="job_cancel"),
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
    path("account/password/help/", views.password_help, name="password_help"),
]

urlpatterns = [
    path("", include((_pages, "web"))),
    path("account/login/", public_page(allauth_views.login), name="account_login"),
    path("account/logout/", public_page(allauth_views.logout), name="account_logout"),
    path(
        "account/inactive/",
        public_page(allauth_views.account_inactive),
        name="account_inactive",
    ),
    path(
        "account/password/",
        page_door(Role.TRAINEE)(allauth_views.password_change),
        name="account_change_password",
    ),
]
