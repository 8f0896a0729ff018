"""The one error that the commands report to the person at the terminal, without a traceback."""


class PortalError(Exception):
    """Something that keeps the portal from running; the text says what, and what to do."""
