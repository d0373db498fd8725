"""Mail: what is written, which links it carries, and how it is handed to a server."""
