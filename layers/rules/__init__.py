"""Rules, exact and without a store: values, targets, comparison, judgement, aggregation."""
