"""Which communes lag: ranking and heat table."""
