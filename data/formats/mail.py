"""Mail (.eml): its text, else the article in its HTML, with Subject and Date; attachments are left out and named."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from data.formats import Content, DocumentError, html, plain

NAMED = 3  # attachments that the note names; a mail may have dozens


def read(name: str, content: bytes) -> Content:
    """The text of a mail. Raises DocumentError for one without text, or that is damaged."""
    try:
        mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        body = mail.get_body(("plain", "html"))
        if body is None:
            raise DocumentError(f"{name} is a mail without a text of its own; pass what is attached to it as files.")
        raw = body.get_payload(decode=True) or b""
        title, day = str(mail["subject"] or "") or None, mail["date"] and mail["date"].datetime
        left = [part.get_filename() or part.get_content_type() for part in mail.iter_attachments()]
        charset = body.get_content_charset()
    except DocumentError:
        raise
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, LookupError, RecursionError):
        # broken headers fail anywhere in the parser
        raise DocumentError(f"{name} cannot be read as a mail: it is damaged or cut off. Paste its text.") from None
    if body.get_content_type() == "text/html":
        text = html.read(name, _utf8(raw, charset)).text
    else:
        text = plain.decode(name, _utf8(raw, charset))
    return Content(text, title, day, _note(left))


def _utf8(raw: bytes, charset: str | None) -> bytes:
    """The same text in UTF-8, where its part states another encoding that can be read."""
    try:
        return raw.decode(charset or "utf-8").encode()
    except (LookupError, UnicodeError):
        return raw


def _note(left: list[str]) -> str | None:
    if not left:
        return None
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    what = "1 attachment was" if len(left) == 1 else f"{len(left)} attachments were"
    return f"{what} not read: {', '.join(left[:NAMED])}{more}"
