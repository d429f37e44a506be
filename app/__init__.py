"""What people touch: the web pages, the command line, and the audits kept on this machine."""
