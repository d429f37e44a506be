"""What runs beside a model, in a process of its own and in the person's own Python.

Only the standard library is imported before the process is shut in; then numpy and pandas, then the model. The code
keeps to Python 3.9, since that process runs in whatever interpreter the plan names. Nothing here imports Fairwitness.
"""
