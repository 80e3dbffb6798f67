"""The demo: two small Kubernetes clusters on loopback, in a process of their own.

It speaks the part of the Kubernetes API that the program uses, as a real kube-apiserver does,
and judges nothing itself.
There are no controllers: owners change nothing, and a deleted namespace stays "Terminating".
"""
