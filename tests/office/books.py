"""Every route that hands out a workbook, and in which story it does."""

WORKBOOKS: dict[str, str] = {
    "api-1:get_mail_address_faults": "lists",
    "api-1:get_roster_refused": "lists",
    "api-1:my_record_xlsx": "reports",
    "api-1:report_cohort_xlsx": "reports",
    "api-1:report_person_xlsx": "reports",
    "api-1:report_run_file": "reports",
    "api-1:report_xlsx": "reports",
    "courses:block_template": "lists",
    "courses:export_evaluation": "evaluation",
    "courses:export_hours": "teaching",
    "courses:export_reading": "teaching",
    "courses:export_teaching": "teaching",
    "courses:hours_refused": "lists",
    "courses:hours_template": "lists",
    "courses:import_blocks": "lists",
    "courses:owing_workbook": "reports",
    "courses:plan_xlsx": "plan",
    "courses:stay_xlsx": "stay",
    "exams:seats_xlsx": "seats",
    "findings:register_xlsx": "reports",
    "notices:import_faults": "lists",
    "people:roster_refused": "lists",
    "reporting:board_xlsx": "board",
    "reporting:cohort_story_xlsx": "reports",
    "reporting:exclusion_template": "reports",
    "reporting:exclusions_in_force": "reports",
    "reporting:make_ups_xlsx": "reports",
    "reporting:my_record_xlsx": "reports",
    "reporting:person_record_xlsx": "reports",
    "reporting:run_file": "reports",
    "reporting:schedule_log_xlsx": "reports",
    "reporting:xlsx": "reports",
}

BY_JOB = {"api-1:report_run_file", "reporting:run_file"}
"""Those whose workbook a job has written: their views only read it."""

OTHERS: dict[str, str] = {
    **dict.fromkeys(
        (
            "api-1:my_record_pdf",
            "api-1:report_cohort_pdf",
            "api-1:report_csv",
            "api-1:report_pdf",
            "api-1:report_person_pdf",
            "reporting:board_pdf",
            "reporting:cohort_story_pdf",
            "reporting:csv",
            "reporting:my_record_pdf",
            "reporting:pdf",
            "reporting:person_record_pdf",
            "reporting:schedule_log_csv",
        ),
        "the same operation in another form",
    ),
    **dict.fromkeys(
        ("courses:commit_hours", "courses:hours_import", "courses:undo_hours"),
        "a page that counts the refused rows which another route hands out",
    ),
}
"""Routes that come to the writer of workbooks and hand out none, and why."""
