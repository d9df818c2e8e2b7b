"""Figures: a frame becomes a plain figure dict that `go.Figure` accepts, with no side effects."""
