"""Reading a pack of law from the package's own data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

import yaml

from honour.law.bases import AnnexCondition, BasisRule
from honour.law.checks import CheckRule, checks_of
from honour.law.constants import Constants
from honour.law.enactments import Enactment
from honour.law.grounds import Ground, Safeguard, grounds_of
from honour.law.impact import ImpactIndicator, TransferTest
from honour.law.marketing import Marketing
from honour.law.retention import Preset
from honour.law.rights import RightRule

PackName = Literal["uk", "eu"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class UnknownLawError(ValueError):
    """There is no such pack of law; the message names those there are."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No law is called '{name}'. Choose one of: {', '.join(get_args(PackName))}.")


@dataclass(frozen=True)
class Pack:
    """All that a pack holds, of whatever date."""

    name: str
    constants: Constants
    bases: dict[str, BasisRule]
    conditions: dict[str, AnnexCondition]
    rights: dict[str, RightRule]
    marketing: Marketing
    presets: dict[str, Preset]
    impact: dict[str, ImpactIndicator]
    transfers: dict[str, TransferTest]
    checks: dict[str, CheckRule]
    enactments: dict[str, Enactment]
    grounds: dict[str, Ground]
    safeguards: dict[str, Safeguard]


@cache
def pack(name: str) -> Pack:
    """Read a pack once.

    Errors: ``UnknownLawError`` for a name that is no pack's.
    """
    if name not in get_args(PackName):
        raise UnknownLawError(name)
    constants = Constants.model_validate(_read(f"{name}/constants.yaml"))
    rows = {
        code: row for part in ("checklist", "lint", "structure") for code, row in _read(f"checks/{part}.yaml").items()
    }
    return Pack(
        name=name,
        constants=constants,
        bases={kind: BasisRule.model_validate(row) for kind, row in _read(f"{name}/bases.yaml").items()},
        conditions={code: AnnexCondition.model_validate(row) for code, row in _read(f"{name}/conditions.yaml").items()},
        rights={kind: RightRule.model_validate(row) for kind, row in _read(f"{name}/rights.yaml").items()},
        marketing=Marketing.model_validate(_read(f"{name}/marketing.yaml")),
        presets={code: Preset.model_validate(row) for code, row in _read(f"{name}/retention.yaml").items()},
        impact={code: ImpactIndicator.model_validate(row) for code, row in _read(f"{name}/impact.yaml").items()},
        transfers={code: TransferTest.model_validate(row) for code, row in _read(f"{name}/transfers.yaml").items()},
        checks=checks_of(name, constants.gdpr, rows),
        enactments={key: Enactment.model_validate(row) for key, row in _read(f"{name}/enactments.yaml").items()},
        grounds=grounds_of(name, constants.gdpr, _read("grounds.yaml")["grounds"]),
        safeguards={key: Safeguard.model_validate(row) for key, row in _read(f"{name}/safeguards.yaml").items()},
    )


def _read(path: str) -> dict[str, Any]:
    """Read one file of the packs; a pack that lacks a file has no such rules."""
    file = files("honour.law").joinpath("packs", *path.split("/"))
    if not file.is_file():
        return {}
    loaded: dict[str, Any] = yaml.load(file.read_bytes(), Loader=_LOADER)  # noqa: S506 - a safe loader, in C
    return loaded
