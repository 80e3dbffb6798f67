"""Settings of the property tests."""

from hypothesis import HealthCheck, settings

# Machines differ: a slow one, or the first draw of a text (which builds Unicode tables), is no failure.
settings.register_profile("pullsecrets", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pullsecrets")
