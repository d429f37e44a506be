"""What people say of a record: who owns a finding, what was decided on it, who has signed. The record never changes.

``entries`` are what is written down, and need nothing but pydantic; ``state`` is what they come to.
"""
