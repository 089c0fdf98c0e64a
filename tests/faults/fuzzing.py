"""Damaged files without end: every one is read or refused, within bounds of time and memory.

``python -m tests.faults.fuzzing SECONDS [--seed N] [--seeds FOLDER]`` damages tables at random,
in their bytes or in a part of their archive, and reads each as every kind of delivery. One that makes
anything but an answer or a clean refusal, takes more than five seconds of processor time, or more
than 300 MB beyond what the process held before, is kept and named at the end. With atheris
installed, ``--guided`` lets the lines that are reached choose what to damage further.
"""

from __future__ import annotations

import argparse
import faulthandler
import io
import json
import random
import sys
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import date
from pathlib import Path

import pandas as pd

from pcanalysis.cli.check import facts_of
from pcanalysis.store.reading.delivery import KINDS, read_delivery
from tests.store.reading import books

MAX_SECONDS, MAX_MEMORY_MB, STUCK_AFTER_S = 5.0, 300.0, 120
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_TOKENS = (
    *(b'"', b'""', b";", b",", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\x1a", b"\xff\xfe"),
    *(b"\xef\xbb\xbf", b"\xc3\xab", b"\xeb", b"\x80", b"sep=;\n", b"=1+1", b"-", b"1.234", b"1,5"),
    *(b"1e999", b"-0", b"nan", b"99999999999999999999", b"31-02-2024", b"2024-W53-7", b"24:00"),
    *(b"31-03-2024;02:30", b"27-10-2024;02:30", b"00:00-23:59", b"2024-01-01T00:00:00+14:00"),
    *(
        b"Totaal",
        b"kanaal",
        b"datum",
        b"aantal",
        b"jaar",
        b"code",
        b"waarde",
        b"n.v.t.",
        b"2019 (w)",
    ),
    *(b"{", b"}", b"[", b"]", b"null", b"true", b'{"a":', b"\\ud800", b"1" * 400, b" " * 70_000),
    *(b"<c r='XFD1048576'><v>1</v></c>", b"<row>", b"<!ENTITY a 'b'>", b"&a;", b"&#0;", b"t='s'"),
    *(b"s='5'", b"<mergeCell ref='A1:XFD1048576'/>", "café\u200d\u202e€".encode(), b"A" * 40_000),
)


def seeds(folder: Path | None) -> dict[str, bytes]:
    """Return tables to damage: our own, and all files of a folder."""
    days = [f"{day:02d}-01-2024" for day in range(1, 15)]
    long = "datum;tijd;kanaal;aantal;gem_wachttijd\n" + "".join(
        f"{day};{hour:02d}:00;{channel};{hour};1:{hour:02d}\n"
        for day in days
        for hour in (8, 9)
        for channel in ("telefoon", "balie")
    )
    wide = "datum,telefoon,balie\n" + "".join(f"{day},1.204,7\n" for day in days)
    figures = 'code;naam;jaar;waarde;eenheid;n\n1A1.a;"% tevreden; heel";2019;61,5;%;600\n' * 2
    norms = "code;periode;teller;noemer\nbrief;2024-01;90;100\nbrief;2024-02;0;0\n"
    by_year = "code\tnaam\t2019 (w)\t2020 (w)\t2021 (b)\n1A1.a\ttevreden\t60\t61\t62\n"
    texts = {"long": long, "wide": wide, "figures": figures, "norms": norms, "by_year": by_year}
    made = {f"{name}.csv": text.encode() for name, text in texts.items()}
    made["utf16.csv"] = figures.encode("utf-16")
    made["cp1252.csv"] = figures.replace("heel", "ëë").encode("cp1252")
    frame = pd.read_csv(io.StringIO(long), sep=";")
    made["long.json"] = frame.head(9).to_json(orient="records").encode()
    made["long.jsonl"] = frame.head(9).to_json(orient="records", lines=True).encode()
    for name, table in {"long": frame, "norms": pd.read_csv(io.StringIO(norms), sep=";")}.items():
        buffer = io.BytesIO()
        table.to_parquet(buffer, index=False)
        made[f"{name}.parquet"] = buffer.getvalue()
    rows = [books.row(1, "datum", "kanaal", "aantal"), books.row(2, "01-02-2024", "balie", 7)]
    content = books.parts({"Blad1": books.sheet(*rows), "Blad2": books.sheet()}, strings="<si/>")
    made["book.xlsx"] = zipped({name: part.encode() for name, part in content.items()})
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.is_file() and path.stat().st_size < 200_000:
            made[path.name] = path.read_bytes()
    return made


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return an archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def damage(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """Return a file with damage: in a part of it where it is an archive, mostly, else in its bytes."""
    if raw.startswith(b"PK") and dice.random() < 0.85:
        with suppress(Exception):  # not every seed with this name is an archive
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                parts = {name: archive.read(name) for name in archive.namelist()[:30]}
            name = dice.choice([*parts])
            parts[name] = _damaged(parts[name], [*parts.values()], dice)
            return zipped(parts)
    return _damaged(raw, others, dice)


def _damaged(raw: bytes, others: list[bytes], dice: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.choice((1, 2, 8, 40, 400, 4000)))
        act = dice.randrange(8)
        if act == 0 and at < len(data):
            data[at] ^= 1 << dice.randrange(8)
        elif act == 1:
            data[at:at] = dice.choice(_TOKENS)
        elif act == 2:
            data[at:end] = b""
        elif act == 3:
            data[at:at] = data[at:end] * dice.choice((1, 2, 30))
        elif act == 4:
            other = dice.choice(others)
            begin = dice.randrange(len(other) + 1)
            data[at:end] = other[begin : begin + dice.choice((8, 80, 800))]
        elif act == 5:
            data[at:end] = dice.choice(_TOKENS)
        elif act == 6 and dice.random() < 0.3:
            data = data[:at]
        elif act == 7:
            lines = bytes(data).splitlines(keepends=True)
            dice.shuffle(lines)
            data = bytearray(b"".join(lines) * dice.choice((1, 1, 3)))
    return bytes(data[:2_000_000])


def _held_mb(which: str) -> float:
    lines = _STATUS.read_text().splitlines() if _STATUS.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith(which))


def trouble_with(path: Path, kind: str) -> str:
    """Return what goes wrong when one file is checked as one kind of delivery; nothing if all is well."""
    if _RESET.exists():
        _RESET.write_text("5")  # forget the peak so far
    before, begin = _held_mb("VmRSS"), time.process_time()
    try:
        json.dumps(facts_of(read_delivery([path], kind, today=date(2026, 1, 1)), "nl"))
    except Exception:  # any but a refusal, which the delivery tells
        return traceback.format_exc()
    seconds, more = time.process_time() - begin, _held_mb("VmHWM") - before
    if seconds > MAX_SECONDS:
        return f"{seconds:.1f} s of processor time"
    return f"{more:.0f} MB more memory" if more > MAX_MEMORY_MB else ""


def check(path: Path, raw: bytes) -> dict[str, str]:
    """Read one file in every way; return what went wrong by where it did, with the file kept."""
    path.write_bytes(raw)
    found = {}
    for kind in KINDS:
        faulthandler.dump_traceback_later(STUCK_AFTER_S, exit=True)
        trouble = trouble_with(path, kind)
        faulthandler.cancel_dump_traceback_later()
        if trouble:
            where = [line for line in trouble.splitlines() if "pcanalysis" in line][-1:]
            place = where[0].strip() if where else "bounds"
            kept = path.with_name(f"{abs(hash(place)) % 10**8}{path.suffix}")
            kept.write_bytes(raw)
            found[place] = f"{kept} as {kind}: {trouble}"
    return found


def _guided(made: dict[str, bytes], folder: Path, seconds: float) -> None:
    import atheris  # type: ignore[import-not-found]

    names, others = [*made], [*made.values()]
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, (name, raw) in enumerate(made.items()):
        (corpus / name).write_bytes(bytes([number % 256]) + raw)

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        return data[:1] + damage(data[1:], others, random.Random(seed))[: most - 1]

    def one(data: bytes) -> None:
        if data:
            name = folder / f"damaged{Path(names[data[0] % len(names)]).suffix}"
            for trouble in check(name, data[1:]).values():
                raise AssertionError(trouble)

    for name, module in [*sys.modules.items()]:
        if name.startswith("pcanalysis.store.reading"):
            for own in [*vars(module).values()]:
                if (
                    callable(own)
                    and getattr(own, "__module__", "") == name
                    and hasattr(own, "__code__")
                ):
                    atheris.instrument_func(own)
    options = [
        f"-max_total_time={int(seconds)}",
        "-max_len=300000",
        "-timeout=60",
        "-rss_limit_mb=0",
        f"-artifact_prefix={folder}/",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], one, custom_mutator=mutate)
    atheris.Fuzz()


