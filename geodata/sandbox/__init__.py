"""A child process for each file that nobody vouches for: read within limits, its answer checked."""
