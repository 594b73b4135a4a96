"""Plain text: its encoding, its line breaks, and whether it is English."""

from __future__ import annotations

import re
import unicodedata

from data.formats import ACCEPTED, MAX_CHARACTERS, Content, DocumentError

MAX_CONTROL_SHARE = 0.01  # of the characters: text has next to none, compressed or binary content several times that

# Function words that English has and its neighbours lack; "in", "was", "on", "for", "at", "is", "had" are left out, as
# they are words of German, French, Danish or Dutch too.
_ENGLISH = """
    the and to that with are were been by from has its it this these those which who whose their they his her she said
    would could should will not but after before about against into between during when where while of as be than other
    there what some any each both out up down also only more most
"""
ENGLISH_WORDS = frozenset(_ENGLISH.split())
# (words from which on, fewest of 100 that are among them): English dispatches have 20 to 33, the tersest headlines in a
# row 11, other languages in Latin letters below 4; a sentence may hold but one such word, a headline none
ENGLISH_BARS = ((20, 2), (50, 9))
MIN_LATIN_SHARE = 0.5  # of the letters

CHARSET_WITHIN = 4096  # bytes of a page in which its encoding is declared; HTML asks for the first 1024
WORD = re.compile(r"[^\W\d_]+")

_LINE_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read(name: str, content: bytes) -> Content:
    """The text of a file. Raises DocumentError for binary data."""
    return Content(decode(name, content))


def decode(name: str, content: bytes, declared: bool = False) -> str:
    """The text of bytes; `declared` looks for the encoding that a page states. Raises DocumentError for binary data."""
    marked = next((encoding for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), None)
    stated = _CHARSET.search(content[:CHARSET_WITHIN]) if declared else None
    # Windows-1252 last: it is what older newsrooms and desktop programs write, and takes nearly any byte
    for encoding in (marked, "utf-8", stated and stated.group(1).decode("ascii", "ignore"), "cp1252"):
        if encoding is None:
            continue
        try:
            return _checked(name, content.decode(encoding))
        except (UnicodeDecodeError, LookupError):
            continue
    raise _binary(name)


def _checked(name: str, text: str) -> str:
    control = len(_CONTROL.findall(text))
    if "\x00" in text or control > MAX_CONTROL_SHARE * len(text):
        raise _binary(name)
    return text


def _binary(name: str) -> DocumentError:
    return DocumentError(f"{name} holds binary data, not text. {ACCEPTED}.")


def clean(name: str, text: str) -> str:
    """The text that quotes are offsets into: NFC, line feeds, no marks around it; otherwise as written."""
    if not isinstance(text, str):
        raise DocumentError(f"{name} is {type(text).__name__}, not text.")
    text = _SURROGATE.sub("\ufffd", _LINE_BREAKS.sub("\n", _checked(name, text)))
    text = unicodedata.normalize("NFC", text).strip().strip("\ufeff").strip()
    if not text:
        raise DocumentError(f"{name} is empty.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            f"{name} is too long: more than {MAX_CHARACTERS:,} characters of text, some 30,000 words. "
            "Pass it in parts, a chapter or an article each."
        )
    _must_be_english(name, text)
    return text


def _must_be_english(name: str, text: str) -> None:
    letters = [letter for letter in text if letter.isalpha()]
    if not letters:
        raise DocumentError(f"{name} holds no words.")
    latin = sum(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if latin < MIN_LATIN_SHARE * len(letters):
        raise DocumentError(f"{name} is not in English: most of its letters are not Latin. Casus reads English only.")
    words, share = len(WORD.findall(text)), english_per_100(text)
    bar = max((share for least, share in ENGLISH_BARS if words >= least), default=0)
    if share < bar:
        raise DocumentError(
            f"{name} does not look like English: {share:.0f} of 100 words are everyday English ones (the, and, said "
            f"...), at least {bar} are expected. Casus reads English only; translate it first."
        )


def english_per_100(text: str) -> float:
    """How many of 100 words of `text` are in ENGLISH_WORDS (0 for a text without words)."""
    words = WORD.findall(text.lower())
    return 100 * sum(word in ENGLISH_WORDS for word in words) / max(len(words), 1)
