"""Hypothesis for the scoring tests: whole frames are built for every example, so fewer of them and no time limit."""

from hypothesis import HealthCheck, settings

from tests.fuzzing import examples

settings.register_profile(
    "scoring", deadline=None, max_examples=examples(12), suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("scoring")
