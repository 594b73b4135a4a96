"""Finished pages of a download on disk, each named by its checksum, so that an interrupted download goes on."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any


class PageCache:
    """The pages of one request, in a folder of their own: `00012-<sha256>.json.gz`.

    The name holds the checksum of the file's bytes: one rename writes both, and a page that does not fit its name is
    no page.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, number: int) -> Any | None:
        """The page, or None if it is not there; a file whose checksum does not fit is removed."""
        for path in sorted(self.folder.glob(f"{number:05d}-*.json.gz")):
            packed = path.read_bytes()
            if path.name == _name(number, packed):
                return json.loads(gzip.decompress(packed))
            path.unlink(missing_ok=True)
        return None

    def put(self, number: int, page: Any) -> None:
        """Keep a page; it is there as a whole or not at all."""
        packed = gzip.compress(json.dumps(page).encode(), mtime=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        with atomic(self.folder / _name(number, packed), "wb") as file:
            file.write(packed)

    def clear(self) -> None:
        """Forget all pages of this request."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _name(number: int, packed: bytes) -> str:
    return f"{number:05d}-{hashlib.sha256(packed).hexdigest()}.json.gz"


@contextmanager
def atomic(path: Path, mode: str, **options: Any) -> Iterator[IO]:
    """A file to write that takes the place of `path` once it is whole and on the disk; after a failure nothing has."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open(mode, **options) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
