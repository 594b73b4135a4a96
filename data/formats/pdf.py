"""PDF: its text layer, page by page, in paragraphs."""

from __future__ import annotations

import io

from data.formats import MAX_CHARACTERS, Content, DocumentError
from data.formats.plain import WORD

_FULL_LINE = 0.7  # of the longest line of a page: a shorter one ends its paragraph


def read(name: str, content: bytes) -> Content:
    """The text of a PDF. Raises DocumentError for one that is damaged, locked or a scan."""
    import pypdf  # only PDFs need it
    from pypdf.errors import DependencyError, PyPdfError

    try:
        file = pypdf.PdfReader(io.BytesIO(content))
        if file.is_encrypted and not file.decrypt(""):
            raise DocumentError(f"{name} is locked with a password; save it without one, or paste its text.")
        pages, length = [], 0
        for page in file.pages:
            pages.append(_unwrapped(page.extract_text()))
            length += len(pages[-1])
            if length > MAX_CHARACTERS:  # enough to be refused for its length
                break
        title = file.metadata.title if file.metadata else None
    except DocumentError:
        raise
    except DependencyError:
        raise DocumentError(f"{name} is encrypted in a way Casus cannot open; paste its text.") from None
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, RecursionError):
        # broken files fail anywhere in the parser, seldom with its own error
        raise DocumentError(f"{name} cannot be read as a PDF: it is damaged or cut off.") from None
    text = "\n\n".join(page for page in pages if page)
    if not WORD.search(text):
        raise DocumentError(
            f"{name} holds no text: it is probably a scan. Run a text recognition over it, or paste its text."
        )
    return Content(text, title.strip() or None if title else None)  # its dates are of the file, not of publication


def _unwrapped(page: str) -> str:
    """The lines of a PDF page as paragraphs: a sentence runs on over full lines, words broken at the end are joined."""
    lines = [line.strip() for line in page.splitlines()]
    full = _FULL_LINE * max(map(len, lines), default=0)
    out = ""
    for line in lines:
        if out.endswith("-") and out[-2:-1].isalpha() and line[:1].islower():
            out = out[:-1] + line
        elif out and not out.endswith("\n"):
            out += " " + line if line else "\n"
        else:
            out += line
        if line and len(line) < full:
            out += "\n"
    return out.strip()
