"""Why a version is not planned, approved or published, or a source not held."""

from __future__ import annotations


class ProposalError(Exception):
    """Something about a proposed version is not done; the message says why and what to do."""


class CannotPlanError(ProposalError):
    """The file cannot follow the version in use."""


class PlanCancelledError(ProposalError):
    """Somebody stopped the plan while it was being made."""


class SourceError(Exception):
    """Something about telling people of a source is not done; the message says why and what to do."""
