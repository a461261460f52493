//! Bodies to types: pure.
