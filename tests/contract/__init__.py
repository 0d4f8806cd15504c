"""What an ARI server does: each case is stated once and holds for the sandbox and for Asterisk."""
