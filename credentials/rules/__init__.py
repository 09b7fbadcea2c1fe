"""Pure rules of the gate and of the credential."""
