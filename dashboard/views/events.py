"""Page events."""

TITLE = "Events"


def show() -> None:
    """Draw the page."""
