"""Make the fonts that pages carry: the Source family, with the weights that pages use and no others.

Run with fontTools and brotli, on the files of the npm packages that the fonts' README names:

    uv run --no-project --with fonttools --with brotli scripts/narrow_fonts.py FOLDER

The four letters that Welsh needs stand in a file of their own too, so that a page in Welsh stays light.

A changed font may not be called by the reserved name "Source" (OFL 1.1, section 3), so the files say "Honour".
"""  # noqa: INP001 - a script, no package

from __future__ import annotations

import re
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FAMILIES = {"source-serif-4": "Honour Serif", "source-sans-3": "Honour Sans", "source-code-pro": "Honour Code"}
WEIGHTS = (400, 400, 600)  # lightest, usual, heaviest
WELSH = range(0x174, 0x178)
PARTS = {"latin": "latin", "welsh": "latin-ext", "latin-ext": "latin-ext"}
"""Each file that is made, and the script of the package it is made from."""
COPYRIGHT, FAMILY, UNIQUE, FULL, POSTSCRIPT = 0, 1, 3, 4, 6
OUT = Path(__file__).parents[1] / "src/honour/ui/static/ui/fonts"


def narrow(source: Path, family: str, script: str) -> None:
    """Write one file with fewer weights and a name of its own; the Welsh one with those letters only."""
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": WEIGHTS})
    if script == "welsh":
        subsetter = Subsetter(Options(name_IDs=["*"]))
        subsetter.populate(unicodes=WELSH)
        subsetter.subset(font)
    plain = family.replace(" ", "")
    given = {FAMILY: family, UNIQUE: f"{plain}-{script}", FULL: family, POSTSCRIPT: plain}
    for record in font["name"].names:
        name = given.get(record.nameID, re.sub(r"Source(Serif4|Sans3|CodePro)", plain, record.toUnicode()))
        record.string = record.toUnicode() if record.nameID == COPYRIGHT else name
    font.flavor = "woff2"
    font.save(OUT / f"{family.lower().replace(' ', '-')}-{script}.woff2")


if __name__ == "__main__":
    for stem, family in FAMILIES.items():
        for part, script in PARTS.items():
            narrow(Path(sys.argv[1]) / f"{stem}-{script}-wght-normal.woff2", family, part)
