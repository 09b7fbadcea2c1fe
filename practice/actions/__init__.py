"""What somebody who practises does."""
