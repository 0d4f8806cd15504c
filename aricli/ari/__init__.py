"""ARI as Python: a client, its operations, events and data. Prints nothing."""
