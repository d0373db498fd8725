"""The face of the academy: base templates, components, sign-in, home and job progress."""
