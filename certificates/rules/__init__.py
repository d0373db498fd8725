"""Pure rules of certificates: values in, verdicts and text out."""
