"""One module for each kind of model: ``load(files, arguments)`` gives what has ``predict``."""
