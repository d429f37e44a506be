"""What a model and its audit are made of, for tools that keep inventories."""
