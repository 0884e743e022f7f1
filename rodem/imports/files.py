"""A file's bytes and its text, whatever it is packed in; and what a file is that cannot be read."""

import codecs
import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import IO, NamedTuple, cast

from rodem.refusals import Refused

HEAD_BYTES = 1 << 16
"""How much of a file is looked at to find its encoding."""
LINE_CHARACTERS_MAX = 1 << 20
"""The longest line that is read. A row of trips has some hundred characters."""

AS_CSV = "save the table as CSV (UTF-8), and import that"
UNPACK = "unpack it, and import what is in it"
DOWNLOAD = "download the file itself"
KINDS = (
    (b"%PDF", "a PDF", AS_CSV),
    (b"PAR1", "a Parquet file", "convert it, e.g. duckdb -c \"COPY 'trips.parquet' TO 'trips.csv'\""),
    (b"ARROW1", "an Arrow file", "convert it to CSV"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (XLS)", AS_CSV),
    (b"SQLite format 3", "an SQLite database", "export the table as CSV"),
    (b"BZh", "compressed with bzip2", UNPACK),
    (b"\xfd7zXZ", "compressed with xz", UNPACK),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", UNPACK),
    (b"7z\xbc\xaf", "a 7-Zip archive", UNPACK),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"\x1f\x8b", "packed twice, inside with gzip", UNPACK),
    (b"PK\x03\x04", "packed twice, inside as a ZIP", UNPACK),
    (b"\x89PNG", "a picture (PNG)", AS_CSV),
    (b"\xff\xd8\xff", "a picture (JPEG)", AS_CSV),
    (b"<!doctype html", "a web page", DOWNLOAD),
    (b"<html", "a web page", DOWNLOAD),
    (b"<?xml", "XML", "convert it to CSV"),
    (b"\x00\x00\x27\x0a", "a shapefile", "convert it to CSV"),
)
"""First bytes -> what the file is, and what to do. Compared in lower case."""
MEMBERS = {
    "xl/workbook.xml": "an Excel workbook (XLSX)",
    "content.xml": "an OpenDocument spreadsheet",
    ".shp": "a shapefile",
    "doc.kml": "a map in KMZ",
}
"""The end of the name of a member of a ZIP -> what the file is."""
# UTF-32's mark begins with UTF-16's.
MARKS = (
    (codecs.BOM_UTF32_LE, "utf_32"),
    (codecs.BOM_UTF16_LE, "utf_16"),
    (codecs.BOM_UTF16_BE, "utf_16"),
)
CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
"""Bytes that no text has besides NUL; DOS ends files with 1a."""
WESTERN = "cp1252"
"""Of encodings that read a text as equally tidy, the one that most such files have: browsers take it too."""
TIDY_WITHIN = 0.05
"""How much more disorder (charset-normalizer's `chaos`, 0 to 1) a text may have and count as equally tidy."""
TABLES = (".csv", ".geojson", ".json", ".jsonl", ".ndjson", ".tsv", ".txt")
MEMBERS_SHOWN_MAX = 5


class ImportRefused(Refused):
    """The whole import cannot be done. The message says why, and what to do."""


class Encoding(NamedTuple):
    """A file's encoding, in Python's name, and whether it was only guessed."""

    name: str
    guessed: bool = False

    @property
    def is_unicode(self) -> bool:
        """Whether the same letters always are the same text."""
        return self.name.startswith("utf")

    def warning(self, path: Path) -> str:
        """What is said of a guess."""
        return (
            f"{path.name} is not UTF-8: it was read as {self.name}, which is a guess. If names look wrong,"
            " say the file's encoding, as in `--encoding latin2`."
        )

    @property
    def written(self) -> str:
        """The encoding of a file with some rows of this one: without UTF-8's mark, which nobody needs."""
        return "utf-8" if self.name == "utf-8-sig" else self.name

    @property
    def errors(self) -> str:
        """What becomes of bytes that are no text in this encoding: lone surrogates, which nothing encodes
        again; in UTF-16 and 32, which cannot, replacement characters."""
        is_wide = self.name.replace("-", "_").startswith(("utf_16", "utf_32"))
        return "replace" if is_wide else "surrogateescape"


