"""What a file is, whatever its name says; and its rows, whatever is broken in them."""

import gzip
import io
import zipfile
from dataclasses import replace
from itertools import chain, islice, repeat
from pathlib import Path

import pytest

from rodem.imports.files import Encoding, ImportRefused
from rodem.imports.tables import TOO_LONG, table
from rodem.imports.trip_files import ImportedTrip, ImportFailure, identified, read_trips

from .test_trip_files import HEADER, ROW, only_trips, read

CSV = f"{HEADER}\n{ROW}\n"


def zipped(members: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def file_of(folder: Path, content: bytes) -> Path:
    file = folder / "trips.csv"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "is empty: fetch it again", id="empty"),
        pytest.param(b"\n \n", "is empty: fetch it again", id="empty lines"),
        pytest.param(b"%PDF-1.7 x", "is a PDF: save the table as CSV", id="PDF"),
        pytest.param(b"PAR1 x", "is a Parquet file: convert it, e.g. duckdb", id="Parquet"),
        pytest.param(zipped({"xl/workbook.xml": ""}), r"is an Excel workbook \(XLSX\): save", id="XLSX"),
        pytest.param(b"\xd0\xcf\x11\xe0", r"is an Excel workbook \(XLS\): save", id="XLS"),
        pytest.param(zipped({"content.xml": ""}), "is an OpenDocument spreadsheet: save", id="ODS"),
        pytest.param(b"\n<!DOCTYPE HTML><p>404", "is a web page: download the file itself", id="web page"),
        pytest.param(b"BZh91AY", "is compressed with bzip2: unpack it", id="bzip2"),
        pytest.param(b"7z\xbc\xaf\x27", "is a 7-Zip archive: unpack it", id="7-Zip"),
        pytest.param(gzip.compress(b"%PDF"), "is a PDF", id="PDF in gzip"),
        pytest.param(gzip.compress(257 * b"x" + b"ustar"), "is a tar archive: unpack it", id="tar in gzip"),
        pytest.param(
            zipped({"a.csv": CSV, "b.csv": CSV}), r"is a ZIP of 2 files \(a.csv, b.csv\): unpack", id="two"
        ),
        pytest.param(zipped({}), r"is a ZIP of 0 files \(\): unpack", id="empty ZIP"),
        pytest.param(zipped({"a.pdf": b"%PDF"}), "is a PDF", id="PDF in a ZIP"),
        pytest.param(
            zipped({"a.gz": gzip.compress(b"x")}),
            "is packed twice, inside with gzip: unpack",
            id="gzip in a ZIP",
        ),
        pytest.param(
            gzip.compress(zipped({"a.csv": CSV})),
            "is packed twice, inside as a ZIP: unpack",
            id="ZIP in gzip",
        ),
        pytest.param(zipped({"a.csv": CSV})[:-30], "is damaged: .*Fetch it again", id="half a ZIP"),
        pytest.param(
            b'{"data": {"stations": [\n', "is JSON, but not an object in each line: .* jq -c", id="JSON"
        ),
        pytest.param(
            b'[{"a": 1}]', r"is JSON, but not an object in each line: .* jq -c '\.\[\]' ", id="a list"
        ),
        pytest.param(bytes(range(256)) * 8, "is no text, nor a kind of file that is known", id="bytes"),
    ],
)
def test_what_a_file_is_is_said_if_it_cannot_be_read(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(ImportRefused, match=rf"trips.csv {said}"):
        identified(file_of(tmp_path, content), "auto", "UTC")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(zipped({"a.csv": CSV}), id="ZIP"),
        pytest.param(
            zipped({"x/": "", "x/a.csv": CSV, "README.md": "x", "__MACOSX/x/._a.csv": "x"}),
            id="ZIP with other things",
        ),
        pytest.param(CSV.encode("utf-16"), id="UTF-16"),
        pytest.param(CSV.encode("utf-16-le"), id="UTF-16 without a mark"),
        pytest.param(CSV.encode("utf-32"), id="UTF-32"),
        pytest.param(CSV.replace(",", ";").encode(), id="semicolons"),
        pytest.param(CSV.replace(",", "\t").encode(), id="tabs"),
        pytest.param(f"\ufeffsep=;\r\n{CSV.replace(',', ';')}".encode(), id="Excel's line of the delimiter"),
        pytest.param(b"\n" + CSV.replace("\n", "\r").encode(), id="old Mac, and an empty line before it"),
    ],
)
def test_a_row_in_another_packing_is_the_same_trip(tmp_path: Path, content: bytes) -> None:
    [expected] = only_trips(read(file_of(tmp_path, CSV.encode()), "auto", "America/New_York"))
    [found] = only_trips(read(file_of(tmp_path, content), "auto", "America/New_York"))
    assert found.trip == expected.trip


