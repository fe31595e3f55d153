"""All tables at once, for migrations and for tests that compare them."""

from sqlalchemy import MetaData

from maemi.project.tables import (
    batch,
    collection,
    conversation,
    correction,
    decision,
    egress,
    embedding,
    finding_change,
    guideline,
    micrograph,
    pair,
    prompt,
    region,
    request,
    setting,
    spending,
    study,
    team,
)
from maemi.project.tables.foundation import Table

MODULES = (
    batch,
    collection,
    conversation,
    correction,
    decision,
    egress,
    embedding,
    finding_change,
    guideline,
    micrograph,
    pair,
    prompt,
    region,
    request,
    setting,
    spending,
    study,
    team,
)


def metadata() -> MetaData:
    """The registry, with every table in it."""
    return Table.metadata
