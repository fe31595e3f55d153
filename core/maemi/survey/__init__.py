"""Many micrographs measured as one job, and what their results say together: tables, distributions, exports."""
