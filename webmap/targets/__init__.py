"""Targets: plan beside result, remedies, how a gap is shared out."""
