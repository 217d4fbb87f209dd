"""Honour keeps the promises in a privacy notice."""
