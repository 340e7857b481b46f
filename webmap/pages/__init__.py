"""What every page owes: language, address, past, bar, marks, assets, forms' answers, errors in words."""
