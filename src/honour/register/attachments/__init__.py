"""Files in the register: sealed piece by piece under the key of the record they belong to, and gone with it."""

from honour.register.attachments.forgetting import forget_attachments
from honour.register.attachments.keeping import AttachmentRefusedError, File, attach
from honour.register.attachments.listing import Attached, attached_to, names_in
from honour.register.attachments.opening import AttachmentGoneError, Opened, open_attachment

__all__ = [
    "Attached",
    "AttachmentGoneError",
    "AttachmentRefusedError",
    "File",
    "Opened",
    "attach",
    "attached_to",
    "forget_attachments",
    "names_in",
    "open_attachment",
]
