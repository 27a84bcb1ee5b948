"""Alembic migrations; `router.store.prepare` runs them."""
