"""The engine: runs behaviours on a stream of events."""
