"""Page read."""

TITLE = "Read"


def show() -> None:
    """Draw the page."""
