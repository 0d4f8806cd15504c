"""The resources of ARI, one module each; every operation is written here and nowhere else."""
