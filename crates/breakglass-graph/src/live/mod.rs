//! What is asked of a live tenant.
