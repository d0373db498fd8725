"""Pages that anybody may open."""

from django.urls import path

from certificates.pages import verification

app_name = "verify"

urlpatterns = [
    path("verify/", verification.search, name="search"),
    path("verify/<str:token>/", verification.show, name="show"),
]
