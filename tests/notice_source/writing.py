"""Documents written by another hand than the product's: every style a person might use, chosen by the test."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

LONG = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
WORDS = st.sampled_from([
    "contact", "no", "yes", "null", "~", "1:30", "0755", "2026-12-01", "true story", "a: b", "x #y", "- dash",
    "'one'", '"double"', "café", "日本", "back\\slash", "{brace}", "[bracket]", "*star", "&and", "!bang", "%per", "@at",
    "tab\there", " lead", "trail ", "ends:", "?", "-", ":", LONG, "line one\nline two", "para\n\npara two\n",
    "ends in breaks\n\n\n",
    "\nstarts", "cr\r\nlf", "nel\x85ls\u2028", "12", "1.5", "", "<<",
    "=", "🎉", "#hash", "|", ">", "code\n  indented\n",
])  # fmt: skip
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
SCALARS = st.one_of(
    WORDS,
    st.text(max_size=12).filter(lambda text: not UNWRITABLE.search(text)),
    st.booleans(),
    st.none(),
    st.integers(-(10**17), 10**17),
    st.floats(-1e6, 1e6),
)
KEYS = st.one_of(
    st.sampled_from(["name", "text", "why", "no", "a b", "x-y", "é", "k: v", "'", "12", "<<", "? q"]),
    st.from_regex(r"[a-z]{1,6}", fullmatch=True),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)


@dataclass
class Hand:
    """A person's habits, and the draws for each place where even one person varies."""

    draw: Any
    eol: str
    step: int
    dash: int
    comments: int = 0

    def choose(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def comment(self) -> str:
        if self.choose(True, False, False):
            self.comments += 1
            return f" # note {self.comments}, it's {{one}}"
        return ""

    def between(self, column: int) -> list[str]:
        kind = self.choose("", "", "", "blank", "comment")
        if kind == "blank":
            return [""]
        if kind == "comment":
            self.comments += 1
            return [" " * column + f'# line {self.comments}: here, "too"']
        return []

    def scalar(self, value: Any, flow: bool, key: bool = False) -> str:
        if not isinstance(value, str):
            if value is None and not key and not flow:
                return self.choose("null", "~", "")
            return json.dumps(value)
        plain = re.fullmatch(r"[a-z][a-z -]*[a-z]", value) and value not in ("null", "true", "false")
        if plain and self.choose(True, True, False):
            return value
        single = (
            "\n" not in value
            and re.fullmatch(r"[ -~¡-퟿\U00010000-\U0010ffff]*", value)
            and not re.search("[\x85\u2028\u2029]", value)
        )
        if single and self.choose(True, False):
            return "'" + value.replace("'", "''") + "'"
        text = json.dumps(value, ensure_ascii=True)
        return re.sub(r"(\\u[dD][89abAB]..)(\\u[dD][cdefCDEF]..)", lambda pair: json.loads(f'"{pair[0]}"'), text)

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            inner = [f"{self.scalar(k, True, True)}: {self.flow(v)}" for k, v in value.items()]
            return self.brackets("{}", inner)
        if isinstance(value, list):
            return self.brackets("[]", [self.flow(item) for item in value])
        return self.scalar(value, True)

    def brackets(self, pair: str, inner: list[str]) -> str:
        if not inner:
            return self.choose(pair, f"{pair[0]} {pair[1]}")
        pad = self.choose("", " ")
        tail = self.choose("", "", ",")
        return pair[0] + pad + self.choose(", ", ",  ", " , ").join(inner) + tail + pad + pair[1]

    def value(self, value: Any, column: int, after: str, dash: int | None = None) -> list[str]:
        """Lines for a value behind ``after`` (a key with its colon), in ``column``."""
        if isinstance(value, (dict, list)) and value and self.choose(True, True, False):
            column += self.step if isinstance(value, dict) else self.dash if dash is None else dash
            inner = self.mapping(value, column) if isinstance(value, dict) else self.sequence(value, column)
            return [after + self.comment(), *self.between(column), *inner]
        if isinstance(value, str) and self.choose(True, False):
            block = self.block(value, column + self.step)
            if block:
                return [f"{after} {block[0]}{self.comment()}", *block[1:]]
        text = self.flow(value)
        if text and "\\" not in text and self.choose(True, False, False, False, False):
            return [after + self.comment(), " " * (column + self.step) + text + self.comment()]
        return [f"{after} {text}".rstrip() + self.comment()]

    def block(self, value: str, column: int) -> list[str] | None:
        lines = value.removesuffix("\n").split("\n")
        if (
            not value.strip()
            or re.search("[\r\x85\u2028\u2029\ufeff\t]", value)
            or value[0] in " \n"
            or value.endswith("\n\n")
        ):
            return None
        if any(line != line.strip() for line in lines):
            return None
        chomp = "" if value.endswith("\n") else "-"
        return [f"|{chomp}", *((" " * column + line) if line else "" for line in lines)]

    def mapping(self, value: dict[str, Any], column: int) -> list[str]:
        lines: list[str] = []
        for name, item in value.items():
            lines += self.between(column)
            lines += self.value(
                item, column, " " * column + self.scalar(name, False, True) + self.choose(":", ":", " :")
            )
        return lines

    def sequence(self, value: list[Any], column: int) -> list[str]:
        lines: list[str] = []
        for item in value:
            lines += self.between(column)
            dash = " " * column + "-"
            if isinstance(item, (dict, list)) and item and self.choose(True, False):
                inner = (self.mapping if isinstance(item, dict) else self.sequence)(item, column + 2)
                while not inner[0].strip() or inner[0].lstrip().startswith("#"):
                    inner = inner[1:]
                lines += [dash + " " + inner[0][column + 2 :], *inner[1:]]
            else:
                lines += self.value(item, column, dash, self.step)
        return lines


def ends_in_a_break(value: Any) -> bool:
    """Whether the last text of some data ends in a line break: written as a block, it needs the file's last one."""
    while isinstance(value, (dict, list)) and value:
        value = [*value.values()][-1] if isinstance(value, dict) else value[-1]
    return isinstance(value, str) and value.endswith("\n")


@st.composite
def documents(draw: Any) -> tuple[Any, str]:
    """Data, and a file that holds it."""
    data = draw(DOCUMENTS)
    step = draw(st.sampled_from([2, 2, 4, 1]))
    hand = Hand(draw, draw(st.sampled_from(["\n", "\r\n"])), step, draw(st.sampled_from([0, step])))
    lines = hand.between(0) + hand.mapping(data, 0) + hand.between(0)
    ends = [hand.eol] if ends_in_a_break(data) else ["", hand.eol]
    text = hand.eol.join(lines) + draw(st.sampled_from(ends))
    return data, draw(st.sampled_from(["", "", "\ufeff"])) + text
