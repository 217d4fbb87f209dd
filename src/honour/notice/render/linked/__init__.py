"""A notice, and a receipt, as linked data (JSON-LD) in the terms of the W3C's Data Privacy Vocabulary, version 2."""

from honour.notice.render.linked.notice import notice_as_linked
from honour.notice.render.linked.receipt import Given, receipt_as_linked

__all__ = ["Given", "notice_as_linked", "receipt_as_linked"]
