"""Pages of findings."""

from django.urls import path

from academy.findings.pages import deeds, findings, opening, register

app_name = "findings"

urlpatterns = [
    path("", findings.finding_list, name="findings"),
    path("new/", opening.open_finding, name="open_finding"),
    path("register.xlsx", register.workbook, name="register_xlsx"),
    path("register.csv", register.delimited, name="register_csv"),
    path("<uuid:public_id>/", findings.finding_page, name="finding"),
    path("<uuid:public_id>/evidence/", deeds.add_evidence, name="add_evidence"),
    path("<uuid:public_id>/report/", deeds.report, name="report"),
    path("<uuid:public_id>/assign/", deeds.assign, name="assign"),
    path("<uuid:public_id>/extend/", deeds.extend, name="extend"),
    path("<uuid:public_id>/recheck/", deeds.recheck, name="recheck"),
    path("<uuid:public_id>/withdraw/", deeds.withdraw, name="withdraw"),
]