UTF8 = Encoding("utf-8-sig")


@contextmanager
def opened(path: Path, save_as: str = AS_CSV) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """The file's bytes, out of gzip or a ZIP with one table in it, whatever the file's name is; and the file
    itself, whose position tells how much of it was read. Raises ImportRefused for what is no text; `save_as`
    says what to do with such a file."""
    try:
        with path.open("rb") as raw:
            stream = unpacked(raw, path, save_as)
            check_kind(stream, path, save_as)
            yield stream, raw
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as broken:
        raise ImportRefused(f"{path.name} is damaged: {broken}. Fetch it again.") from broken
    except OSError as unreadable:
        raise not_readable(path, unreadable) from unreadable


def not_readable(path: Path, error: OSError) -> ImportRefused:
    """The refusal for a file that cannot be read."""
    if isinstance(error, IsADirectoryError):
        return ImportRefused(f"{path} is a directory: name one file in it.")
    return ImportRefused(f"{path} cannot be read: {error.strerror}. Look at its name.")


def unpacked(raw: IO[bytes], path: Path, save_as: str) -> IO[bytes]:
    """The bytes in a gzip file, or in the one table of a ZIP; else the file itself."""
    start = raw.read(4)
    raw.seek(0)
    if start.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    return member(zipfile.ZipFile(raw), path, save_as) if start.startswith(b"PK") else raw


def member(archive: zipfile.ZipFile, path: Path, save_as: str) -> IO[bytes]:
    """The one table in a ZIP. What macOS adds to it is passed over."""
    names = [each.filename for each in archive.infolist() if not each.is_dir()]
    for name, kind in MEMBERS.items():
        if any(each.lower().endswith(name) for each in names):
            raise ImportRefused(f"{path.name} is {kind}: {save_as}.")
    names = [
        name for name in names if not name.startswith("__MACOSX/") and not Path(name).name.startswith(".")
    ]
    tables = [name for name in names if name.lower().endswith(TABLES)] or names
    if len(tables) != 1:
        shown = ", ".join(tables[:MEMBERS_SHOWN_MAX]) + (", …" if len(tables) > MEMBERS_SHOWN_MAX else "")
        raise ImportRefused(
            f"{path.name} is a ZIP of {len(tables)} files ({shown}): unpack it, and import each of its files."
        )
    try:
        return archive.open(tables[0])
    except (RuntimeError, NotImplementedError) as locked:  # a password, or a rare compression
        raise ImportRefused(f"{path.name} is a ZIP that cannot be opened ({locked}): {UNPACK}.") from locked


def check_kind(stream: IO[bytes], path: Path, save_as: str = AS_CSV) -> None:
    """Raise ImportRefused, saying what the file is, if it is none of text."""
    head = stream.read(512)
    stream.seek(0)
    if not head:
        raise ImportRefused(f"{path.name} is empty: fetch it again.")
    for start, kind, remedy in KINDS:
        if head.lstrip()[: len(start)].lower() == start.lower():
            told = remedy if save_as == AS_CSV or remedy in (UNPACK, DOWNLOAD) else save_as
            raise ImportRefused(f"{path.name} is {kind}: {told}.")
    if head[257:262] == b"ustar":
        raise ImportRefused(f"{path.name} is a tar archive: {UNPACK}.")


