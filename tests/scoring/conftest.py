"""Hypothesis for the scoring tests: whole frames are built for every example, so fewer of them and no time limit."""

from hypothesis import HealthCheck, settings

settings.register_profile("scoring", deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("scoring")
