"""The planner: who goes when, within every rule, or which rules forbid it and what would help.

`solve.solve(instance, …)` makes a plan, `check.check(instance, plan)` finds what a plan breaks by
loops of its own, `explain.explain(instance, …)` says why there is no plan.
"""
