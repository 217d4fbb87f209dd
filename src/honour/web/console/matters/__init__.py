"""Matters: projects, services, invoices, cases and events, recorded, ended and tied to people."""
