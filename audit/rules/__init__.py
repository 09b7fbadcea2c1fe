"""Pure rules of the trail: hashing of entries and Merkle trees."""
