"""The workbooks that offices fill in."""
