"""The gate, the credential, its documents and its public answer."""
