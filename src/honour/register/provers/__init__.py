"""The register's provers: each examines what is stored, and says how much of it."""

from honour.register.provers import (  # noqa: F401 - importing them signs them up
    attachments,
    columns,
    finding_people,
    forms,
    interests,
    kinds,
    notices,
    purposes,
    seals,
    sources,
    stops,
)
