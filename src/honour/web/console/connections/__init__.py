"""Connections: other systems that are told of decisions."""
