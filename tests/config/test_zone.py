"""The settings name a time zone that there is, or somebody is told which one they may mean."""

import pytest

from honour.config.zone import UnknownTimeZoneError, zone_named


@pytest.mark.parametrize("name", ["Europe/London", "Europe/Warsaw", "America/New_York", "UTC"])
def test_a_time_zone_that_there_is_stands(name):
    assert zone_named(name) == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Warschau", "Europe/Warsaw"),
        ("warsaw", "Europe/Warsaw"),
        ("New York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("GMT+1", "Etc/GMT+1"),
        ("../../etc/passwd", "Europe/London"),
        ("on the moon, at noon", "Europe/London"),
    ],
)
def test_a_name_that_there_is_not_is_refused_with_the_one_that_may_be_meant(typed, meant):
    with pytest.raises(UnknownTimeZoneError) as refused:
        zone_named(typed)
    assert repr(typed) in str(refused.value)
    assert f'time_zone = "{meant}"' in str(refused.value)
