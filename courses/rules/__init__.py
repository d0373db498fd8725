"""Pure rules of courses: values in, frozen verdicts out."""
