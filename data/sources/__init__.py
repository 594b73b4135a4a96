"""Coded datasets become events: one module a provider, each with the same verb, `read(path) -> (events, rejects)`."""

from __future__ import annotations

from types import ModuleType

SOURCES: dict[str, ModuleType] = {}
