"""S08: contact details are kept as given, and find the person again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from honour.evidence.provers import Exhibit, Finding, judged, not_proved, prover
from honour.keyring import KeyringError, unseal
from honour.register.hidden import of_visible_records
from honour.register.known_keys import register_keyring
from honour.register.models import DataKey, Identifier
from honour.register.provers.sampling import sample
from honour.register.sealed import identifier_place, key_place


@prover(
    "S08",
    clause="categories",
    test="Each identifier held opens under its person's key, and its keyed hash finds that person.",
)
def people_are_found_by_what_they_gave(now: datetime) -> Finding:
    """Open identifiers, hash them anew, and see that the hash kept is theirs."""
    every = of_visible_records(Identifier.objects.select_related("record__key"), now)
    chosen, coverage = sample(every, now, "identifiers")
    if not chosen:
        return not_proved("No identifier is held yet.")
    exhibits = list(_lost(chosen))
    return judged(
        exhibits, lambda faults: f"{faults:,} of {len(chosen)} identifiers do not find their person", coverage
    )


def _lost(rows: Iterable[Identifier]) -> Iterable[Exhibit]:
    keyring = register_keyring()
    for row in rows:
        key = row.record.key
        if key.state != DataKey.State.LIVE:
            continue  # it is being erased
        try:
            place = key_place(row.subject_id, key.category)
            plain = keyring.unwrap(key.root_version, bytes(key.wrapped), place)
            value = unseal(plain, bytes(row.value), identifier_place(row.kind, row.record_id)).decode()
        except (KeyringError, UnicodeDecodeError):
            yield Exhibit("An identifier that does not open.", record=str(row.record_id))
            continue
        hashes = {(each.version, each.digest) for each in keyring.lookup.every(row.kind, value)}
        if (row.key_version, bytes(row.digest)) not in hashes:
            yield Exhibit("An identifier whose hash is not that of its value.", record=str(row.record_id))
        elif row.subject_id != row.record.subject_id:
            yield Exhibit(
                "An identifier that finds another person than its record is about.", record=str(row.record_id)
            )
