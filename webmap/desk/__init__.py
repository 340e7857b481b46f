"""The desk: files that clerks send, from upload to undo, and the periods they belong to."""
