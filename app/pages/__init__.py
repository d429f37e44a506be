"""The pages. Each reads state, calls one function, and draws what came back."""
