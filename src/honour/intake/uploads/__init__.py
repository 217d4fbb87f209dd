"""Files that arrive: kept sealed while they do, capped, named harmlessly, and held against what they say they are."""

from honour.intake.uploads.checking import Checked, check_upload
from honour.intake.uploads.errors import TooLargeError, UploadRefusedError
from honour.intake.uploads.handler import takes_files
from honour.intake.uploads.kinds import ACCEPT, SAID

__all__ = ["ACCEPT", "SAID", "Checked", "TooLargeError", "UploadRefusedError", "check_upload", "takes_files"]