def encoding_of(stream: IO[bytes], path: Path, named: str | None = None) -> Encoding:
    """The encoding that is named, or that the beginning of the file tells, or a guess. The stream is at its
    beginning afterwards. Raises ImportRefused for an unknown name, and for what is no text."""
    if named is not None:
        try:
            encoding = Encoding(codecs.lookup(named).name)
            encoding = UTF8 if encoding.name == "utf-8" else encoding  # a mark at its beginning is no letter
            next(text_lines(BytesIO(b"a"), encoding), None)  # some codecs of Python are of no text
        except (LookupError, ValueError):
            raise ImportRefused(
                f"There is no encoding {named!r} of texts. One is latin-1, another utf-16."
            ) from None
        return encoding
    head = stream.read(HEAD_BYTES)
    stream.seek(0)
    for mark, name in MARKS:
        if head.startswith(mark):
            return Encoding(name)
    if not is_binary(head):
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
            return UTF8
        except UnicodeDecodeError:
            pass
    return guessed(head, path)


def is_binary(head: bytes) -> bool:
    """Whether these bytes are no text in which a few NULs stand by mistake."""
    return b"\0" in head and (10 * head.count(0) > len(head) or CONTROLS.search(head) is not None)


def guessed(head: bytes, path: Path) -> Encoding:
    """The likeliest encoding of text that is not UTF-8."""
    high, low = head[::2].count(0), head[1::2].count(0)
    if min(high, low) == 0 and 4 * max(high, low) > len(head):  # each second byte is 0
        return Encoding("utf_16_be" if high else "utf_16_le", guessed=True)
    from charset_normalizer import from_bytes  # takes long to import, and few files need it

    found = from_bytes((head[: head.rfind(b"\n") + 1] or head).replace(b"\0", b""))
    best = found.best()
    if best is None or is_binary(head):
        raise ImportRefused(f"{path.name} is no text, nor a kind of file that is known here: save it as CSV.")
    # How well the letters fit a language (coherence) says little about names of stations or of a JSON file.
    as_tidy = [each for each in found if each.chaos <= best.chaos + TIDY_WITHIN]
    is_western = any(WESTERN in each.could_be_from_charset for each in as_tidy)
    return Encoding(WESTERN if is_western else best.encoding, guessed=True)


def whole_text(path: Path, save_as: str, named: str | None = None) -> tuple[str, Encoding]:
    """All text of a file, and its encoding: that which is named, else as `encoding_of` finds it. `save_as`
    says what to do with a file that is no text. Raises ImportRefused, also for what is no text in the
    encoding that is named."""
    with opened(path, save_as) as (stream, _):
        content = stream.read()
    encoding = encoding_of(BytesIO(content), path, named)
    try:
        return content.decode(encoding.name), encoding
    except UnicodeDecodeError as wrong:  # behind the beginning
        if named is not None:
            line = content.count(b"\n", 0, wrong.start) + 1
            raise ImportRefused(
                f"{path.name} is no text in {named}: line {line} has a byte {content[wrong.start]:#04x}. Name"
                " another encoding, or none: UTF-8 and UTF-16 are found."
            ) from wrong
        around = content[max(0, wrong.start - HEAD_BYTES // 2) :][:HEAD_BYTES]
        encoding = guessed(around, path)
        return content.decode(encoding.name, "replace"), encoding


def text_lines(stream: IO[bytes], encoding: Encoding) -> Iterator[str]:
    """The stream's lines, with their ends, which may be those of any system. Of a line of more than
    LINE_CHARACTERS_MAX only so many are given: a small ZIP may hold one of gigabytes."""
    text = TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors, newline="")
    is_rest = False
    for piece in iter(partial(text.readline, LINE_CHARACTERS_MAX), ""):
        if not is_rest:
            yield piece
        is_rest = is_cut(piece)


def is_cut(line: str) -> bool:
    """Whether this is only the beginning of a line."""
    return len(line) >= LINE_CHARACTERS_MAX and not line.endswith(("\n", "\r"))


def estimate_rows(path: Path) -> int:
    """An estimate of a file's number of rows, from its first MiB, for a progress bar."""
    with opened(path) as (stream, raw):
        start = stream.read(1 << 20)
        return max(0, start.count(b"\n") * path.stat().st_size // max(1, raw.tell()) - 1)
