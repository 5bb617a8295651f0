"""Parts of what the risk is read from, one file each as in ``packages/prophet/src/risk/features``. No state is ever changed in place."""
