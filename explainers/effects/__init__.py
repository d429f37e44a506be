"""What a model does over all rows: curves of its mean output along one column, and what it loses without one.

Partial dependence sets a column to a value in every row and averages the answers; it asks about rows that may
not exist where columns go together. Accumulated local effects move each row only to the edges of its own bin,
and add the steps up. Permutation importance shuffles a column and looks at the loss. All speak of the model,
none of what would happen in the world.
"""
