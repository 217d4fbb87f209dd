"""What the places in a clause are called, as its form calls them."""

from __future__ import annotations

from honour.notice.editing.clauses import shape_for
from honour.notice.editing.shapes import Shape
from honour.notice.wording import label


def called(clause: str, way: str) -> str:
    """Name a place in a clause as its form does: *Lawful basis, 1, Why*.

    Arguments: ``clause``, its id; ``way``, to the place: ``bases.0.why``.
    Errors: ``KeyError`` for what is no clause's id.
    """
    shape: Shape | None = shape_for(clause)
    parts: list[str] = []
    for step in way.split("."):
        item = next((each for each in shape.items if each.key == step), None) if shape else None
        if item is not None:
            parts.append(item.label)
            shape = item.shape
        else:
            parts.append(str(int(step) + 1) if step.isdigit() else label(step))
    return ", ".join(parts)
