"""Tables: a layer's rows, and filters over columns."""
