//! Exports of other tools, read leniently within limits.
