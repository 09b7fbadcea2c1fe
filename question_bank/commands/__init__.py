"""`flask questions …`: files of our own and of other systems, in and out."""
