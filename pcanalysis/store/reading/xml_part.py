"""What one XML part says, element by element.

A DTD is refused, so that no entity can grow or reach outside; and so is a part whose elements,
names or tags no spreadsheet program would write: they would only fill the memory.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from pcanalysis.store.reading.archive import Archive

Attributes = Mapping[str, str]
MAX_TAGS = 12_000_000  # of a part
MAX_ELEMENTS = 100_000  # of a part that is kept whole
MAX_DEPTH = 64
MAX_NAMES = 10_000  # of elements and attributes
MAX_TAG = 300_000  # bytes of one tag or comment


class Listener:
    """Hears an XML part: what to do where an element starts or ends, by name without prefix.

    An element hears text from the moment that ``hears`` is set until the next end of an element.
    """

    def __init__(self) -> None:
        self.starts: dict[str, Callable[[Attributes], None]] = {}
        self.ends: dict[str, Callable[[], None]] = {}
        self.hears = False

    def data(self, text: str) -> None:
        """Hear a piece of text."""


def read_part(archive: Archive, part: str, listener: Listener) -> None:
    """Let a listener hear a part; refuses damaged_workbook, unsafe_xml, archive_too_large."""
    parser = expat.ParserCreate()
    starts, ends = dict(listener.starts), dict(listener.ends)
    depth = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            archive.too_large(f"{part}, > {MAX_DEPTH} × <<")
        if name not in starts:
            local = name.rpartition(":")[2]
            starts[name] = listener.starts.get(local, _pass)
            ends[name] = listener.ends.get(local, _pass)
        starts[name](attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        listener.hears = False
        if name in ends:
            ends[name]()

    def doctype(*_: object) -> None:
        archive.notes.refuse("unsafe_xml", detail="DTD")

    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = listener.data, doctype
    try:
        _feed(parser, archive, part)
    except (expat.ExpatError, LookupError, ValueError):  # also of an encoding nobody knows
        archive.damaged(part)


def _feed(parser: expat.XMLParserType, archive: Archive, part: str) -> None:
    """Feed a part to the parser, as long as it looks like what spreadsheet programs write."""
    fed = tags = 0
    for block in archive.chunks(part):
        parser.Parse(block, False)
        fed += len(block)
        tags += block.count(b"<")
        if fed - parser.CurrentByteIndex > MAX_TAG or len(parser.intern) > MAX_NAMES:
            archive.damaged(part)
        if tags > MAX_TAGS:
            archive.too_large(f"{part}, > {MAX_TAGS} × <")
    parser.Parse(b"", True)


def _pass(*_: object) -> None:
    """Pass over an element."""


def elements(archive: Archive, part: str, *names: str) -> list[tuple[str, Attributes]]:
    """Return the elements of a part that have one of these names: name and attributes."""
    found: list[tuple[str, Attributes]] = []

    def hear(name: str) -> Callable[[Attributes], None]:
        def keep(attributes: Attributes) -> None:
            found.append((name, attributes))
            if len(found) > MAX_ELEMENTS:
                archive.too_large(f"{part}, > {MAX_ELEMENTS} × {name}")

        return keep

    listener = Listener()
    listener.starts = {name: hear(name) for name in names}
    read_part(archive, part, listener)
    return found