def test_a_directory_is_none(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="is a directory: name one file in it"):
        identified(tmp_path, "auto", "UTC")


def test_a_nul_costs_its_row_and_not_the_file(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ROW}\n{ROW.replace('Grove', 'Gro' + chr(0) + 've')}\n{ROW.replace('24647', '1')}\n"
    first, failure, last = read(file_of(tmp_path, text.encode()), "auto", "America/New_York")
    assert (isinstance(first, ImportedTrip), isinstance(last, ImportedTrip)) == (True, True)
    assert isinstance(failure, ImportFailure)
    assert (failure.line, "NUL" in failure.reason) == (3, True)


def test_a_row_that_ends_with_one_delimiter_more_is_the_same_trip(tmp_path: Path) -> None:
    expected, more, filled = read(
        file_of(tmp_path, f"{HEADER}\n{ROW}\n{ROW.replace('24647', '1')}, \n{ROW},x\n".encode()),
        "auto",
        "America/New_York",
    )
    [alone] = only_trips(
        read(
            file_of(tmp_path, f"{HEADER}\n{ROW.replace('24647', '1')}\n".encode()), "auto", "America/New_York"
        )
    )
    assert isinstance(more, ImportedTrip)
    assert (more.line, more.trip) == (3, alone.trip)
    assert (isinstance(expected, ImportedTrip), isinstance(filled, ImportFailure)) == (True, True)


def test_an_encoding_that_is_guessed_is_named(tmp_path: Path) -> None:
    rows = [ROW.replace("Grove St", name) for name in ("Plaça d'Urquinaona", "Passeig de Gràcia", "Güell")]
    text = "\n".join((HEADER, *rows)) + "\n"
    assert identified(file_of(tmp_path, text.encode()), "auto", "UTC").warnings == []
    file = identified(file_of(tmp_path, text.encode("latin-1")), "auto", "UTC")
    [warning] = file.warnings
    assert warning.startswith("trips.csv is not UTF-8: it was read as cp1252, which is a guess.")
    assert len(only_trips(list(read_trips(file)))) == 3


def test_another_guess_of_the_encoding_makes_no_other_trips(tmp_path: Path) -> None:
    rows = (HEADER, ROW.replace("Grove St", "Plaça"), ROW.replace("Grove St", "Placa"))
    file = identified(file_of(tmp_path, "\n".join(rows).encode("latin-1")), "auto", "America/New_York")
    guesses = [
        replace(file, encoding=Encoding(name, guessed=True)) for name in ("cp1252", "cp1250", "mac_roman")
    ]
    ids = [[trip.trip["trip_id"] for trip in only_trips(list(read_trips(each)))] for each in guesses]
    assert ids[0] == ids[1] == ids[2]
    assert len(set(ids[0])) == 2


def rows(*lines: str, width: int = 3) -> list[tuple[int, object]]:
    header = ",".join("abc"[:width])
    return [(row.line, row.cells) for row in table(iter(line + "\n" for line in (header, *lines)), "x").rows]


CUT_OFF = (
    "'1,2' begins a row of 2 cells, and there are 3 columns: write as many cells, and one that holds ',' in"
    " quotation marks"
)
OPEN = 'a quotation mark is opened and not closed ("2,3): close it'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (('1,"2', '2",3'), [(2, ["1", "2\n2", "3"])]),
        (('1,"2', "", '2",3', "4,5,6"), [(2, ["1", "2\n\n2", "3"]), (5, ["4", "5", "6"])]),
        (('1,"2,3', "4,5,6"), [(2, OPEN), (3, ["4", "5", "6"])]),
        (('1,"2,3', "4,5,6", '7,"8,9'), [(2, OPEN), (3, ["4", "5", "6"]), (4, OPEN.replace("2,3", "8,9"))]),
        (('1,2 3/4",3', "4,5,6"), [(2, ["1", '2 3/4"', "3"]), (3, ["4", "5", "6"])]),
        (('1,"2,3', *["4,5,6"] * 30), [(2, OPEN), *[(line, ["4", "5", "6"]) for line in range(3, 33)]]),
        (
            (",,", " , ,", "1,2"),
            [(2, ["", "", ""]), (3, [" ", " ", ""]), (4, CUT_OFF)],
        ),
        (("1",), [(2, CUT_OFF.replace("1,2", "1").replace("2 cells", "1 cell"))]),
    ],
)
def test_a_quotation_mark_costs_its_row_at_most(lines: tuple[str, ...], expected: list[object]) -> None:
    assert rows(*lines) == expected


