"""The dates of a group of records as SQL, for both databases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from honour.register.due.events import MARKETING_OBJECTION, trigger_bit
from honour.register.due.periods import add_period
from honour.register.due.plans import Plan, Wait

GROUP = (
    "(r.version = %s OR (r.version IS NULL AND CAST(%s AS smallint) IS NULL)) AND r.category = %s AND r.purposes = %s "
    "AND (s.kind = %s OR (s.kind IS NULL AND CAST(%s AS smallint) IS NULL))"
)
"""True for the records of a group: it takes version (twice), category, purposes and kind (twice)."""
_NOTHING: Mapping[str, str] = {}
_TIED = """(SELECT CASE WHEN count(*) = count(t.at) THEN max(t.at) END
   FROM register_triggertie i JOIN register_trigger t ON t.id = i.trigger_id
  WHERE i.subject_id = r.subject_id AND i.record IN (0, r.id) AND (t.kinds & {bit}) <> 0)"""
_SAID = """(SELECT max(p.at) FROM register_permission p
  WHERE p.subject_id = r.subject_id AND p.kind = '{kind}' AND p.about = {about} AND (s.{column} & {bit}) {holds} 0)"""


_STOPPED = """(SELECT max(p.at) FROM register_permission p
  WHERE p.subject_id = r.subject_id AND (p.kind = 'marketing-stop' OR p.kind = 'objection' AND p.about = {about})
    AND (s.marketing_objection OR (s.objections & {bit}) <> 0))"""


class Reckoning:
    """Writes the dates of records that follow one plan.

    Arguments: ``plan``, by purposes' short ids; ``numbers`` of the purposes.
    """

    def __init__(self, plan: Plan, numbers: Mapping[str, int]) -> None:
        self._sqlite = connection.vendor == "sqlite"
        teach_calendar(connection)
        self._numbers = numbers
        self._plan = {numbers[purpose]: waits for purpose, waits in plan.items()}
        self._events: dict[str, str] = {}
        self._ends: dict[tuple[str, str], str] = {}
        self._of = {
            number: frozenset(self._name(wait, number) for wait in waits)
            for number, waits in self._plan.items()
            if waits is not None
        }

    def select(self, where: str, group: str = GROUP, beside: Mapping[str, str] = _NOTHING) -> str:
        """Write the query that gives ``id``, ``due_at``, ``lapse_at`` and ``ends`` of each record of the group.

        It takes the group's version (twice), category, purposes and kind (twice), then the parameters of ``where``;
        unless ``group``, a condition of another kind, says which records follow the plan. ``beside``: columns of the
        record ``r`` that are given as well, by the names that they get.
        """
        every = sorted({end for ends in self._of.values() for end in ends})
        whole = len(self._of) == len(self._plan) and bool(every)
        due = self._latest(every) if whole else self._null()
        sooner = {n: self._latest(sorted(ends)) for n, ends in self._of.items() if not whole or set(ends) != set(every)}
        events = "".join(f", {text} AS {name}" for text, name in self._events.items())
        ends = "".join(f", {self._after(event, period)} AS {name}" for (event, period), name in self._ends.items())
        purposes = "".join(f", {text} AS u{number}" for number, text in sooner.items())
        more, columns = "".join(f", {name}" for name in beside), "".join(f", {c} AS {n}" for n, c in beside.items())
        listed = {number: f"u{number} IS NOT NULL AND (due_at IS NULL OR u{number} < due_at)" for number in sooner}
        inner = (
            f"SELECT r.id, r.lapsed, r.lapse_at{events}{columns} FROM register_record r "  # noqa: S608 - every part is one of the product's own
            f"JOIN register_subject s ON s.id = r.subject_id WHERE {group} AND s.status = 0 AND {where}"
        )
        return (
            f"SELECT id, due_at, {self._earliest(listed)} AS lapse_at, {self._json(listed)} AS ends{more} FROM ("  # noqa: S608 - as above
            f"SELECT id, lapsed, lapse_at, {due} AS due_at{purposes}{more} FROM ("
            f"SELECT id, lapsed, lapse_at{ends}{more} FROM ({inner}) AS e) AS w) AS d"
        )

    def last_to_end(self, numbers: Mapping[tuple[str, Wait], int], where: str) -> str:
        """Write the query that gives ``id`` and ``rule`` of each record of the group: the number of its last end.

        It takes what ``select`` takes. A record whose date is none of these ends has none.

        Arguments: ``numbers``, for each purpose and what it waits for.
        """
        called = {self._name(wait, self._numbers[purpose]): number for (purpose, wait), number in numbers.items()}
        cases = " ".join(f"WHEN due_at = {name} THEN {number}" for name, number in called.items())
        events = "".join(f", {text} AS {name}" for text, name in self._events.items())
        ends = "".join(f", {self._after(event, period)} AS {name}" for (event, period), name in self._ends.items())
        return (
            f"SELECT id, CASE {cases} END AS rule FROM (SELECT id, due_at{ends} FROM ("  # noqa: S608 - the product's own
            f"SELECT r.id, r.due_at{events} FROM register_record r "
            f"JOIN register_subject s ON s.id = r.subject_id WHERE {GROUP} AND s.status = 0 AND {where}) AS e) AS w"
        )

    def _name(self, wait: Wait, purpose: int) -> str:
        event = self._events.setdefault(self._event(wait.trigger, purpose), f"t{len(self._events)}")
        return self._ends.setdefault((event, wait.period), f"e{len(self._ends)}")

    def _event(self, trigger: str, purpose: int) -> str:
        """Write when an event happened; null while it has not."""
        if trigger in {"collected", "created"}:
            return "r.collected_at"
        if trigger == "last-contact":
            return "coalesce(s.last_contact, r.collected_at)"
        about = {"about": purpose, "bit": 1 << purpose}
        if trigger == "objection":
            return _SAID.format(kind="objection", column="objections", holds="<>", **about)
        if trigger == "consent-withdrawn":
            return _SAID.format(kind="withdrawal", column="consents", holds="=", **about)
        if trigger == MARKETING_OBJECTION:
            return _STOPPED.format(**about)
        return _TIED.format(bit=trigger_bit(trigger))

    def _after(self, event: str, period: str) -> str:
        if self._sqlite:
            return f"honour_after({event}, '{period}')"
        zone = settings.TIME_ZONE
        return f"(({event} AT TIME ZONE '{zone}') + INTERVAL '{period}') AT TIME ZONE '{zone}'"

    def _latest(self, ends: Sequence[str]) -> str:
        """Write the latest of several ends; nothing while one of them is not known."""
        if len(ends) == 1:
            return ends[0]
        listed = ", ".join(ends)
        if self._sqlite:
            return f"max({listed})"  # SQLite's own gives nothing when one is nothing
        return f"CASE WHEN num_nulls({listed}) = 0 THEN greatest({listed}) END"

    def _earliest(self, listed: Mapping[int, str]) -> str:
        """Write the earliest end of a purpose; that of one which a sweep took away stays."""
        swept = f"CASE WHEN lapsed <> 0 THEN lapse_at ELSE {self._null()} END"
        ends = [swept, *(f"CASE WHEN {is_listed} THEN u{number} END" for number, is_listed in listed.items())]
        if len(ends) == 1:
            return swept
        if self._sqlite:
            return f"nullif(min({', '.join(_or_last(end) for end in ends)}), '~')"
        return f"least({', '.join(ends)})"

    def _json(self, listed: Mapping[int, str]) -> str:
        if not listed:
            return "NULL"
        parts = " || ".join(
            f"CASE WHEN {is_listed} THEN ',\"p{number}\":\"' || {self._text(f'u{number}')} || '\"' ELSE '' END"
            for number, is_listed in listed.items()
        )
        return f"nullif('{{' || substr({parts}, 2) || '}}', '{{}}')"

    def _text(self, instant: str) -> str:
        return instant if self._sqlite else f"to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"

    def _null(self) -> str:
        return "NULL" if self._sqlite else "NULL::timestamptz"


def teach_calendar(reading: BaseDatabaseWrapper) -> None:
    """Let an SQLite connection reckon by the calendar, as the queries written here need; PostgreSQL can."""
    if reading.vendor == "sqlite":
        reading.ensure_connection()
        # Once for each: SQLite compiles every statement anew after a function was made.
        if getattr(reading, "taught", None) is not reading.connection:
            reading.connection.create_function("honour_after", 2, _after, deterministic=True)
            reading.connection.create_function("honour_day", 1, _day, deterministic=True)
            reading.taught = reading.connection  # type: ignore[attr-defined]  # ours, beside Django's own


def _or_last(end: str) -> str:
    return f"coalesce({end}, '~')"  # which sorts after every instant


@lru_cache(maxsize=65_536)
def _after(event: str | None, period: str) -> str | None:
    """Add a period to an instant as SQLite keeps it."""
    if event is None:
        return None
    return written(add_period(_read(event), period))


def day_of(instant: str) -> str:
    """Write the day of an instant by the installation's calendar, as text; SQLite has to be taught the calendar."""
    if connection.vendor == "sqlite":
        return f"honour_day({instant})"
    return f"to_char({instant} AT TIME ZONE '{settings.TIME_ZONE}', 'YYYY-MM-DD')"


