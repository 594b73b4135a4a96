"""Chromium against a real server."""
