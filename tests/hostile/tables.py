"""Hostile tables of text."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.kinds import hostile

HEAD = b"commune_code,indicator,period,value,numerator,denominator,note\n"
_SOUND = b"26470,income_per_capita,2024,61.5,,,\n"
_INCIDENTS = b"kind,occurred_on,longitude,latitude,commune_code,note,case_no,severity\n"
_MEGABYTE = 1 << 20


@hostile("table", "so-lieu.csv")
def line_without_end(path: Path) -> None:
    """A heading of 190 megabytes in one line."""
    with path.open("wb") as stream:
        stream.write(HEAD.strip())
        for _ in range(190):
            stream.write(b"x" * _MEGABYTE)


@hostile("table", "so-lieu.csv")
def gigabyte_of_text(path: Path) -> None:
    """A gigabyte in one line (a file of holes)."""
    with path.open("wb") as stream:
        stream.write(HEAD)
        stream.truncate(1 << 30)


@hostile("table", "so-lieu.csv")
def columns_without_end(path: Path) -> None:
    """A heading of 60 million empty columns."""
    path.write_bytes(HEAD.strip() + b"," * 60_000_000 + b"\n" + _SOUND)


@hostile("table", "so-lieu.csv")
def columns_of_a_million_names(path: Path) -> None:
    """A heading of a million columns, each of its own name."""
    path.write_bytes(HEAD.strip() + b"".join(b",c%d" % n for n in range(1_000_000)) + b"\n" + _SOUND)


@hostile("table", "so-lieu.csv")
def row_without_end(path: Path) -> None:
    """A row of 60 million empty fields."""
    path.write_bytes(HEAD + _SOUND.strip() + b"," * 60_000_000 + b"\n")


@hostile("table", "so-lieu.csv")
def quotes_without_end(path: Path) -> None:
    """A quoted field that is never closed, over a million lines."""
    path.write_bytes(HEAD + b'26470,"' + b"x,y,z\n" * 1_000_000)


@hostile("table", "so-lieu.csv")
def lines_of_nothing(path: Path) -> None:
    """60 million empty lines."""
    path.write_bytes(HEAD + b"\n" * 60_000_000 + _SOUND)


@hostile("table", "so-lieu.csv")
def rows_of_unknown_communes(path: Path) -> None:
    """300,000 rows, each of a commune with a name that is nobody's."""
    with path.open("wb") as stream:
        stream.write(HEAD)
        for n in range(300_000):
            stream.write(b"Xa Phuoc Thie%d Long Tan Vinh,income_per_capita,2024,1,,,\n" % n)


@hostile("table", "so-lieu.csv")
def rows_by_the_million(path: Path) -> None:
    """1.9 million sound rows of the same figure."""
    path.write_bytes(HEAD + _SOUND * 1_000_000)


@hostile("table", "so-lieu.csv")
def incidents_by_the_million(path: Path) -> None:
    """900,000 incidents of the least length."""
    path.write_bytes(_INCIDENTS + b"fire,2024-01-01,106.9,10.7,,,,\n" * 900_000)


@hostile("table", "so-lieu.csv")
def letters_of_nothing(path: Path) -> None:
    """NULs among the figures, after four kilobytes without one."""
    path.write_bytes(HEAD + _SOUND * 200 + b"26470,income_per_capita,2024,6\x001.5,,,\0\n")


@hostile("table", "so-lieu.csv")
def utf16_without_mark(path: Path) -> None:
    """UTF-16 without its mark."""
    path.write_bytes((HEAD + _SOUND).decode().encode("utf-16-le"))


@hostile("table", "so-lieu.csv")
def utf16_cut_in_a_letter(path: Path) -> None:
    """UTF-16 with its mark, cut in the middle of a letter and of a pair."""
    path.write_bytes((HEAD + _SOUND).decode().encode("utf-16") + b"\x3d\xd8\x41")


@hostile("table", "so-lieu.csv")
def utf32_text(path: Path) -> None:
    """UTF-32 with its mark, which begins like that of UTF-16."""
    path.write_bytes((HEAD + _SOUND).decode().encode("utf-32"))


@hostile("table", "so-lieu.csv")
def mixed_encodings(path: Path) -> None:
    """UTF-8, Windows-1258 and bytes that are neither, line by line."""
    path.write_bytes(
        HEAD + "26470,ghi chú\n".encode() + "26470,chú\n".encode("cp1258", "ignore") + b"\xff\xfe\x80\n"
    )


@hostile("table", "so-lieu.csv")
def steering_letters(path: Path) -> None:
    """Names and notes with escape sequences, letters that turn the text round, and a bell."""
    path.write_bytes(
        HEAD + "Xã \u202ePhước\x1b]0;x\x07 Thiền,income_per_capita,2024,\x1b[31m6,,,\u2066x\x9b\n".encode()
    )


@hostile("table", "so-lieu.csv")
def formulas_everywhere(path: Path) -> None:
    """Formulas that start programs and send figures away, as code, figure and note."""
    start = b"\"=cmd|' /C calc'!A0\""
    path.write_bytes(HEAD + start + b',@SUM(A1),2024,"=HYPERLINK(""http://203.0.113.9"",""x"")",,,-2+3\n')


@hostile("table", "so-lieu.csv")
def numbers_beyond_reason(path: Path) -> None:
    """Figures of 1e999999999, of 100,000 digits, of digits of other scripts, NaN and infinite."""
    odd = (
        b"1e999999999",
        b"9" * 100_000,
        "٣٤٥".encode(),
        b"NaN",
        b"Infinity",
        b"-0",
        b"1e-999999",
        b"0x10",
        b"1_000",
    )
    path.write_bytes(HEAD + b"".join(b"26470,income_per_capita,2024,%s,,,\n" % one for one in odd))


@hostile("table", "so-lieu.csv")
def periods_beyond_time(path: Path) -> None:
    """Periods of the years 0000, 9999 and 99999, and of digits of other scripts."""
    odd = (b"0000", b"9999", b"99999", "٢٠٢٤".encode(), b"2024-13", b"2024-H9", b"0001-01", b"9999-Q4")
    path.write_bytes(HEAD + b"".join(b"26470,income_per_capita,%s,1,,,\n" % one for one in odd))


@hostile("table", "so-lieu.csv")
def days_and_places_beyond_reason(path: Path) -> None:
    """Incidents on the day 0000-00-00, at NaN degrees, 1e400 east, with a kind of 100,000 letters."""
    lines = (
        b"fire,0000-00-00,106.9,10.7,,,,",
        b"fire,9999-12-31,nan,inf,,,,",
        b"fire,2024-01-01,1e400,-1e400,,,,",
        b"f" * 100_000 + b",2024-02-30,106.9,10.7,,,,",
        b"fire,2024-01-01,106.9,10.7,," + b"1 " * 60_000 + b",,",
    )
    path.write_bytes(_INCIDENTS + b"\n".join(lines) + b"\n")


@hostile("table", "so-lieu.csv")
def archive_called_csv(path: Path) -> None:
    """A ZIP called .csv."""
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)


@hostile("table", "so-lieu.csv")
def heading_twice(path: Path) -> None:
    """A heading with a column twice, once with a letter that nobody sees."""
    path.write_bytes(HEAD.strip() + "\u200b,value,VALUE\n".encode() + _SOUND)
