"""Pages of certificates."""

from django.urls import include, path

from certificates.pages import (
    batches,
    bundles,
    certificates,
    deeds,
    forecast,
    portraits,
    register,
    shares,
)

app_name = "certificates"

urlpatterns = [
    path("", certificates.mine, name="mine"),
    path("register/", register.register, name="register"),
    path("forecast/", forecast.renewals, name="forecast"),
    path("forecast/names/", forecast.names, name="forecast_names"),
    path("<uuid:public_id>/", certificates.certificate, name="certificate"),
    path("<uuid:public_id>/pdf/", certificates.pdf, name="pdf"),
    path("<uuid:public_id>/picture/", certificates.picture, name="picture"),
    path("<uuid:public_id>/revoke/", deeds.revoke, name="revoke"),
    path("<uuid:public_id>/reissue/", deeds.reissue, name="reissue"),
    path("<uuid:public_id>/correct/", deeds.correct, name="correct"),
    path("<uuid:public_id>/shares/", shares.share_list, name="shares"),
    path("<uuid:public_id>/shares/open/", shares.share_open, name="share_open"),
    path("shares/<uuid:public_id>/end/", shares.share_end, name="share_end"),
    path("batches/", batches.batch_list, name="batches"),
    path("batches/propose/", batches.propose, name="propose"),
    path("batches/<uuid:public_id>/", batches.batch, name="batch"),
    path("batches/<uuid:public_id>/approve/", batches.approve, name="approve"),
    path("batches/<uuid:public_id>/issue/", batches.issue, name="issue"),
    path("batches/<uuid:public_id>/withdraw/", batches.withdraw, name="withdraw"),
    path("batches/<uuid:public_id>/progress/", batches.progress, name="progress"),
    path("batches/<uuid:public_id>/retry/", batches.retry, name="retry"),
    path("batches/<uuid:public_id>/bundles/", bundles.batch_bundles, name="bundles"),
    path("batches/<uuid:public_id>/bundles/ask/", bundles.bundle_ask, name="bundle_ask"),
    path("portraits/", portraits.upload, name="portraits"),
    path("portraits/<uuid:public_id>/", portraits.run_page, name="portrait_run"),
    path("portraits/<uuid:public_id>/store/", portraits.store, name="portrait_store"),
    path("portraits/<uuid:public_id>/drop/", portraits.drop, name="portrait_drop"),
    path("bundles/<uuid:public_id>/file/", bundles.bundle_file, name="bundle_file"),
    path("", include("certificates.pages.template_urls")),
]
