"""Reasons that people give for what they do to a certificate."""

LONGEST = 200  # characters; as long as the columns that keep them


def stated(text: str) -> str | None:
    """Return the reason without blanks around it, None if there is none or it is too long."""
    reason = text.strip()
    return reason if 1 <= len(reason) <= LONGEST else None
