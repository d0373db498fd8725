"""Pages of reporting."""

from django.urls import path

from academy.reporting.pages import completion

app_name = "reporting"

urlpatterns = [
    path("", completion.report_page, name="completion"),
    path("people/", completion.people_page, name="people"),
    path("completion.xlsx", completion.xlsx, name="xlsx"),
    path("completion.csv", completion.csv, name="csv"),
    path("completion.pdf", completion.pdf, name="pdf"),
]
