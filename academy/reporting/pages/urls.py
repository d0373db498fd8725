"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import extracts, index, reports

app_name = "reporting"

urlpatterns = [
    path("", index.index_page, name="index"),
    path("extracts/", extracts.extracts_page, name="extracts"),
    path("extracts/<uuid:extract_id>/", extracts.comparison_page, name="comparison"),
    path("<slug:report>/", reports.report_page, name="report"),
    path("<slug:report>/people/", reports.people_page, name="people"),
    path("<slug:report>.xlsx", reports.xlsx, name="xlsx"),
    path("<slug:report>.csv", reports.csv, name="csv"),
    path("<slug:report>.pdf", reports.pdf, name="pdf"),
]