def main() -> None:
    """Damage and read until the time is over, then say how many files there were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("--seed", type=int, default=None, help="of the random damage")
    parser.add_argument("--seeds", type=Path, default=None, help="folder of more files to damage")
    parser.add_argument("--guided", action="store_true", help="with atheris")
    asked = parser.parse_args()
    warnings.simplefilter("error")
    folder, made = Path(tempfile.mkdtemp(prefix="faults-")), seeds(asked.seeds)
    if asked.guided:
        _guided(made, folder, asked.seconds)
        return
    seed = random.randrange(10**6) if asked.seed is None else asked.seed
    dice, others, counts = random.Random(seed), [*made.values()], Counter[str]()
    print(f"seed {seed}, {len(made)} tables to damage, damaged file in {folder}", flush=True)
    until = time.monotonic() + asked.seconds
    found: dict[str, str] = {}
    for name, raw in made.items():
        found |= check(folder / f"whole{Path(name).suffix}", raw)
    while time.monotonic() < until:
        name = dice.choice([*made])
        found |= check(folder / f"damaged{Path(name).suffix}", damage(made[name], others, dice))
        counts[Path(name).suffix] += 1
    print(f"{counts.total()} damaged files: {dict(sorted(counts.items()))}")
    if found:
        sys.exit("\n\n".join(found.values()))
    print("Every one was read or refused, within bounds of time and memory.")


if __name__ == "__main__":
    main()
