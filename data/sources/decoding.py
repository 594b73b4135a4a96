"""The bytes of a file as valid UTF-8, so that a parser reads them all; what was not UTF-8 is marked and can be told.

A byte that is not UTF-8 becomes one of 128 characters of private use (U+F780 to U+F7FF, which no dataset holds). A cell
with such a mark is read as Latin-1, the encoding of most older exports.
"""

from __future__ import annotations

import codecs
import io
from typing import BinaryIO

_ESCAPES = range(0xDC80, 0xDD00)  # what Python's surrogateescape makes of the bytes 0x80 to 0xFF; not valid in UTF-8
_SHIFT = 0xF780 - _ESCAPES.start
_MARK = {escape: escape + _SHIFT for escape in _ESCAPES}
_ESCAPE = {mark: escape for escape, mark in _MARK.items()}
MARKED = r"[\x{F780}-\x{F7FF}]"  # a regular expression of RE2: the text holds a mark


def latin(text: str) -> str:
    """The Latin-1 reading of the bytes that `text` stands for, if it holds marks; else `text` as it is."""
    raw = text.translate(_ESCAPE).encode("utf-8", "surrogateescape")
    return text if raw == text.encode() else raw.decode("latin-1")


class Text(io.RawIOBase):
    """A file of bytes as valid UTF-8. `marked`: some were not; `odd`: the quotation marks so far are odd in number."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._ended, self._pending = file, False, b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self.odd = self.marked = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._pending and not self._ended:
            block = self._file.read(size)
            self._ended = not block
            text = self._decoder.decode(block, final=self._ended)
            try:
                self._pending = text.encode()
            except UnicodeEncodeError:
                self._pending, self.marked = text.translate(_MARK).encode(), True
        taken = self._pending if size < 0 else self._pending[:size]  # marks are longer than the bytes they stand for
        self._pending = self._pending[len(taken) :]
        self.odd ^= bool(taken.count(b'"') % 2)
        return taken
