"""Write docs/reference/api.md from the interface's own description: ``python scripts/interface.py``."""  # noqa: INP001 - a script, no package

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs/reference/api.md"

_INTRODUCTION = """\
# The interface for other systems

REST over HTTP, JSON in and out, below `/api/v1/`. It describes itself as OpenAPI 3.1 at `/api/v1/openapi.json`.
[Connect your systems](../how-to/connect-your-systems.md) shows it at work.

A token goes in the header `Authorization: Bearer hon_…`. `honour token make` makes one, `honour token list` shows what
each may, `honour token revoke` ends one; in the console all three stand under Connections, Systems that ask. It opens
the purposes and actions that it was granted, which the gate holds it to, and these scopes:

{scopes}

Nothing personal ever stands in an address: people are named by opaque ids, and what they are known by is posted.

What went wrong is said as `{{"error": "a sentence", "field": "the.part.that.is.wrong"}}`, and never repeats a value:

| status | when |
|---|---|
| 401 | there is no token, or it is unknown, expired or revoked |
| 403 | the token lacks the scope |
| 404 | there is no such person, matter, receipt or version; somebody erased is nobody; or nothing is at this address |
| 405 | the address is asked by another method; `Allow` says by which |
| 409 | another matter has this number |
| 413 | the request is longer than 1 MiB |
| 422 | the request cannot be read, or means nothing here |
| 429 | the token has asked as often as it may in a minute; `Retry-After` says in how many seconds to ask again |
| 500 | something on our side went wrong; it was stored whole or not at all |
| 503 | not just now: nothing was stored; `Retry-After` says when to ask again |

<!-- Written by scripts/interface.py from the code; change that and run the script. -->
"""


def page() -> str:
    """Give the page in Markdown."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "honour.config.settings")
    import django

    django.setup()
    from honour.api.urls import api
    from honour.systems.tokens import SCOPES

    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    scopes = "\n".join(f"- `{name}`: {said}." for name, said in SCOPES.items())
    parts = [_INTRODUCTION.format(scopes=scopes)]
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            parts += _operation(method, path, operation)
    parts.append("## What is sent and answered\n")
    for name, schema in sorted(described["components"]["schemas"].items()):
        parts += _schema(name, schema)
    return "\n".join(parts).rstrip() + "\n"


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"## `{method.upper()} {path}`\n"
    yield f"{operation['summary']}. {' '.join(operation['description'].split())}\n"
    yield f"{_asked(operation)}\n"
    if "requestBody" in operation:
        yield f"Send: {_shape(operation['requestBody']['content']['application/json']['schema'])}.\n"
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    done = answers.pop("200")
    (kind, content), *_ = done["content"].items()
    answer = _shape(content["schema"]) if kind == "application/json" else f"`{kind}`. {done['description'][:-1]}"
    taken = answers.pop("202", None)
    also = f", or 202 with {_shape(taken['content']['application/json']['schema'])}" if taken else ""
    refused = ", ".join(sorted(answers))
    yield f"Answer: {answer}{also}; else {refused} with a [Refusal](#refusal).\n"


def _asked(operation: dict[str, Any]) -> str:
    if "security" not in operation:
        return "No token is asked."
    scope = operation.get("x-scope")
    return f"Token: one with the scope `{scope}`." if scope else "Token: any; the gate holds it to its grants."


def _schema(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield f"### {name}\n"
    if schema.get("description"):
        yield f"{' '.join(schema['description'].split())}\n"
    if not schema.get("properties"):
        return
    required = schema.get("required", [])
    yield "| field | what | |"
    yield "|---|---|---|"
    for field, what in schema["properties"].items():
        said = " ".join(str(what.get("description", "")).split())
        yield f"| `{field}`{'' if field in required else ' (may be absent)'} | {_shape(what)} | {said} |"
    yield ""


def _shape(schema: dict[str, Any]) -> str:
    """Say what a value is: a word for simple ones, a link for what has a section of its own."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_shape(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if schema.get("type") == "array":
        return f"a list of {_shape(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
