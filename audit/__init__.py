"""The trail, its sealer and its verifier."""
