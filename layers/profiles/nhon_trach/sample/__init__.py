"""The embedded sample of Nhơn Trạch: invented figures on schematic outlines, and what makes them."""