def _day(instant: str | None) -> str | None:
    """Give the day of an instant as SQLite keeps it."""
    return None if instant is None else timezone.localdate(_read(instant)).isoformat()


def _read(instant: str) -> datetime:
    return datetime.fromisoformat(instant).replace(tzinfo=UTC)


def written(instant: datetime) -> str:
    """Write an instant as Django keeps it in SQLite: in UTC, as text that sorts by time."""
    return str(instant.astimezone(UTC).replace(tzinfo=None))


def literal(instant: datetime) -> str:
    """Write an instant into a query, so that the database compares it with what it keeps."""
    text = written(instant)
    return f"'{text}+00'::timestamptz" if connection.vendor == "postgresql" else f"'{text}'"


def over_for(purpose: int, at: datetime) -> str:
    """Write the condition of a record ``r`` that is kept, while its time for one of its purposes is over.

    Arguments: ``purpose``, its number.
    """
    as_json = "::jsonb" if connection.vendor == "postgresql" else ""
    then = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return f"r.lapse_at <= {literal(at)} AND (r.ends{as_json} ->> 'p{int(purpose)}') <= '{then}'"


def json_of(ends: Iterable[tuple[int, datetime]]) -> str | None:
    """Write the ends of purposes, by their numbers, as ``Record.ends`` holds them."""
    listed = ",".join(f'"p{number}":"{written(instant)}"' for number, instant in ends)
    return f"{{{listed}}}" if listed else None
