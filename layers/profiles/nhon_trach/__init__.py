"""The district Nhơn Trạch of Đồng Nai: its catalogue, resolutions, criteria and sample."""
