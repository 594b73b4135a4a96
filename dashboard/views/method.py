"""Page method."""

TITLE = "Method"


def show() -> None:
    """Draw the page."""
