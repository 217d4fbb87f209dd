"""The one door outwards: whatever leaves this house by HTTP leaves here, and nowhere else.

https only; the host's address is looked up once, held against the rules, and the connection goes to that very address;
private and reserved networks are refused unless they are listed; no redirect is followed; size and time have ends.
"""

from honour.door.addresses import DoorClosedError
from honour.door.calling import Answer, NoAnswerError, call

__all__ = ["Answer", "DoorClosedError", "NoAnswerError", "call"]
"""What others use."""