@pytest.mark.parametrize(
    ("header", "row"),
    [("a,b\n", "1,2\n"), ("a,b\n", '1,"2\n'), ("", '{"a": 1, "b": 2}\n')],
    ids=["CSV", "open quotation marks", "JSON lines"],
)
def test_rows_are_read_one_by_one_however_long_a_file_is(header: str, row: str) -> None:
    """The file has no end: what read it whole would not come back."""
    endless = chain([header] if header else [], repeat(row))
    assert len(list(islice(table(endless, "endless.csv").rows, 1_000))) == 1_000


@pytest.mark.parametrize("name", ["zip", "hex", "rot13", "idna", "punycode", "undefined", "nonsense"])
def test_a_codec_that_is_none_of_texts_is_refused(tmp_path: Path, name: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'name = "own"\nencoding = "{name}"\n[columns]\nstarted_at = "a"\nended_at = "b"\n')
    with pytest.raises(ImportRefused, match=f"no encoding '{name}' of texts"):
        identified(file_of(tmp_path, CSV.encode()), str(own), "UTC")


def test_a_line_without_an_end_is_never_held_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rodem.imports.files.LINE_CHARACTERS_MAX", 1_000)
    endless = "362," * 100_000
    rows = read(file_of(tmp_path, f"{CSV}{endless}\n{ROW}\n".encode()), "citibike", "America/New_York")
    assert [getattr(row, "reason", "") for row in rows] == ["", TOO_LONG, ""]
    assert [(row.line, len(row.text)) for row in rows] == [(2, len(ROW) + 1), (3, 1_000), (4, len(ROW) + 1)]
    lines = iter(['{"a": "1"}\n', '{"a": "' + "x" * 1_000])
    assert [row.cells for row in table(lines, "trips.json").rows] == [["1"], TOO_LONG]


@pytest.mark.parametrize("line", ["a" * (1 << 18), "a," * (1 << 20)])
def test_a_first_line_that_no_row_has_is_told(tmp_path: Path, line: str) -> None:
    with pytest.raises(ImportRefused, match=r"is no table: .* Put each row on a line of its own"):
        identified(file_of(tmp_path, line.encode()), "auto", None)


def test_a_file_without_names_of_columns_says_so(tmp_path: Path) -> None:
    file = file_of(tmp_path, b"634;2015-07-01 00:01:00;2015-07-01 00:11:34;3183\n")
    with pytest.raises(ImportRefused, match=r"no line of column names: .* with ';' between cells"):
        identified(file, "auto", None)


@pytest.mark.parametrize("delimiter", [",", ";", "^"])
def test_refused_rows_are_written_with_the_line_that_names_their_delimiter(
    tmp_path: Path, delimiter: str
) -> None:
    text = f"sep={delimiter}\n{CSV.replace(',', delimiter)}"
    found = identified(file_of(tmp_path, text.encode()), "auto", "America/New_York")
    assert found.delimiter == delimiter
    assert found.beginning + ROW.replace(",", delimiter) + "\n" == text


def test_an_encoding_that_is_said_is_not_guessed(tmp_path: Path) -> None:
    text = CSV.replace("Grove St", "\u0141\u00f3d\u017a")
    file = file_of(tmp_path, text.encode("latin2"))
    assert identified(file, "auto", "UTC").warnings != []
    said = identified(file, "auto", "UTC", "latin2")
    assert (said.encoding, said.warnings) == (Encoding("iso8859-2"), [])


@pytest.mark.parametrize("named", ["utf-8", "utf8"])
def test_a_mark_before_utf_8_that_is_said_is_no_letter(tmp_path: Path, named: str) -> None:
    file = file_of(tmp_path, f"\ufeff{CSV}".encode())
    assert len(only_trips(list(read_trips(identified(file, "auto", "America/New_York", named))))) == 1


def test_half_a_character_of_utf_16_that_is_said_costs_no_more_than_its_row(tmp_path: Path) -> None:
    half = CSV.encode("utf-16") + "\n".encode("utf-16-le") + b"\x00\xd8" + ROW.encode("utf-16-le")
    found = list(read_trips(identified(file_of(tmp_path, half), "auto", "America/New_York", "utf-16")))
    assert isinstance(found[0], ImportedTrip)
