"""The whole-system campaign: every step an operation that a person could have called."""
