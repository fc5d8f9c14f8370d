"""One dimension: what a reversed sequence sliding past another one computes, and where that is used."""
