"""Documents: whatever is laid out as PDF, in a child process that is trusted with nothing."""
