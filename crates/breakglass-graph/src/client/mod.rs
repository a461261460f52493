//! How Graph is asked: sign-in, paging, patience, limits.
