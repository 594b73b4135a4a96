"""Save each page, light and dark, on desk and phone: `python -m tests.browser.screenshots FOLDER [PAGE ...]`."""

from __future__ import annotations

import sys
import tempfile
from itertools import product
from pathlib import Path

from playwright.sync_api import sync_playwright

from dashboard.state import PAGES
from tests.browser.driving import DESK, PHONE, go, launch, shown
from tests.browser.server import serving

SIZES = {"1440": DESK, "390": PHONE}
SCHEMES = ("light", "dark")


def save(folder: Path, pages: tuple[str, ...] = PAGES) -> list[Path]:
    """Write `<page>-<width>-<scheme>.png` into the folder and return the files.

    Raises RuntimeError with the end of the server's log for a page that only says that it could not be drawn.
    """
    folder.mkdir(parents=True, exist_ok=True)
    saved = []
    with tempfile.TemporaryDirectory() as scratch, serving(Path(scratch)) as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for page, (width, size), scheme in product(pages, SIZES.items(), SCHEMES):
            with browser.new_context(viewport=size, color_scheme=scheme) as context:
                shot = folder / f"{page}-{width}-{scheme}.png"
                drawn = go(context.new_page(), f"{server.url}/{'' if page == 'situation' else page}")
                if "could not be drawn" in shown(drawn):
                    raise RuntimeError(f"the page {page} could not be drawn:\n{server.log.read_text()[-3000:]}")
                drawn.screenshot(path=shot)
                saved.append(shot)
        browser.close()
    return saved


if __name__ == "__main__":
    if len(sys.argv) < 2 or not set(sys.argv[2:]) <= set(PAGES):
        sys.exit(f"{__doc__}\npages: {', '.join(PAGES)}")
    for file in save(Path(sys.argv[1]), tuple(sys.argv[2:]) or PAGES):
        print(file)
