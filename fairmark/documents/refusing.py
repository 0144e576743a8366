"""Why a document cannot be made."""


class CannotPrint(ValueError):
    """It is too long or too deep for paper, or cannot do without something outside it."""
