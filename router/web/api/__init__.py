"""The HTTP API: `/api/v1`, and the webhooks that helpdesks call."""
