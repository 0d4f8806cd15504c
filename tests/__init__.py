"""The tests of aricli."""
