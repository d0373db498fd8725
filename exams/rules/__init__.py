"""Pure rules: values in, frozen verdicts out. No Django, no clock, no database."""
