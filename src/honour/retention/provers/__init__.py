"""Retention's provers: what is kept is kept as long as the notice says, and then gone."""

from honour.retention.provers import gone, objections, on_time, waiting  # noqa: F401 - importing them signs them up
