"""The classifier's file: written by skops, read as plain data.

A skops file is a zip of a schema (JSON) and arrays (NumPy). This model needs mappings, lists, JSON values and arrays
alone, so they are all that is read: any other type is named and refused, nothing of a file is ever run, and a page that
reads text need not import skops and with it all of scikit-learn, which takes two seconds.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

_SCHEMA = "schema.json"
# what a file that was cut or changed makes of zip, JSON and NumPy
_DAMAGE = (
    KeyError, TypeError, ValueError, AttributeError, EOFError, OSError, RuntimeError, MemoryError, zipfile.BadZipFile,
    zlib.error, struct.error, OverflowError, SyntaxError,
)  # fmt: skip


class ModelError(ValueError):
    """A model that cannot be trained or read; the message says why and what is needed."""


def read(path: Path) -> dict[str, Any]:
    """What `write` kept.

    Raises ModelError if the file is missing, is no skops file (a pickle is refused), is damaged, or holds other types
    than plain values and arrays.
    """
    if not path.is_file():
        raise ModelError(f"no model at {path.name}: train one with scoring.classifier.train and save it")
    if not zipfile.is_zipfile(path):
        raise ModelError(f"{path.name} is no skops file; pickles and other formats are refused")
    try:
        with zipfile.ZipFile(path) as file:
            return _value(json.loads(file.read(_SCHEMA)), file)
    except ModelError as error:
        raise ModelError(f"{path.name} {error}") from None
    except _DAMAGE as error:
        raise ModelError(f"{path.name} is a damaged or unknown skops file ({error}); train it again") from None


def write(parts: dict[str, Any], path: Path) -> None:
    """Keep mappings, lists, JSON values and arrays with skops, compressed."""
    import skops.io  # with all of scikit-learn, which only training needs

    skops.io.dump(parts, path, compression=zipfile.ZIP_DEFLATED, compresslevel=9)


def _value(node: dict[str, Any], file: zipfile.ZipFile) -> Any:
    """What one node of the schema stands for."""
    kind = f"{node['__module__']}.{node['__class__']}"
    loaded_by = node["__loader__"]
    if loaded_by == "JsonNode" and node["is_json"]:
        return json.loads(node["content"])
    if loaded_by == "DictNode" and kind == "builtins.dict":
        return {name: _value(part, file) for name, part in node["content"].items()}
    if loaded_by == "ListNode" and kind == "builtins.list":
        return [_value(part, file) for part in node["content"]]
    if loaded_by == "NdArrayNode" and kind == "numpy.ndarray" and node["type"] == "numpy":
        return np.load(io.BytesIO(file.read(node["file"])), allow_pickle=False)
    raise ModelError(f"holds types that are not trusted: {kind}; allowed: dict, list, JSON values, numpy.ndarray")
