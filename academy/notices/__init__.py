"""Telling people what concerns them: notices on their pages, and by e-mail to who wants it."""
