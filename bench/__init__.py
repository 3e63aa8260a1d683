"""How fast the product is, each figure as a ratio against something else in the same run; see docs/figures.md."""
