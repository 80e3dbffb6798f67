"""Pull Secrets: updates Kubernetes ImagePullSecrets without losing anything."""

__version__ = "0.1.0"
