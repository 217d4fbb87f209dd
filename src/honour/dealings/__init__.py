"""Whom we deal with: companies, projects and services."""
