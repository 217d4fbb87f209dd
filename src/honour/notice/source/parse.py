"""From text to parts, in one pass over libyaml's events, within the limits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import yaml

from honour.notice.source.errors import (
    AliasError,
    CharacterError,
    DocumentError,
    DuplicateKeyError,
    KeyNotTextError,
    SourceError,
    SyntaxRefusedError,
    TagError,
    TooLargeError,
)
from honour.notice.source.limits import Limits
from honour.notice.source.nodes import Alias, Mapping, Node, Scalar, Sequence
from honour.notice.source.paths import Path, Position
from honour.notice.source.scalars import CORE, Plain, meaning_of, tagged_meaning
from honour.notice.source.syntax import in_plain_words
from honour.notice.source.text import UNPRINTABLE, position_of

_SMALLER = "Check that this is the notice; no notice needs so much"


def parse(text: str, file: str, limits: Limits) -> Mapping | Sequence:
    """Read a text into its parts.

    Errors: every kind of ``SourceError`` that ``errors`` lists for reading, at the place of the first fault.
    """
    return _Reading(text, file, limits).run()


class _Reading:
    """One pass: the collections that are open, the key that waits in each, the anchors seen so far."""

    def __init__(self, text: str, file: str, limits: Limits) -> None:
        self.text = text
        self.file = file
        self.limits = limits
        self.root: Node | None = None
        self.open: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.anchors: dict[str, Node] = {}
        self.documents = self.aliases = self.nodes = self.characters = 0
        self.on: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def run(self) -> Mapping | Sequence:
        for event in self._events():
            handle = self.on.get(type(event))
            if handle:
                handle(event)
        if isinstance(self.root, (Mapping, Sequence)):
            return self.root
        if self.root is None or (isinstance(self.root, Scalar) and self.root.value is None):
            raise DocumentError(
                "the file holds nothing", "Begin it with `honour: 1`", file=self.file, at=Position(1, 1)
            )
        raise DocumentError(
            "the file holds a single text instead of keys", "Write `key: value` on each line", file=self.file,
            at=self.root.place,
        )  # fmt: skip

    def _events(self) -> Iterator[Any]:
        try:
            next_event = yaml.CSafeLoader(self.text).get_event
            while (event := next_event()) is not None:
                yield event
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            complaint = f"{error.problem or ''} {error.context or ''}".strip()
            at, character = Position(1, 1), ""
            if "end of stream" in complaint and error.context_mark is not None:
                mark = error.context_mark
            if mark is not None:
                # At the end of the file libyaml names a line that is not there.
                at = position_of(self.text, min(mark.index, len(self.text.rstrip())))
                character = self.text[mark.index : mark.index + 1]
            problem, fix = in_plain_words(complaint, character)
            raise SyntaxRefusedError(problem, fix, file=self.file, at=at, path=self._path()) from None
        except yaml.reader.ReaderError as error:
            at = position_of(self.text, error.position)
            self._refuse(CharacterError, "there is a character that YAML does not allow", "Delete it", at)

    def _path(self) -> Path:
        path: list[str | int] = []
        for collection, key in zip(self.open, self.keys, strict=True):
            if isinstance(collection, Sequence):
                path.append(len(collection.items))
            elif key is not None:
                path.append(str(key.value))
        return tuple(path)

    def _refuse(self, kind: type[SourceError], problem: str, fix: str, at: Position) -> NoReturn:
        raise kind(problem, fix, file=self.file, at=at, path=self._path())

    def _document(self, event: Any) -> None:
        at = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        self.documents += 1
        if self.documents > 1:
            self._refuse(
                DocumentError, "a second document begins here", "Keep one notice in a file: delete this `---`", at
            )
        if event.tags:
            self._refuse(TagError, "the file declares tags of its own", "Remove the lines that begin with `%TAG`", at)

    def _scalar(self, event: Any) -> None:
        word, style, tag = event.value, event.style or "", event.tag
        plain = meaning_of(word) if not style else word
        value = plain if tag is None else self._tagged(event, word, tag)
        if style == '"' and UNPRINTABLE.search(word):
            at = Position(event.start_mark.line + 1, event.start_mark.column + 1)
            self._refuse(CharacterError, "an escape writes a control character into the text", "Remove the escape", at)
        node = Scalar(event.start_mark, event.end_mark, event.anchor, value, style)
        node.characters = len(word)
        self._count(node)
        if node.anchored is not None:
            self.anchors[node.anchored] = node
        self._add(node)

    def _tagged(self, event: Any, word: str, tag: str) -> Plain:
        at = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        try:
            return tagged_meaning(word, tag)
        except ValueError:
            kind = tag.removeprefix(CORE)
            self._refuse(TagError, f"`{word[:40]}` is no `!!{kind}`", f"Remove the tag `!!{kind}`", at)
        except KeyError:
            self._refuse(
                TagError, f"the tag `{tag.replace(CORE, '!!')[:60]}` means nothing in a notice", "Remove the tag", at
            )

    def _mapping(self, event: Any) -> None:
        self._begin(event, Mapping(event.start_mark, event.end_mark, event.anchor, event.flow_style), "map")

    def _sequence(self, event: Any) -> None:
        self._begin(event, Sequence(event.start_mark, event.end_mark, event.anchor, event.flow_style), "seq")

    def _begin(self, event: Any, node: Mapping | Sequence, core: str) -> None:
        if event.tag not in (None, "!", f"{CORE}{core}"):
            shown = event.tag.replace(CORE, "!!")[:60]
            self._refuse(TagError, f"the tag `{shown}` means nothing here", "Remove the tag", node.place)
        if self.open and isinstance(self.open[-1], Mapping) and self.keys[-1] is None:
            self._refuse(
                KeyNotTextError, "a list or a mapping stands as a key", "Use a word as the key; put a text that "
                "begins with a bracket between quotes", node.place,
            )  # fmt: skip
        if len(self.open) >= self.limits.depth:
            self._refuse(
                TooLargeError,
                f"more than {self.limits.depth} collections stand inside one another",
                _SMALLER,
                node.place,
            )
        node.height = 1
        self._count(node)
        if node.anchored is not None:
            self.anchors[node.anchored] = node
        self.open.append(node)
        self.keys.append(None)

    def _close(self, event: Any) -> None:
        node = self.open.pop()
        self.keys.pop()
        node.end = event.end_mark
        self._add(node)

    def _alias(self, event: Any) -> None:
        at = Position(event.start_mark.line + 1, event.start_mark.column + 1)
        target = self.anchors.get(event.anchor)
        if target is None:
            self._refuse(
                AliasError, f"the alias `*{event.anchor}` has no anchor before it", "Write the value out, or put "
                "a text that begins with `*` between quotes", at,
            )  # fmt: skip
        if any(target is collection for collection in self.open):
            self._refuse(AliasError, f"the alias `*{event.anchor}` repeats what it is in", "Write the value out", at)
        self.aliases += 1
        if self.aliases > self.limits.aliases:
            self._refuse(AliasError, f"there are more than {self.limits.aliases:,} aliases", _SMALLER, at)
        node = Alias(event.start_mark, event.end_mark, None, target)
        node.nodes, node.characters, node.height = target.nodes, target.characters, target.height
        if len(self.open) + node.height > self.limits.depth:
            self._refuse(AliasError, "the aliases make the file too deep when written out", _SMALLER, at)
        self._count(node)
        target.aliases += (node,)
        self._add(node)

    def _count(self, node: Node) -> None:
        self.nodes += node.nodes
        self.characters += node.characters
        if self.nodes > self.limits.nodes or self.characters > self.limits.characters:
            kind = AliasError if isinstance(node, Alias) else TooLargeError
            what = " when its aliases are written out" if isinstance(node, Alias) else ""
            self._refuse(kind, f"the file has too many parts{what}", _SMALLER, node.place)

    def _add(self, node: Node) -> None:
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        parent.nodes += node.nodes
        parent.characters += node.characters
        if node.height >= parent.height:
            parent.height = node.height + 1
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif (key := self.keys[-1]) is None:
            self.keys[-1] = self._as_key(node, parent)
        else:
            parent.entries[str(key.value)] = (key, node)
            self.keys[-1] = None

    def _as_key(self, node: Node, parent: Mapping) -> Scalar:
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            self._refuse(
                KeyNotTextError,
                "the key is not text",
                "Put the key between quotes, or remove a stray colon",
                node.place,
            )
        if node.value == "<<" and not node.style:
            self._refuse(
                AliasError, "merge keys (`<<`) are not read here, because tools differ in what they mean",
                "Write the keys out", node.place,
            )  # fmt: skip
        if len(node.value) > self.limits.key:
            self._refuse(
                TooLargeError, f"the key is longer than {self.limits.key} characters", "Use a short key", node.place
            )
        if node.value in parent.entries:
            first = parent.entries[node.value][0].place
            self._refuse(
                DuplicateKeyError, f"the key `{node.value}` stands here a second time; the first is on line "
                f"{first.line}", "Keep one of the two", node.place,
            )  # fmt: skip
        return node
