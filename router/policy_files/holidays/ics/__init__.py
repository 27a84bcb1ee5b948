"""Calendar files (RFC 5545): their lines, zones, repetitions and events."""
