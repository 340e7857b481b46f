"""Hostile workbooks: what is small as a file and large, endless or pointing elsewhere when it is opened."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from tests.hostile.kinds import hostile

SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
BOOK, BOOK_RELS, TYPES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_MILLION = 1_000_000


@cache
def plain_parts() -> Mapping[str, bytes]:
    """Return the parts of a sound long table with one figure."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["commune_code", "indicator", "period", "value", "numerator", "denominator", "note"])
    sheet.append(["26470", "income_per_capita", "2024", 61.5, None, None, "ghi chú"])
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        return {name: package.read(name) for name in package.namelist()}


def write_package(path: Path, changed: Mapping[str, bytes | Iterable[bytes]] | None = None) -> None:
    """Write the sound workbook with some parts changed or added."""
    parts: dict[str, bytes | Iterable[bytes]] = {**plain_parts(), **(changed or {})}
    if STRINGS in parts:
        kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        named = b'<Override PartName="/%s" ContentType="%s"/></Types>' % (STRINGS.encode(), kind)
        parts[TYPES] = plain_parts()[TYPES].replace(b"</Types>", named)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, content in parts.items():
            with package.open(name, "w", force_zip64=True) as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)


def flood(piece: bytes, times: int) -> Iterable[bytes]:
    """Give a piece many times, in blocks."""
    block = 4096
    for _ in range(times // block):
        yield piece * block
    yield piece * (times % block)


def around(before: bytes, pieces: Iterable[bytes], after: bytes) -> Iterable[bytes]:
    """Give pieces between a beginning and an end."""
    yield before
    yield from pieces
    yield after


def sheet_of(pieces: Iterable[bytes], *, before: bytes = b"", after: bytes = b"") -> Iterable[bytes]:
    """Give a sheet whose rows are `pieces`."""
    head = _HEAD + b"<worksheet " + _MAIN + b' xmlns:r="' + _OFFICE.encode() + b'">' + before + b"<sheetData>"
    return around(head, pieces, b"</sheetData>" + after + b"</worksheet>")


def beside_cells(after: Iterable[bytes], opening: bytes, closing: bytes) -> Iterable[bytes]:
    """Give the sound sheet's table with a flood of something else after it."""
    sound = plain_parts()[SHEET]
    end = sound.index(b"</sheetData>") + len(b"</sheetData>")
    return around(sound[:end] + opening, after, closing + b"</worksheet>")


def relations(*targets: tuple[str, str, str]) -> bytes:
    """Return a part of relationships: (id, last word of the type, target)."""
    lines = "".join(
        f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in targets
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<?xml version="1.0"?><Relationships xmlns="{space}">{lines}</Relationships>'.encode()


@hostile("workbook", "bang.xlsx")
def cells_with_tabs(path: Path) -> None:
    """15 million cells of six bytes, parted from their slash by a tab."""
    write_package(path, {SHEET: sheet_of(around(b"<row>", flood(b"<c\t/>", 15 * _MILLION), b"</row>"))})


@hostile("workbook", "bang.xlsx")
def rows_of_nothing(path: Path) -> None:
    """14 million rows without a cell."""
    write_package(path, {SHEET: sheet_of(flood(b"<row/>", 14 * _MILLION))})


@hostile("workbook", "bang.xlsx")
def strings_of_nothing(path: Path) -> None:
    """18 million shared texts without a letter."""
    write_package(
        path, {STRINGS: around(_HEAD + b"<sst " + _MAIN + b">", flood(b"<si/>", 18 * _MILLION), b"</sst>")}
    )


@hostile("workbook", "bang.xlsx")
def sheet_elsewhere(path: Path) -> None:
    """Eight million cells in a part that lies outside xl/worksheets."""
    cells = sheet_of(around(b"<row>", flood(b"<c r='A1'/>", 8 * _MILLION), b"</row>"))
    rels = plain_parts()[BOOK_RELS].replace(b"/xl/worksheets/sheet1.xml", b"/elsewhere/part.dat")
    assert b"elsewhere" in rels
    types = plain_parts()[TYPES].replace(b"/xl/worksheets/sheet1.xml", b"/elsewhere/part.dat")
    write_package(path, {"elsewhere/part.dat": cells, BOOK_RELS: rels, TYPES: types})


@hostile("workbook", "bang.xlsx")
def cells_in_a_namespace(path: Path) -> None:
    """Nine million cells behind a prefix of letters that a pattern may not know."""
    head = _HEAD + b'<x.y:worksheet xmlns:x.y="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    cells = flood(b"<x.y:c/>", 9 * _MILLION)
    end = b"</x.y:row></x.y:sheetData></x.y:worksheet>"
    write_package(path, {SHEET: around(head + b"<x.y:sheetData><x.y:row>", cells, end)})


@hostile("workbook", "bang.xlsx")
def cells_in_utf16(path: Path) -> None:
    """Eight million cells in two bytes a letter."""
    pieces = [piece.replace(_HEAD, b"") for piece in sheet_of([b"<row>"])]
    before, after = (b"".join(pieces[:-1]), b"</row>" + pieces[-1])
    wide = [b"\xff\xfe", before.decode().encode("utf-16-le")]
    cells = flood("<c/>".encode("utf-16-le"), 8 * _MILLION)
    write_package(path, {SHEET: around(b"".join(wide), cells, after.decode().encode("utf-16-le"))})


@hostile("workbook", "bang.xlsx")
def cells_in_ebcdic(path: Path) -> None:
    """Sixteen million cells in a code page in which no byte is a bracket."""
    head = b'<?xml version="1.0" encoding="cp037"?>'
    before = b"".join(sheet_of([b"<row>"])).split(b"?>", 1)[1].split(b"</sheetData>")[0]
    cells = flood("<c/>".encode("cp037"), 16 * _MILLION)
    end = "</row></sheetData></worksheet>".encode("cp037")
    write_package(path, {SHEET: around(head + before.decode().encode("cp037"), cells, end)})


@hostile("workbook", "bang.xlsx")
def attributes_of_one_cell(path: Path) -> None:
    """One cell with six million attributes."""
    names = (b"".join(b" a%x=''" % n for n in range(k, k + 4096)) for k in range(0, 6 * _MILLION, 4096))
    write_package(path, {SHEET: sheet_of(around(b"<row><c r='A1'", names, b"/></row>"))})


@hostile("workbook", "bang.xlsx")
def nothing_by_the_gigabyte(path: Path) -> None:
    """A part of a gigabyte of blanks in a megabyte."""
    write_package(path, {"xl/media/image1.bin": flood(b"\0" * 4096, 262_144)})


@hostile("workbook", "bang.xlsx")
def parts_without_end(path: Path) -> None:
    """20,000 parts of nothing."""
    write_package(path, {f"xl/part{n}.xml": b"" for n in range(20_000)})


@hostile("workbook", "bang.xlsx")
def same_part_twice(path: Path) -> None:
    """Two parts of one name, one to be checked and one to be read."""
    write_package(path)
    with zipfile.ZipFile(path, "a") as package:
        package.filelist.append(package.getinfo(SHEET))
        package._didModify = True


@hostile("workbook", "bang.xlsx")
def parts_over_each_other(path: Path) -> None:
    """A directory whose 900 entries all name the same compressed megabyte."""
    write_package(path, {"xl/big.xml": b"<a>" + b" " * 100_000_000 + b"</a>"})
    with zipfile.ZipFile(path, "a") as package:
        first = package.getinfo("xl/big.xml")
        for n in range(900):
            other = zipfile.ZipInfo(f"xl/copy{n}.xml")
            for known in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(other, known, getattr(first, known))
            package.filelist.append(other)
        package._didModify = True


@hostile("workbook", "bang.xlsx")
def size_that_lies(path: Path) -> None:
    """A directory that says ten bytes of a part that unfolds to 600 megabytes."""
    write_package(path, {"xl/lies.xml": flood(b" " * 4096, 150_000)})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"xl/lies.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 24 : at + 28] = struct.pack("<I", 10)
    path.write_bytes(bytes(data))


@hostile("workbook", "bang.xlsx")
def names_that_climb(path: Path) -> None:
    """Parts called /etc/cron.d/x, ../../../x and C:\\x."""
    write_package(path, {"/etc/cron.d/x": b"x", "../../../../tmp/x": b"x", "..\\..\\x": b"x", "C:\\x": b"x"})


@hostile("workbook", "bang.xlsx")
def entity_of_a_file(path: Path) -> None:
    """A sheet that asks for /etc/passwd by an external entity."""
    doctype = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    write_package(path, {SHEET: plain_parts()[SHEET].replace(b"<worksheet", doctype + b"<worksheet", 1)})


@hostile("workbook", "bang.xlsx")
def entities_of_entities(path: Path) -> None:
    """A thousand million laughs among the shared texts."""
    steps = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE sst [<!ENTITY l0 "ha">{steps}]><sst {_MAIN.decode()}>'
    write_package(path, {STRINGS: f"{text}<si><t>&l9;</t></si></sst>".encode()})


@hostile("workbook", "bang.xlsx")
def document_type_in_utf16(path: Path) -> None:
    """A document type that is seen only by who reads two bytes a letter."""
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "' + "x" * 1000 + '">]>'
    body = plain_parts()[SHEET].decode().split("?>", 1)[-1]
    write_package(path, {SHEET: (text + body).encode("utf-16")})


@hostile("workbook", "bang.xlsx")
def document_type_outside(path: Path) -> None:
    """A document type that is fetched from an address."""
    doctype = b'<!DOCTYPE worksheet SYSTEM "http://203.0.113.9/x.dtd">'
    write_package(path, {SHEET: plain_parts()[SHEET].replace(b"<worksheet", doctype + b"<worksheet", 1)})


@hostile("workbook", "bang.xlsx")
def links_to_other_books(path: Path) -> None:
    """Links to files of the server and to addresses."""
    kind = "externalLink"
    link = f'<externalLink {_MAIN.decode()} xmlns:r="{_OFFICE}"><externalBook r:id="rId1"/></externalLink>'
    target = relations(("rId1", "externalLinkPath", "file:///etc/passwd")).replace(
        b"/>", b' TargetMode="External"/>'
    )
    rels = plain_parts()[BOOK_RELS].replace(
        b"</Relationships>",
        f'<Relationship Id="x1" Type="{_OFFICE}/{kind}" Target="externalLinks/externalLink1.xml"/>'.encode()
        + b"</Relationships>",
    )
    write_package(
        path,
        {
            BOOK_RELS: rels,
            "xl/externalLinks/externalLink1.xml": link.encode(),
            "xl/externalLinks/_rels/externalLink1.xml.rels": target,
        },
    )


@hostile("workbook", "bang.xlsx")
def elements_in_elements(path: Path) -> None:
    """A sheet of two million elements, each in the one before."""
    deep = around(b"<row>", (*flood(b"<a>", 2 * _MILLION), *flood(b"</a>", 2 * _MILLION)), b"</row>")
    write_package(path, {SHEET: sheet_of(deep)})


@hostile("workbook", "bang.xlsx")
def styles_in_styles(path: Path) -> None:
    """100,000 elements in each other in the styles."""
    styles = plain_parts()[STYLES]
    deep = b"<fonts>" + b"<font>" * 100_000 + b"</font>" * 100_000 + b"</fonts>"
    write_package(path, {STYLES: styles.replace(b"<fills", deep + b"<fills", 1)})


@hostile("workbook", "bang.xlsx")
def text_of_ninety_megabytes(path: Path) -> None:
    """One shared text of ninety megabytes."""
    before = _HEAD + b"<sst " + _MAIN + b"><si><t>"
    write_package(path, {STRINGS: around(before, flood(b"x" * 1000, 90_000), b"</t></si></sst>")})


@hostile("workbook", "bang.xlsx")
def one_text_in_all_cells(path: Path) -> None:
    """590,000 cells that all show one text of 32,000 letters."""
    strings = [b"<si><t>" + "ộ".encode() * 32_000 + b"</t></si>"]
    before = _HEAD + b"<sst " + _MAIN + b">"
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 1000 + b"</row>"
    write_package(path, {STRINGS: around(before, strings, b"</sst>"), SHEET: sheet_of(flood(row, 590))})


@hostile("workbook", "bang.xlsx")
def styles_without_end(path: Path) -> None:
    """1.2 million cell formats."""
    styles = plain_parts()[STYLES]
    start = styles.index(b"<cellXfs")
    end = styles.index(b"</cellXfs>")
    opened = styles.index(b">", start) + 1
    formats = flood(b'<xf numFmtId="0" fontId="0" fillId="0"/>', 1_200_000)
    write_package(path, {STYLES: around(styles[:opened], formats, styles[end:])})


@hostile("workbook", "bang.xlsx")
def merged_to_the_end(path: Path) -> None:
    """A merged range of all cells that a sheet can have."""
    merged = b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    write_package(path, {SHEET: beside_cells([], merged, b"")})


@hostile("workbook", "bang.xlsx")
def merged_by_the_million(path: Path) -> None:
    """A million merged ranges of two cells."""
    ranges = (
        b"".join(b'<mergeCell ref="A%d:B%d"/>' % (n, n) for n in range(k, k + 1000))
        for k in range(1, _MILLION, 1000)
    )
    write_package(path, {SHEET: beside_cells(ranges, b"<mergeCells>", b"</mergeCells>")})


@hostile("workbook", "bang.xlsx")
def extent_to_the_end(path: Path) -> None:
    """A sheet that says it reaches to XFD1048576, with one cell there."""
    cells = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    extent = b'<dimension ref="A1:XFD1048576"/>'
    write_package(path, {SHEET: sheet_of([cells], before=extent)})


@hostile("workbook", "bang.xlsx")
def columns_described_without_end(path: Path) -> None:
    """A million descriptions of hidden columns 1 to 16384."""
    columns = flood(b'<col min="1" max="16384" hidden="1"/>', _MILLION)
    head = _HEAD + b"<worksheet " + _MAIN + b"><cols>"
    end = b"</cols><sheetData><row><c r='A1'><v>1</v></c></row></sheetData></worksheet>"
    write_package(path, {SHEET: around(head, columns, end)})


@hostile("workbook", "bang.xlsx")
def numbers_out_of_range(path: Path) -> None:
    """Figures of 1e400, 1e308, -1e308 and 1e-320, and a date 1e300 days away."""
    values = (b"1e400", b"1e308", b"-1e308", b"1e-320", b"-0", b"1e15")
    head = plain_parts()[SHEET]
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>26470</t></is></c>'
        b'<c r="B%d" t="inlineStr"><is><t>income_per_capita</t></is></c><c r="D%d"><v>%s</v></c></row>'
        % (n, n, n, n, value)
        for n, value in enumerate(values, start=3)
    )
    days = b'<row r="20"><c r="E20" s="1"><v>1e300</v></c></row>'
    styles = plain_parts()[STYLES].replace(
        b"</cellXfs>", b'<xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    )
    write_package(
        path, {SHEET: head.replace(b"</sheetData>", cells + days + b"</sheetData>"), STYLES: styles}
    )


@hostile("workbook", "bang.xlsx")
def words_for_numbers(path: Path) -> None:
    """Cells that say they are numbers and days and hold NaN, a word and the day 99999-99-99."""
    cells = b'<c r="D3"><v>NaN</v></c><c r="E3"><v>x</v></c><c r="F3" t="d"><v>99999-99-99</v></c>'
    sound = plain_parts()[SHEET]
    write_package(
        path, {SHEET: sound.replace(b"</sheetData>", b'<row r="3">' + cells + b"</row></sheetData>")}
    )


@hostile("workbook", "bang.xlsx")
def number_of_a_hundred_thousand_digits(path: Path) -> None:
    """A figure of 100,000 digits."""
    sound = plain_parts()[SHEET]
    assert b"<v>61.5</v>" in sound
    write_package(path, {SHEET: sound.replace(b"<v>61.5</v>", b"<v>" + b"9" * 100_000 + b"</v>")})


@hostile("workbook", "bang.xlsx")
def encrypted_book(path: Path) -> None:
    """A container as Excel writes it with a password."""
    path.write_bytes(COMPOUND + b"\0" * 4096 + "EncryptedPackage".encode("utf-16-le"))


@hostile("workbook", "bang.xlsx")
def macros_under_another_name(path: Path) -> None:
    """A workbook with macros that is called .xlsx."""
    write_package(path, {"xl/vbaProject.bin": b"Attribute VB_Name"})


@hostile("workbook", "bang.xlsm")
def macros_by_name(path: Path) -> None:
    """A workbook that is called .xlsm."""
    write_package(path)


@hostile("workbook", "bang.xlsx")
def page_called_a_workbook(path: Path) -> None:
    """A web page with a script, called .xlsx."""
    path.write_bytes(b"<html><script>alert(1)</script><table><tr><td>1</td></tr></table></html>")


@hostile("workbook", "bang.xlsx")
def cut_in_the_middle(path: Path) -> None:
    """The first half of a workbook."""
    write_package(path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


@hostile("workbook", "bang.xlsx")
def damaged_in_the_middle(path: Path) -> None:
    """A workbook whose compressed sheet is damaged."""
    write_package(path)
    data = bytearray(path.read_bytes())
    at = data.index(SHEET.encode()) + 80
    data[at : at + 40] = b"\xff" * 40
    path.write_bytes(bytes(data))


@hostile("workbook", "bang.xlsx")
def one_part_as_many_sheets(path: Path) -> None:
    """5,000 sheets that are all the same part of 20,000 cells."""
    row = b"<row>" + b"<c><v>1</v></c>" * 100 + b"</row>"
    book = plain_parts()[BOOK]
    at, end = book.index(b"<sheets>") + len(b"<sheets>"), book.index(b"</sheets>")
    identity = book[at:end].split(b'r:id="' if b'r:id="' in book else b'id="')[1].split(b'"')[0]
    space = b' xmlns:q="' + _OFFICE.encode() + b'"'
    sheets = b"".join(
        b'<sheet%s name="S%d" sheetId="%d" q:id="%s"/>' % (space, n, n, identity) for n in range(1, 5001)
    )
    write_package(path, {BOOK: book[:at] + sheets + book[end:], SHEET: sheet_of(flood(row, 200))})


@hostile("workbook", "bang.xlsx")
def one_picture_drawn_a_thousand_times(path: Path) -> None:
    """A drawing of 10,000 anchors that all show one part of 20 megabytes."""
    space = 'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    main = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    anchor = (
        b"<xdr:oneCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>0</xdr:row>"
        b'<xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:ext cx="1" cy="1"/><xdr:pic><xdr:nvPicPr>'
        b'<xdr:cNvPr id="1" name="x"/><xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip r:embed="rId1"/>'
        b"</xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:oneCellAnchor>"
    )
    head = f'<?xml version="1.0"?><xdr:wsDr {space} {main} xmlns:r="{_OFFICE}">'.encode()
    drawing = b'<drawing r:id="rId1"/>'
    write_package(
        path,
        {
            SHEET: sheet_of([b"<row><c r='A1'><v>1</v></c></row>"], after=drawing),
            SHEET_RELS: relations(("rId1", "drawing", "/xl/drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": around(head, flood(anchor, 10_000), b"</xdr:wsDr>"),
            "xl/drawings/_rels/drawing1.xml.rels": relations(("rId1", "image", "/xl/media/image1.png")),
            "xl/media/image1.png": flood(b"\0" * 1000, 20_000),
        },
    )


@hostile("workbook", "bang.xlsx")
def relations_in_a_circle(path: Path) -> None:
    """A drawing whose chart is the drawing."""
    write_package(
        path,
        {
            SHEET: sheet_of([b"<row><c r='A1'><v>1</v></c></row>"], after=b'<drawing r:id="rId1"/>'),
            SHEET_RELS: relations(("rId1", "drawing", "/xl/drawings/d.xml")),
            "xl/drawings/d.xml": b'<x xmlns:r="' + _OFFICE.encode() + b'"><chart r:id="rId1"/></x>',
            "xl/drawings/_rels/d.xml.rels": relations(("rId1", "chart", "/xl/drawings/d.xml")),
        },
    )


@hostile("workbook", "bang.xlsx")
def comments_without_end(path: Path) -> None:
    """400,000 comments on one cell."""
    comment = b'<comment ref="A1" authorId="0"><text><t>x</t></text></comment>'
    before = _HEAD + b"<comments " + _MAIN + b"><authors><author>x</author></authors><commentList>"
    write_package(
        path,
        {
            SHEET_RELS: relations(("rId1", "comments", "/xl/comments1.xml")),
            "xl/comments1.xml": around(before, flood(comment, 400_000), b"</commentList></comments>"),
        },
    )


@hostile("workbook", "bang.xlsx")
def links_without_end(path: Path) -> None:
    """A million hyperlinks."""
    links = flood(b'<hyperlink ref="A1" location="x"/>', _MILLION)
    write_package(path, {SHEET: beside_cells(links, b"<hyperlinks>", b"</hyperlinks>")})


@hostile("workbook", "bang.xlsx")
def validations_without_end(path: Path) -> None:
    """600,000 data validations."""
    rules = flood(b'<dataValidation type="whole" sqref="A1"><formula1>1</formula1></dataValidation>', 600_000)
    write_package(path, {SHEET: beside_cells(rules, b"<dataValidations>", b"</dataValidations>")})


@hostile("workbook", "bang.xlsx")
def validation_of_all_cells(path: Path) -> None:
    """A validation whose ranges are all columns, 100,000 times."""
    ranges = flood(b"A1:XFD1048576 ", 100_000)
    before = b'<dataValidations><dataValidation type="whole" sqref="'
    write_package(path, {SHEET: beside_cells(ranges, before, b'"/></dataValidations>')})


@hostile("workbook", "bang.xlsx")
def conditional_formats_without_end(path: Path) -> None:
    """500,000 conditional formats."""
    rule = (
        b'<conditionalFormatting sqref="A1"><cfRule type="expression" priority="1"/></conditionalFormatting>'
    )
    write_package(path, {SHEET: beside_cells(flood(rule, 500_000), b"", b"")})


@hostile("workbook", "bang.xlsx")
def names_without_end(path: Path) -> None:
    """A million defined names."""
    book = plain_parts()[BOOK]
    at = book.index(b"</sheets>") + len(b"</sheets>")
    rest = book[at:].replace(b"<definedNames />", b"").replace(b"<definedNames/>", b"")
    names = (
        b"".join(b'<definedName name="n%d">A1</definedName>' % n for n in range(k, k + 1000))
        for k in range(0, _MILLION, 1000)
    )
    write_package(path, {BOOK: around(book[:at] + b"<definedNames>", names, b"</definedNames>" + rest)})


@hostile("workbook", "bang.xlsx")
def formulas_shared_by_all_cells(path: Path) -> None:
    """500,000 cells that share one formula of 8,000 letters."""
    formula = b"+".join([b"A1"] * 2600)
    first = b'<row><c r="A1"><f t="shared" ref="A1:ZZ9999" si="0">' + formula + b"</f></c></row>"
    row = b"<row>" + b'<c><f t="shared" si="0"/></c>' * 1000 + b"</row>"
    write_package(path, {SHEET: sheet_of(around(first, flood(row, 500), b""))})


@hostile("workbook", "bang.xlsx")
def properties_without_end(path: Path) -> None:
    """500,000 custom properties of the document."""
    types = plain_parts()[TYPES].replace(
        b"</Types>",
        b'<Override PartName="/docProps/custom.xml" ContentType='
        b'"application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>',
    )
    base = b"http://schemas.openxmlformats.org/officeDocument/2006/"
    head = b'<Properties xmlns="%scustom-properties" xmlns:vt="%sdocPropsVTypes">' % (base, base)
    identity = b"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
    one = b'<property fmtid="%s" pid="2" name="x"><vt:i4>1</vt:i4></property>' % identity
    content = around(_HEAD + head, flood(one, 500_000), b"</Properties>")
    write_package(path, {TYPES: types, "docProps/custom.xml": content})


@hostile("workbook", "bang.xlsx")
def wrong_in_every_cell(path: Path) -> None:
    """190,000 rows of a table, each with an unknown commune, indicator and figure."""
    sound = plain_parts()[SHEET]
    head, end = sound.index(b"</sheetData>"), sound[sound.index(b"</sheetData>") :]
    rows = (
        b"".join(
            b'<row><c t="inlineStr"><is><t>X%d</t></is></c><c t="inlineStr"><is><t>y%d</t></is></c>'
            b'<c/><c t="inlineStr"><is><t>z%d</t></is></c></row>' % (n, n, n)
            for n in range(k, k + 1000)
        )
        for k in range(0, 140_000, 1000)
    )
    write_package(path, {SHEET: around(sound[:head], rows, end)})


@hostile("workbook", "bang.xlsx")
def letters_that_steer(path: Path) -> None:
    """A sheet's title, a commune and a note with escape sequences and letters that turn the text round."""
    sound = plain_parts()
    inline = b'<c r="A3" t="inlineStr"><is><t>\xe2\x80\xae26470_x001B_[2J\xc2\x9b31m\xe2\x81\xa6</t></is></c>'
    cells = b'<row r="3">' + inline + b'<c r="D3"><v>1</v></c></row></sheetData>'
    write_package(
        path,
        {
            BOOK: sound[BOOK].replace(b'name="Sheet"', 'name="\u202eSheet\u2066"'.encode()),
            SHEET: sound[SHEET].replace(b"</sheetData>", cells),
        },
    )
