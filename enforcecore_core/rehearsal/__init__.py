"""Policy tests: calls with the decisions that a policy must give on them."""
