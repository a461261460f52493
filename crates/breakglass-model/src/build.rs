//! Tenants in a few words, for tests and examples: `tenant().account(…).policy(…)`.
