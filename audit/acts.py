"""What the trail says about itself, its keys and its bundles."""

from enum import StrEnum


class AuditAct(StrEnum):
    """Acts of this package."""

    KEY_MADE = "audit.key_made"
    KEY_COMPROMISED = "audit.key_compromised"
    BUNDLE_MADE = "audit.bundle_made"
    CHECKPOINT_MADE = "audit.checkpoint_made"
    REDACTED = "audit.redacted"
