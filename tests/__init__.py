"""Tests of the three rooms. A package, so that `data` means the project's and not the folder of its tests."""
