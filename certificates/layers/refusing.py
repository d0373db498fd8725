"""What is said when the layers can't be proved to give what the layout engine would."""


class Unprovable(Exception):
    """This page is made the plain way instead. The text says why, in Chinese, for an admin."""
