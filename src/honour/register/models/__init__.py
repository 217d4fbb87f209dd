"""The rows of the register: people, their personal data and keys, what they decided, and the notice's versions."""

from honour.register.models.attachments import Attachment, AttachmentPiece
from honour.register.models.calendars import Calendar
from honour.register.models.collections import Collection, Permission, Suppression, Wording
from honour.register.models.erasures import Erasure
from honour.register.models.holds import HeldThing, Hold
from honour.register.models.keys import DataKey, KnownRootKey
from honour.register.models.settlings import Settling
from honour.register.models.staging import Staged, StagedIdentifier
from honour.register.models.subjects import Identifier, Record, Subject
from honour.register.models.triggers import Trigger, TriggerTie
from honour.register.models.versions import Mode, NoticeVersion, Number

__all__ = [
    "Attachment",
    "AttachmentPiece",
    "Calendar",
    "Collection",
    "DataKey",
    "Erasure",
    "HeldThing",
    "Hold",
    "Identifier",
    "KnownRootKey",
    "Mode",
    "NoticeVersion",
    "Number",
    "Permission",
    "Record",
    "Settling",
    "Staged",
    "StagedIdentifier",
    "Subject",
    "Suppression",
    "Trigger",
    "TriggerTie",
    "Wording",
]
