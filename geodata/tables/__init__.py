"""Tables that come in: workbooks and the long form, cell by cell."""
