//! Our own snapshot files.
