"""From a row of a list to what the register takes: values checked, dates and answers read, clauses found by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from honour.intake.importing.dates import instant
from honour.intake.importing.guessing import plain
from honour.intake.importing.lines import Line
from honour.intake.importing.mapping import BY_DATE, EARLIEST, JOINED, ONCE, Mapping
from honour.intake.importing.noughts import put_back
from honour.notice.model import CategoryField, Notice
from honour.notice.render.cells import unguarded
from honour.register.answers import AnswerError, check_value
from honour.register.importing import BroughtRow
from honour.register.versions import Versions

_YES = {"yes", "y", "true", "1", "x", "on", "ja", "oui", "✓", "✔"}
_NO = {"", "no", "n", "false", "0", "off", "none", "nein", "non"}
_SIGNED_UP = {"opted in", "opt in", "subscribed"}
_SIGNED_OFF = {"opted out", "opt out", "unsubscribed"}
"""Words that say what somebody decided whichever way the column asks: they are no yes to the opposite."""
_UNREADABLE = "This row has a character that cannot be read: it was damaged, or the file mixes encodings."
_REMEMBERED = 4096


class RowError(ValueError):
    """One row cannot be taken: a short code, and a sentence that repeats nothing of the row.

    ``values``: those that can be read, by category and field. ``stop``: what of the row counts all the same, where it
    says that somebody stopped or objected.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code, self.sentence = code, sentence
        self.values: dict[str, dict[str, str]] = {}
        self.stop: BroughtRow | None = None


class Rows:
    """Makes people of rows by a mapping. Made once for an import, for a version of the notice and its clauses."""

    def __init__(self, mapping: Mapping, width: int, known: Versions, at: datetime) -> None:
        self._mapping, self._width, self._known, self._at = mapping, width, known, at
        notice = known.current(at).notice
        self._notice = notice
        self._fields: list[tuple[str, str, CategoryField, list[int]]] = []
        for held in dict.fromkeys(each for each in mapping.columns if "." in each):
            category, _, field = held.partition(".")
            self._fields.append((category, field, notice.categories[category].fields[field], mapping.holding(held)))
        self._yes_no = [(held, number) for number, held in enumerate(mapping.columns) if held == "stop" or ":" in held]
        self._column = {each: next(iter(mapping.holding(each)), None) for each in ONCE}
        self._dates: dict[str, datetime] = {}
        self._fixed_date = self._day(mapping.date) if mapping.date else None

    def person(self, line: Line) -> BroughtRow:
        """Make a row into what the register takes.

        Errors: ``RowError`` for a row that cannot be taken.
        """
        cells = self._cells(line)
        decided = {self._decided(held, cells[number]) for held, number in self._yes_no}
        objections = frozenset(held.partition(":")[2] for held in decided if held.startswith("objection:"))
        stopped = "stop" in decided
        values: dict[str, dict[str, str]] = {}
        try:
            self._fill(values, cells)
            collected = self._date_of(cells)
            return BroughtRow(
                line.number,
                values,
                self._clause(cells, "kind", self._notice, "subjects"),
                self._clause(cells, "source", self._notice, "sources"),
                self._version(cells, collected),
                collected,
                frozenset(held.partition(":")[2] for held in decided if held.startswith("consent:")),
                objections,
                stopped,
            )
        except RowError as wrong:
            wrong.values = values
            if stopped or objections:
                bare = BroughtRow(line.number, values, None, None, None, None, only_stops=True)
                wrong.stop = bare._replace(objections=objections, stopped=stopped)
            raise

    def _fill(self, values: dict[str, dict[str, str]], cells: list[str]) -> None:
        """Check the values of a row and sort them by category and field.

        Errors: ``RowError`` for the first that cannot be taken, once the others are there.
        """
        refused: RowError | None = None
        for category, short, declared, columns in self._fields:
            if len(columns) == 1:
                given = cells[columns[0]]
            else:
                given = JOINED[declared.type].join(filter(None, (cells[each].strip() for each in columns)))
            if not given:
                continue
            if self._mapping.noughts and declared.type == "telephone":
                given = put_back(given.strip())
            try:
                value = check_value(declared, given)
            except AnswerError as wrong:
                refused = refused or RowError(f"{category}.{short}", f"{declared.name}: {wrong}")
                continue
            if value:
                values.setdefault(category, {})[short] = value
        if refused is not None:
            raise refused

    def _cells(self, line: Line) -> list[str]:
        if line.fault:
            raise RowError("quotes", line.fault)
        cells = line.cells
        if len(cells) > self._width and any(cells[self._width :]):
            words = "This row has more cells than the list has columns: a delimiter stands inside one of them."
            raise RowError("columns", words)
        if len(cells) == 1 < self._width:
            raise RowError("columns", "This row has one cell only, where the list has several columns.")
        if any(number >= len(cells) for held, number in self._yes_no if not held.startswith("consent:")):
            # Read as empty, it would say that nobody objected.
            words = "This row is cut short: it ends before a column that says whether they stopped or objected."
            raise RowError("columns-missing", words)
        if any("\ufffd" in cell for cell in cells):
            raise RowError("characters", _UNREADABLE)
        return [*map(unguarded, cells[: self._width]), *[""] * (self._width - len(cells))]

    @staticmethod
    def _decided(held: str, cell: str) -> str:
        """Give what a cell of a column of decisions says was decided, as mappings name it; empty for nothing.

        Who signed off in a column of consents did not just leave it: they object to that purpose.
        """
        word = " ".join(cell.lower().replace("-", " ").split())
        agrees = held.startswith("consent:")
        if word in _YES or word in (_SIGNED_UP if agrees else _SIGNED_OFF):
            return held
        if word in _SIGNED_OFF:
            return f"objection:{held.partition(':')[2]}"
        if word in _NO or word in _SIGNED_UP:
            return ""
        raise RowError("decision", "A column of decisions says neither yes nor no here.")

    def _clause(self, cells: list[str], what: str, notice: Notice, section: str) -> str | None:
        column = self._column[what]
        fixed: str = getattr(self._mapping, what)
        said = cells[column].strip() if column is not None else ""
        if not said:
            return fixed or None
        for short, clause in getattr(notice, section).items():
            if plain(said) in {plain(short), plain(clause.name)}:
                return str(short)
        named = {"kind": "kind of person", "source": "source"}[what]
        raise RowError(what, f"The notice names no {named} called as this row has it.")

    def _version(self, cells: list[str], collected: datetime | None) -> str | None:
        column = self._column["version"]
        said = cells[column].strip() if column is not None else ""
        if said:
            if all(said != version.label for version in self._known.all):
                raise RowError("version", "No version of the notice has the label that this row has.")
            return said
        if self._mapping.version != BY_DATE:
            return self._mapping.version or None
        if collected is None:
            return None
        labels = [version.label for version in self._known.all if version.effective <= timezone.localdate(collected)]
        return labels[-1] if labels else None

    def _date_of(self, cells: list[str]) -> datetime | None:
        column = self._column["date"]
        said = cells[column].strip() if column is not None else ""
        return self._day(said) if said else self._fixed_date

    def _day(self, said: str) -> datetime:
        found = self._dates.get(said)
        if found is None:
            found = instant(said, day_first=self._mapping.day_first)
            if found is None or found.year < EARLIEST:
                raise RowError("date", "The date in this row is none that can be read. Write it like 2024-05-31.")
            if found > self._at + timedelta(days=1):
                raise RowError("date", "The date in this row lies in the future.")
            found = min(found, self._at)
            if len(self._dates) < _REMEMBERED:
                self._dates[said] = found
        return found
