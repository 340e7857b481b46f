"""The offline bundle: a period's maps and tables as pages that open by double click, without a server."""

from webmap.prints.bundle.archive import write_bundle
from webmap.prints.bundle.order import BundleOrder, earlier_periods

__all__ = ["BundleOrder", "earlier_periods", "write_bundle"]
