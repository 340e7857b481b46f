"""The embedded sample of Nhơn Trạch: invented figures on schematic outlines, and what makes them.

Run the programs in this order, each as ``python -m layers.profiles.nhon_trach.sample.<program>``:
`make_boundaries`, `make_landcover`, `make_values`, `make_criteria`, `make_incidents`. Written by hand are
`recognitions.csv`, `targets_own.csv` and `office_settings.csv`, and what the values are invented from:
`invented_*.csv` and `special_cases.csv`. The published facts that the outlines follow are `published_*.csv`.
"""
