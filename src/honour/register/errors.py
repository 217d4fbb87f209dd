"""What the register refuses, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping


class RegisterError(Exception):
    """The register could not do what was asked; nothing was written."""


class UnknownVersionError(RegisterError):
    """No published version of the notice has this label, or it is not in force yet."""


class UnknownFormError(RegisterError):
    """The version of the notice has no such form."""


class UnknownPersonError(RegisterError):
    """There is no such person, or the person was erased."""


class UnknownRecordError(RegisterError):
    """The person has no such record."""


class UnknownClauseError(RegisterError):
    """No published version of the notice declares such a clause."""


class PublishingRefusedError(RegisterError):
    """The notice may not be published as it is. ``codes`` are the findings that stand in the way."""

    def __init__(self, message: str, codes: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.codes = codes


class AnswersRefusedError(RegisterError):
    """Some answers cannot be taken as they are. ``fields`` says for each field what to change."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(f"{len(fields)} answers need another look: {', '.join(sorted(fields))}.")
        self.fields = dict(fields)


class CollectingRefusedError(RegisterError):
    """The notice does not allow collecting this. ``reasons`` are the gate's sentences."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons


class StagingRefusedError(RegisterError):
    """Something may not be staged: too large, for too long, or by nobody."""


class HeldError(RegisterError):
    """Something may not be deleted while a hold keeps it."""


class HoldRefusedError(RegisterError):
    """A hold cannot be placed, kept or ended as asked."""


class SettlingRefusedError(RegisterError):
    """It cannot be settled as asked where records came from, or which notice their people were given."""


class ErasureFinalError(RegisterError):
    """An erasure cannot be undone: its cooling-off is over, or there is none."""
