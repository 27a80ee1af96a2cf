"""The engine that does the work on the machines of a Dask cluster."""
