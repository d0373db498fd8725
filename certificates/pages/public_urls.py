"""Pages that anybody may open."""

from django.urls import path

from certificates.pages import issuer, shares, verification

app_name = "verify"

urlpatterns = [
    path("verify/", verification.search, name="search"),
    path("verify/file/", verification.file, name="file"),
    path("verify/issuer/", issuer.show, name="issuer"),
    path("verify/issuer.pem", issuer.chain, name="chain"),
    path("verify/keys.json", issuer.keys, name="keys"),
    path("verify/status/<int:number>", issuer.status, name="status"),
    path("verify/s/<str:token>/", shares.public, name="share"),
    path("verify/<str:token>/", verification.show, name="show"),
]
