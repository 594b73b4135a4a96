"""Web pages: the article in them, with the title and the date that they state."""

from __future__ import annotations

from data.formats import Content, DocumentError
from data.formats.plain import WORD, decode

MIN_ARTICLE_WORDS = 20  # a page with less running text is a menu, a cookie notice or a paywall


def read(name: str, content: bytes) -> Content:
    """The article of a page. Raises DocumentError for a page without one."""
    import trafilatura  # half a second to import: only pages need it

    page = decode(name, content, declared=True)
    found = trafilatura.bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,  # readers' comments are not the report
        include_tables=False,
        date_extraction_params={"original_date": True, "extensive_search": False},  # a stated date, no guess
    )
    text = (found.text or "") if found else ""
    if len(WORD.findall(text)) < MIN_ARTICLE_WORDS:
        raise DocumentError(
            f"{name}: no article was found in this page (a login, a notice or a list of links?). "
            "Paste the text of the article instead."
        )
    paragraphs = "\n\n".join(line for line in text.splitlines() if line.strip())
    return Content(paragraphs, found.title, found.date)
