"""Cards of models and sheets of data: what software knows filled in, what a person must state marked as such."""
