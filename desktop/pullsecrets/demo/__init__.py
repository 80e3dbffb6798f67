"""The demo: two small Kubernetes clusters on loopback, in a process of their own.

It speaks the part of the Kubernetes API that the program uses, as a real kube-apiserver does, and judges nothing
itself. Controllers and kubelets are played as far as pull secrets go: `server` and what is below it keep objects by
request, `controllers` and `kubelet` do what follows from them, `cluster` puts it all together.
"""
