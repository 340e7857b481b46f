"""Sheets as offices keep them: titles above, merged headings, numbered columns, totals, signatures."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

NAMES = ("Phước Thiền", "Long Tân", "TT. Hiệp Phước", "Đại Phước")


def police_sheet(sheet: Worksheet) -> None:
    """Indicators as columns, two lines of headings, a row of column numbers, a total, a signature."""
    sheet.title = "Biểu 01"
    for line in (("CÔNG AN HUYỆN NHƠN TRẠCH",), ("SỐ LIỆU AN NINH TRẬT TỰ NĂM 2024",), ()):
        sheet.append(line)
    sheet.append(("STT", "Đơn vị", "Kết quả", None, "Số vụ cháy, nổ lớn", "Quân số", "Ghi chú"))
    sheet.append(
        (None, None, "Số vụ phạm pháp hình sự", "Tỷ lệ hộ phân loại rác tại nguồn (%)", None, None, None)
    )
    sheet.append(("A", "B", "(1)", "(2)", "(3)", "(4)", "C"))
    for number, name in enumerate(NAMES, start=1):
        sheet.append((number, name, 10 + number, 80 + number, number - 1, 30 + 7 * number, None))
    sheet["G8"] = "một vụ chưa rõ"
    sheet.append((None, "Tổng cộng", "=SUM(C7:C10)", None, 6, None, None))
    sheet.append(())
    sheet.append((None, None, None, "Nhơn Trạch, ngày 05 tháng 01 năm 2025"))
    sheet.append((None, None, None, "TRƯỞNG CÔNG AN"))
    for merged in ("A1:G1", "A2:G2", "A4:A5", "B4:B5", "C4:D4", "E4:E5", "F4:F5", "G4:G5"):
        sheet.merge_cells(merged)


def water_sheet(sheet: Worksheet) -> None:
    """Indicators as rows, communes as columns, a total at the end."""
    sheet.title = "Nước sạch"
    sheet.append(("BÁO CÁO NƯỚC SẠCH NÔNG THÔN",))
    sheet.append(("TT", "Nội dung", "ĐVT", *NAMES, "Toàn huyện"))
    sheet.append((1, "Dân số nông thôn", "người", 1000, 2000, 0, 4000, 7000))
    sheet.append(
        (2, "Số người dân nông thôn sử dụng nước sạch đạt chuẩn QC02", "người", 850, 1900, 0, 3500, None)
    )
    sheet.append((None, "Người lập biểu"))


def office_workbook(path: Path, *fills) -> Path:  # type: ignore[no-untyped-def]
    """Write a workbook with a sheet for each of the given fillings."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    for fill in fills:
        fill(workbook.create_sheet())
    workbook.save(path)
    return path
