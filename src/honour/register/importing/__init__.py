"""Bringing in people who are known already: from another system's list, a batch of rows at a time.

The gate is asked about every row's terms; people are matched by exact identifier; a stop holds whatever the list says.
"""

from honour.register.importing.batch import import_batch
from honour.register.importing.rows import BroughtRow, Known, Outcome, RefusedRow, Wanted

__all__ = ["BroughtRow", "Known", "Outcome", "RefusedRow", "Wanted", "import_batch"]
