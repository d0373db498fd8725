"""Rules of notices: values in, verdict out."""
