"""The texts that codes stand for, in English and marked for translation. ``words.py`` fills in the values.

Each says what happened, to what, and what to do: whole sentences, sentence case, no exclamation mark.
"""

from __future__ import annotations

from pullsecrets.model.creating import Looks
from pullsecrets.model.dockerconfig import Why
from pullsecrets.model.errors import Code
from pullsecrets.model.matching import Never
from pullsecrets.model.ownership import OwnerKind
from pullsecrets.model.secrets import UseState
from pullsecrets.model.validation import FindingCode


def QT_TR_NOOP(text: str) -> str:  # noqa: N802 - the name by which lupdate finds a text; Qt's own is typed as object
    """Mark a text for translation and leave it as it is."""
    return text


PROBLEM_TITLES = {
    Code.CONNECTION_REFUSED: QT_TR_NOOP("Connection refused"),
    Code.UNKNOWN_HOST: QT_TR_NOOP("Unknown host"),
    Code.NETWORK_UNREACHABLE: QT_TR_NOOP("No network"),
    Code.TIMEOUT: QT_TR_NOOP("No answer"),
    Code.CONNECTION_LOST: QT_TR_NOOP("Connection lost"),
    Code.TLS_UNTRUSTED: QT_TR_NOOP("Certificate not trusted"),
    Code.TLS_EXPIRED: QT_TR_NOOP("Certificate expired"),
    Code.TLS_WRONG_HOST: QT_TR_NOOP("Certificate of another host"),
    Code.TLS_FAILED: QT_TR_NOOP("No secure connection"),
    Code.PROXY_FAILED: QT_TR_NOOP("Proxy failed"),
    Code.SIGN_IN: QT_TR_NOOP("Sign-in needed"),
    Code.NO_USER: QT_TR_NOOP("Sign-in needed"),
    Code.NO_CREDENTIAL: QT_TR_NOOP("Sign-in needed"),
    Code.TOKEN_FILE: QT_TR_NOOP("Sign-in needed"),
    Code.TOKEN_EXPIRED: QT_TR_NOOP("Sign-in needed"),
    Code.EXEC_MISSING: QT_TR_NOOP("Sign-in program missing"),
    Code.EXEC_FAILED: QT_TR_NOOP("Sign-in failed"),
    Code.EXEC_TIMEOUT: QT_TR_NOOP("Sign-in failed"),
    Code.EXEC_ANSWER: QT_TR_NOOP("Sign-in failed"),
    Code.UNSUPPORTED_LOGIN: QT_TR_NOOP("Sign-in not supported"),
    Code.FORBIDDEN: QT_TR_NOOP("Not allowed"),
    Code.NAMESPACE_TERMINATING: QT_TR_NOOP("Namespace is being deleted"),
    Code.NOT_FOUND: QT_TR_NOOP("Not found"),
    Code.CONFLICT: QT_TR_NOOP("Changed by someone else"),
    Code.ALREADY_EXISTS: QT_TR_NOOP("Exists already"),
    Code.GONE: QT_TR_NOOP("List out of date"),
    Code.INVALID: QT_TR_NOOP("Not accepted"),
    Code.TOO_LARGE: QT_TR_NOOP("Too large"),
    Code.TOO_MANY_REQUESTS: QT_TR_NOOP("Too many requests"),
    Code.SERVER_ERROR: QT_TR_NOOP("Error in the cluster"),
    Code.REFUSED: QT_TR_NOOP("Refused"),
    Code.REDIRECTED: QT_TR_NOOP("Sent to another host"),
    Code.NOT_KUBERNETES: QT_TR_NOOP("Not a Kubernetes server"),
    Code.NO_KUBECONFIG: QT_TR_NOOP("No kubeconfig"),
    Code.KUBECONFIG_UNREADABLE: QT_TR_NOOP("Kubeconfig cannot be read"),
    Code.KUBECONFIG_BROKEN: QT_TR_NOOP("Kubeconfig is broken"),
    Code.CONTEXT_BROKEN: QT_TR_NOOP("Context cannot be used"),
    Code.UNSUPPORTED_SETTING: QT_TR_NOOP("Context cannot be used"),
    Code.DELETED: QT_TR_NOOP("Deleted"),
    Code.RECREATED: QT_TR_NOOP("Deleted and created anew"),
    Code.NOT_PULL_SECRET: QT_TR_NOOP("Not an ImagePullSecret"),
    Code.BROKEN: QT_TR_NOOP("Broken"),
    Code.ENTRY_GONE: QT_TR_NOOP("Entry removed"),
    Code.ENTRY_EXISTS: QT_TR_NOOP("Exists already"),
    Code.LAST_ENTRY: QT_TR_NOOP("The last entry"),
    Code.NO_ENTRIES: QT_TR_NOOP("No entries"),
    Code.IMMUTABLE: QT_TR_NOOP("Immutable"),
    Code.TERMINATING: QT_TR_NOOP("Being deleted"),
    Code.NOT_DOCKER_CONFIG: QT_TR_NOOP("Not a Docker config"),
    Code.NOT_PROVED: QT_TR_NOOP("Nothing was sent"),
    Code.ANNOTATIONS_TOO_LARGE: QT_TR_NOOP("Too large"),
    Code.CHANGED_MEANWHILE: QT_TR_NOOP("Changed by someone else"),
    Code.OUTCOME_UNKNOWN: QT_TR_NOOP("Outcome unknown"),
    Code.IN_USE: QT_TR_NOOP("In use"),
    Code.USE_UNKNOWN: QT_TR_NOOP("Use unknown"),
    Code.ALREADY_GONE: QT_TR_NOOP("Already gone"),
    Code.EXTRA_CA: QT_TR_NOOP("The extra CA file cannot be used"),
    Code.ACTIVITY_UNREADABLE: QT_TR_NOOP("Activity cannot be read"),
    Code.UNFORESEEN: QT_TR_NOOP("Something unforeseen"),
}

PROBLEM_SENTENCES = {
    Code.CONNECTION_REFUSED: QT_TR_NOOP(
        "{host} refused the connection. Check that the cluster runs and that its address in the kubeconfig is right."
    ),
    Code.UNKNOWN_HOST: QT_TR_NOOP(
        "The address of {host} cannot be found. Check it in the kubeconfig, then your network and your VPN."
    ),
    Code.NETWORK_UNREACHABLE: QT_TR_NOOP("The network has no way to {host}. Check your connection and your VPN."),
    Code.TIMEOUT: QT_TR_NOOP("{host} did not answer in time. Check your network and your VPN."),
    Code.CONNECTION_LOST: QT_TR_NOOP(
        "The connection to {host} broke off. If it happens again, check your network and your VPN."
    ),
    Code.TLS_UNTRUSTED: QT_TR_NOOP(
        "The certificate of {host} comes from an authority that is not trusted. Check the certificate authority "
        "in the kubeconfig."
    ),
    Code.TLS_EXPIRED: QT_TR_NOOP(
        "The certificate of {host} has expired or is not valid yet. Check the clock of this computer, and ask a "
        "cluster administrator to renew the certificate."
    ),
    Code.TLS_WRONG_HOST: QT_TR_NOOP(
        "The certificate of {host} was made for another name. Check the address in the kubeconfig, or set "
        "tls-server-name there."
    ),
    Code.TLS_FAILED: QT_TR_NOOP(
        "No secure connection to {host} could be made. Check the address in the kubeconfig: it may not be a "
        "server that speaks TLS."
    ),
    Code.PROXY_FAILED: QT_TR_NOOP(
        "The proxy {host} made no connection to the cluster. Check proxy-url in the kubeconfig and the proxy settings "
        "of this computer."
    ),
    Code.SIGN_IN: QT_TR_NOOP(
        "The cluster of the context {context} did not accept your sign-in. Sign in again, as you do for kubectl, "
        "then refresh."
    ),
    Code.NO_USER: QT_TR_NOOP(
        "The context {context} names no user to sign in as. Set one in the kubeconfig, or choose another context."
    ),
    Code.NO_CREDENTIAL: QT_TR_NOOP(
        "The user {user} in the kubeconfig has nothing to sign in with. Add a token, a client certificate or an "
        "exec plugin there."
    ),
    Code.TOKEN_FILE: QT_TR_NOOP(
        "The token file {file} cannot be read: {reason}. Check that it is there and that you may read it."
    ),
    Code.TOKEN_EXPIRED: QT_TR_NOOP(
        "The token of the user {user} has expired. Sign in again, as you do for kubectl, then refresh."
    ),
    Code.EXEC_MISSING: QT_TR_NOOP(
        "The program {command}, which signs you in, was not found. Install it, or correct its name in the kubeconfig."
    ),
    Code.EXEC_FAILED: QT_TR_NOOP(
        "The program {command}, which signs you in, ended with status {status}. Run it in a terminal to see why, "
        "then refresh."
    ),
    Code.EXEC_TIMEOUT: QT_TR_NOOP(
        "The program {command}, which signs you in, did not end within {seconds} s. Run it in a terminal to see "
        "what it waits for, then refresh."
    ),
    Code.EXEC_ANSWER: QT_TR_NOOP(
        "The answer of {command}, which signs you in, cannot be understood: {reason}. Check that the program is "
        "up to date."
    ),
    Code.UNSUPPORTED_LOGIN: QT_TR_NOOP(
        "The user {user} signs in by “{method}”, which this program does not support. Use a token, a client "
        "certificate or an exec plugin."
    ),
    Code.FORBIDDEN: QT_TR_NOOP(
        "You are not allowed to {verb} {resource} in the namespace {namespace}. Ask a cluster administrator for this "
        "right."
    ),
    Code.NAMESPACE_TERMINATING: QT_TR_NOOP(
        "The namespace {namespace} is being deleted, so nothing can be changed in it. Choose another one."
    ),
    Code.NOT_FOUND: QT_TR_NOOP(
        "There is no ImagePullSecret {name} in the namespace {namespace}. Check both names; it may have been deleted."
    ),
    Code.CONFLICT: QT_TR_NOOP(
        "Someone else changed {name} in the namespace {namespace} at the same moment. Try again."
    ),
    Code.ALREADY_EXISTS: QT_TR_NOOP(
        "There is already a secret {name} in the namespace {namespace}. Choose another name."
    ),
    Code.GONE: QT_TR_NOOP("The cluster has no record of the latest changes. Refresh the list."),
    Code.INVALID: QT_TR_NOOP("The cluster did not accept {field}: {reason}. Correct it, then try again."),
    Code.TOO_LARGE: QT_TR_NOOP(
        "The change is larger than the cluster accepts. Shorten the password or the description."
    ),
    Code.TOO_MANY_REQUESTS: QT_TR_NOOP("The cluster is busy. Try again in {seconds} s."),
    Code.SERVER_ERROR: QT_TR_NOOP(
        "The cluster answered with an error of its own (status {status}). Try again; if it stays, tell a cluster "
        "administrator."
    ),
    Code.REFUSED: QT_TR_NOOP("The cluster refused the request (status {status}). Its reason is in the details."),
    Code.REDIRECTED: QT_TR_NOOP(
        "The cluster sent the request on to {host}. It was not followed, so that no credential ends up there. "
        "Correct the address in the kubeconfig."
    ),
    Code.NOT_KUBERNETES: QT_TR_NOOP(
        "{host} does not answer as a Kubernetes API server does. Check its address in the kubeconfig; a proxy or a "
        "sign-in page may stand in between."
    ),
    Code.NO_KUBECONFIG: QT_TR_NOOP(
        "No kubeconfig was found. These places were looked at: {files}. Put yours there, or set KUBECONFIG."
    ),
    Code.KUBECONFIG_UNREADABLE: QT_TR_NOOP(
        "The kubeconfig {file} cannot be read: {reason}. Check that you may read it."
    ),
    Code.KUBECONFIG_BROKEN: QT_TR_NOOP(
        "The kubeconfig {file} is broken: {reason}. Correct it; other files are still used."
    ),
    Code.CONTEXT_BROKEN: QT_TR_NOOP(
        "The context {context} in {file} cannot be used: {reason}. Correct it, or choose another one."
    ),
    Code.UNSUPPORTED_SETTING: QT_TR_NOOP(
        "The context {context} uses “{setting}”, which this program does not support. Choose another one."
    ),
    Code.DELETED: QT_TR_NOOP(
        "{name} was deleted from the namespace {namespace} after you opened it. Nothing was updated."
    ),
    Code.RECREATED: QT_TR_NOOP(
        "{name} in the namespace {namespace} was deleted and created anew after you opened it. Close this and "
        "open it again."
    ),
    Code.NOT_PULL_SECRET: QT_TR_NOOP(
        "{name} in the namespace {namespace} is a secret of the type {type}, not an ImagePullSecret. Check the name."
    ),
    Code.BROKEN: QT_TR_NOOP(
        "The content of {name} in the namespace {namespace} is broken ({why}), so it cannot be updated. Open it and "
        "use “Replace the content…”."
    ),
    Code.ENTRY_GONE: QT_TR_NOOP(
        "Someone else removed the entry for {registry} from {name} in the namespace {namespace}. Close this and "
        "open it again."
    ),
    Code.ENTRY_EXISTS: QT_TR_NOOP(
        "{name} in the namespace {namespace} has an entry for {registry} already. Update that one instead."
    ),
    Code.LAST_ENTRY: QT_TR_NOOP(
        "The entry for {registry} is the last one in {name}: without it nothing could be pulled. Delete {name} instead."
    ),
    Code.NO_ENTRIES: QT_TR_NOOP("{name} has no entries: there is no credential to change, only its description."),
    Code.IMMUTABLE: QT_TR_NOOP(
        "{name} is immutable: its credential cannot be changed, only its description. For a new credential, "
        "delete it and create it anew."
    ),
    Code.TERMINATING: QT_TR_NOOP("{name} is being deleted, so it cannot be changed. Wait until it is gone."),
    Code.NOT_DOCKER_CONFIG: QT_TR_NOOP("This is not a Docker config.json ({why}). Choose another file."),
    Code.NOT_PROVED: QT_TR_NOOP(
        "The changed content of {name} would not be read as it should, so nothing was sent. Please report this, "
        "and update it with kubectl."
    ),
    Code.ANNOTATIONS_TOO_LARGE: QT_TR_NOOP(
        "All annotations together would take {bytes} bytes, and {limit} are allowed. Shorten the description."
    ),
    Code.CHANGED_MEANWHILE: QT_TR_NOOP(
        "Someone else changed {name} in the namespace {namespace} in the meantime. Open it to see what it holds now."
    ),
    Code.OUTCOME_UNKNOWN: QT_TR_NOOP(
        "The cluster has not said whether {name} in the namespace {namespace} was updated. Look at “Last Updated”"
        " when it answers again."
    ),
    Code.IN_USE: QT_TR_NOOP(
        "{name} in the namespace {namespace} is in use. Take it out of what uses it first, then delete it."
    ),
    Code.USE_UNKNOWN: QT_TR_NOOP(
        "What uses {name} in the namespace {namespace} can no longer be seen. Decide again whether to delete it."
    ),
    Code.ALREADY_GONE: QT_TR_NOOP("Someone else has already deleted {name} from the namespace {namespace}."),
    Code.EXTRA_CA: QT_TR_NOOP("{file} cannot be used: {reason}. Choose another file."),
    Code.ACTIVITY_UNREADABLE: QT_TR_NOOP("{file} cannot be read: {reason}. Check that you may read it."),
    Code.UNFORESEEN: QT_TR_NOOP(
        "Something unforeseen happened ({kind}). You can go on working. Please report it with the details."
    ),
}

# The same for some values.
USER_NOT_IN_KUBECONFIG = QT_TR_NOOP(
    "The context {context} names the user {user}, who is not in the kubeconfig. Add the user there, or choose another "
    "context."
)
FORBIDDEN_ONE = QT_TR_NOOP(
    "You are not allowed to {verb} the {resource} named {name} in the namespace {namespace}. Ask a cluster "
    "administrator for this right."
)
FORBIDDEN_NAMESPACES = QT_TR_NOOP(
    "You are not allowed to {verb} {resource}. Type the name of a namespace that you may use."
)
FORBIDDEN_SOME = QT_TR_NOOP(
    "You are not allowed to {verb} {resource} in {namespaces}, so only the others are shown. Ask a cluster "
    "administrator for this right."
)
FORBIDDEN_EVERYWHERE = QT_TR_NOOP(
    "You are not allowed to {verb} {resource} in all namespaces. Choose one that you may use."
)
FORBIDDEN_TO_ADD = QT_TR_NOOP(
    "You are not allowed to create {resource} in any of the namespaces that are shown. Choose others, or ask a cluster "
    "administrator for this right."
)
CONTEXT_BROKEN_SOMEWHERE = QT_TR_NOOP(
    "The context {context} cannot be used: {reason}. Correct it in the kubeconfig, or choose another one."
)
NOT_FOUND_NAMESPACE = QT_TR_NOOP("There is no namespace {name}. Check its name; it may have been deleted.")
NOT_FOUND_SERVICE_ACCOUNT = QT_TR_NOOP("There is no service account {name} in the namespace {namespace}.")
ALREADY_EXISTS_OTHERWISE = QT_TR_NOOP(
    "There is already a secret {name} in the namespace {namespace}, of the type {type}. Choose another name."
)
ALREADY_EXISTS_TERMINATING = QT_TR_NOOP(
    "There is still a secret {name} in the namespace {namespace}, which is being deleted. Wait until it is gone, then "
    "try again."
)
OUTCOMES_UNKNOWN = {  # by Activity's kinds of change
    "create": QT_TR_NOOP(
        "The cluster has not said whether {name} was added to the namespace {namespace}. Look for it there when the "
        "cluster answers again."
    ),
    "delete": QT_TR_NOOP(
        "The cluster has not said whether {name} was deleted from the namespace {namespace}. Look for it there when "
        "the cluster answers again."
    ),
    "copy": QT_TR_NOOP(
        "The cluster has not said whether {name} was copied to the namespace {namespace}. Look for it there when the "
        "cluster answers again."
    ),
    "pull again": QT_TR_NOOP(
        "The cluster has not said whether all pods were deleted in the namespace {namespace}. Look at “Status” when it "
        "answers again."
    ),
}
NOT_DOCKER_CONFIG_ENTRY = QT_TR_NOOP(
    "The entry for {key} in this Docker config.json cannot be read ({why}). Correct it, or leave it out."
)
LOOKS = {
    Looks.EMPTY: QT_TR_NOOP("There is nothing in it. Choose a Docker config.json."),
    Looks.MANIFEST: QT_TR_NOOP(
        "This is a Kubernetes manifest, not a Docker config.json. Create it with kubectl apply."
    ),
    Looks.BASE64: QT_TR_NOOP("This is base64, not a Docker config.json. Decode it first."),
    Looks.WEB_PAGE: QT_TR_NOOP("This is a web page, not a Docker config.json. Choose another file."),
}
NOT_COPIED = {
    Code.BROKEN: QT_TR_NOOP(
        "The content of {name} in the namespace {namespace} is broken ({why}), so it is not copied: pods that name a "
        "copy could not pull either. Repair it first."
    ),
    Code.TERMINATING: QT_TR_NOOP("{name} is being deleted, so it is not copied."),
}
INVALID_WITHOUT_REASON = QT_TR_NOOP("The cluster did not accept the change. Its reason is in the details.")

FINDINGS = {
    FindingCode.EMPTY_USERNAME: QT_TR_NOOP("Enter a username."),
    FindingCode.COLON: QT_TR_NOOP("A username cannot contain “:”."),
    FindingCode.CONTROL_CHARACTER: QT_TR_NOOP("There is a control character in it. Type it anew."),
    FindingCode.EMPTY_PASSWORD: QT_TR_NOOP("Enter a password."),
    FindingCode.SPACE_AT_END: QT_TR_NOOP("There is a space at the end."),
    FindingCode.SPACE_AT_START: QT_TR_NOOP("There is a space at the start."),
    FindingCode.LINE_END_AT_END: QT_TR_NOOP("There is a line end at the end."),
    FindingCode.LINE_END_AT_START: QT_TR_NOOP("There is a line end at the start."),
    FindingCode.ANNOTATIONS_TOO_LARGE: QT_TR_NOOP(
        "Too long: all annotations together may take 262,144 bytes. Shorten the description."
    ),
    FindingCode.EMPTY_NAME: QT_TR_NOOP("Enter a name."),
    FindingCode.NAME: QT_TR_NOOP(
        "A name is made of lower-case letters a to z, digits, “-” and “.”; it begins and ends with a letter or a digit."
    ),
    FindingCode.LONG_NAME: QT_TR_NOOP("A name has at most 253 characters."),
    FindingCode.EMPTY_NAMESPACE: QT_TR_NOOP("Enter a namespace."),
    FindingCode.NAMESPACE: QT_TR_NOOP(
        "A namespace is made of lower-case letters a to z, digits and “-”; it begins and ends with a letter or a digit."
    ),
    FindingCode.LONG_NAMESPACE: QT_TR_NOOP("The name of a namespace has at most 63 characters."),
    FindingCode.EMPTY_REGISTRY: QT_TR_NOOP("Enter a registry."),
    FindingCode.REGISTRY_EXISTS: QT_TR_NOOP("There is an entry for this registry already."),
    FindingCode.REGISTRY_NEVER: QT_TR_NOOP("It matches no image."),
    FindingCode.REGISTRY_TWIN: QT_TR_NOOP(
        "“{key}” stands for the same images: the kubelet tries the two in random order."
    ),
}

# Why a secret is broken: in a few words, to follow "Broken: "; then in a sentence. {field} and {key} may be empty.
BROKEN_WORDS = {
    Why.NOT_JSON: QT_TR_NOOP("not JSON"),
    Why.TOO_DEEP: QT_TR_NOOP("nested too deep"),
    Why.WRONG_TYPE: QT_TR_NOOP("wrong type"),
    Why.NOT_BASE64: QT_TR_NOOP("not base64"),
    Why.NO_COLON: QT_TR_NOOP("no colon"),
}
BROKEN_SENTENCES = {
    Why.NOT_JSON: QT_TR_NOOP("Its content is not JSON."),
    Why.TOO_DEEP: QT_TR_NOOP("Its content is nested too deep."),
    Why.WRONG_TYPE: QT_TR_NOOP("Its content has the wrong type."),
    Why.NOT_BASE64: QT_TR_NOOP("Its content is not base64."),
    Why.NO_COLON: QT_TR_NOOP("Its “auth” has no colon between username and password."),
}
BROKEN_ENTRIES = {
    Why.WRONG_TYPE: QT_TR_NOOP("The entry for {key} has the wrong type."),
    Why.NOT_BASE64: QT_TR_NOOP("The “auth” of the entry for {key} is not base64."),
    Why.NO_COLON: QT_TR_NOOP("The “auth” of the entry for {key} has no colon between username and password."),
}
BROKEN_FIELD = QT_TR_NOOP("“{field}” has the wrong type.")
BROKEN_ENTRY_FIELD = QT_TR_NOOP("“{field}” of the entry for {key} has the wrong type.")
BROKEN_EFFECT = QT_TR_NOOP("Every pull of the pods that name it fails until it is repaired.")

# Why a registry key matches no image.
NEVER = {
    Never.BLANK: QT_TR_NOOP("“{key}” matches no image: it is empty or has a blank in it."),
    Never.SCHEME: QT_TR_NOOP("“{key}” matches no image: only https:// and http:// may stand before a registry."),
    Never.UPPERCASE: QT_TR_NOOP("“{key}” matches no image: upper case counts. Registries are written in lower case."),
    Never.WILDCARD: QT_TR_NOOP("“{key}” matches no image: “?” and “[ ]” never work, and “*” only in the host."),
    Never.IPV6: QT_TR_NOOP("“{key}” matches no image: an IPv6 address works only with a port."),
    Never.NO_DOMAIN: QT_TR_NOOP("“{key}” matches no image: the name of a registry has a dot or a port."),
    Never.PORT_443: QT_TR_NOOP("“{key}” matches no image: ports are compared as text. Leave out “:443”."),
    Never.V1_WITHOUT_SLASH: QT_TR_NOOP("“{key}” matches no image: a slash is missing at its end."),
    Never.HUB: QT_TR_NOOP("“{key}” matches no image: Docker Hub is written https://index.docker.io/v1/."),
    Never.HUB_PATH: QT_TR_NOOP("“{key}” matches no image: a path on Docker Hub follows docker.io."),
    Never.MALFORMED: QT_TR_NOOP("“{key}” matches no image: it is not an address that the kubelet can read."),
}

# Whose secret it is and what that means for a change; then where to change it instead. {owner} is "namespace/name".
OWNERS = {
    OwnerKind.OWNER_REFERENCE: (
        QT_TR_NOOP("Managed by {owner}, which would undo a change made here."),
        QT_TR_NOOP("Change {owner} instead."),
    ),
    OwnerKind.EXTERNAL_SECRETS: (
        QT_TR_NOOP("Managed by the ExternalSecret {owner}: a change made here would be undone by its next refresh."),
        QT_TR_NOOP("Change the credential in the secret store that it is read from."),
    ),
    OwnerKind.HELM: (
        QT_TR_NOOP("Managed by the Helm release {owner}: a change made here would be undone by its next upgrade."),
        QT_TR_NOOP("Change the values of that release, then run helm upgrade."),
    ),
    OwnerKind.ARGO_CD: (
        QT_TR_NOOP("Managed by the Argo CD application {owner}: a change made here would be undone by its next sync."),
        QT_TR_NOOP("Change the source of that application, then sync it."),
    ),
    OwnerKind.FLUX: (
        QT_TR_NOOP(
            "Managed by the Flux Kustomization {owner}: a change made here would be undone when it is next reconciled."
        ),
        QT_TR_NOOP("Change the source of that Kustomization."),
    ),
    OwnerKind.OPENSHIFT: (
        QT_TR_NOOP("Made by OpenShift for the service account {owner}: a change made here would be undone."),
        QT_TR_NOOP("OpenShift renews it by itself. Use another ImagePullSecret for other registries."),
    ),
    OwnerKind.RANCHER: (
        QT_TR_NOOP("Copied by Rancher from the project {owner}: a change made here would be undone."),
        QT_TR_NOOP("Change the secret of that project in Rancher."),
    ),
    OwnerKind.PORTAINER: (
        QT_TR_NOOP("Made by Portainer from its registry number {owner}: a change made here would be undone."),
        QT_TR_NOOP("Change that registry in Portainer."),
    ),
    OwnerKind.REFLECTOR: (
        QT_TR_NOOP("Copied by Reflector from {owner}: a change made here would be undone."),
        QT_TR_NOOP("Change {owner} instead."),
    ),
}

# The same where the owner's name is not known.
NAMELESS_OWNERS = {
    OwnerKind.EXTERNAL_SECRETS: QT_TR_NOOP(
        "Managed by External Secrets: a change made here would be undone by its next refresh."
    ),
    OwnerKind.OPENSHIFT: QT_TR_NOOP("Made by OpenShift: a change made here would be undone."),
    OwnerKind.RANCHER: QT_TR_NOOP("Copied by Rancher from a project: a change made here would be undone."),
}

# Names of products, the same in every language. An owner reference is called by its kind.
OWNER_WORDS = {
    OwnerKind.EXTERNAL_SECRETS: "External Secrets",
    OwnerKind.HELM: "Helm",
    OwnerKind.ARGO_CD: "Argo CD",
    OwnerKind.FLUX: "Flux",
    OwnerKind.OPENSHIFT: "OpenShift",
    OwnerKind.RANCHER: "Rancher",
    OwnerKind.PORTAINER: "Portainer",
    OwnerKind.REFLECTOR: "Reflector",
}

USE_STATES = {
    UseState.IN_USE: QT_TR_NOOP("In use"),
    UseState.NOT_IN_USE: QT_TR_NOOP("Not in use"),
    UseState.UNKNOWN: QT_TR_NOOP("Use unknown"),
}

# By Activity's kinds of change.
DONE = {
    "update": QT_TR_NOOP("Updated {name} in {namespace}."),
    "undo": QT_TR_NOOP("Put back {name} in {namespace}."),
    "entry added": QT_TR_NOOP("Added an entry to {name} in {namespace}."),
    "registry": QT_TR_NOOP("Changed a registry of {name} in {namespace}."),
    "entry removed": QT_TR_NOOP("Removed an entry from {name} in {namespace}."),
    "content": QT_TR_NOOP("Replaced the content of {name} in {namespace}."),
    "create": QT_TR_NOOP("Added {name} in {namespace}."),
    "service account": QT_TR_NOOP(
        "Added {name} in {namespace}. New pods that name no ImagePullSecret of their own use it."
    ),
    "delete": QT_TR_NOOP("Deleted {name} in {namespace}."),
    "deleting": QT_TR_NOOP("{name} in {namespace} is being deleted."),  # a finalizer holds it
    "copy": QT_TR_NOOP("Copied {name} to {namespace}."),
    "pull again": QT_TR_NOOP(
        "Deleted the pods that could not pull with {name} in {namespace}. Each is made anew by its controller."
    ),
}
NOT_DONE = {
    "update": QT_TR_NOOP("{name} was not updated: {sentence}"),
    "undo": QT_TR_NOOP("{name} was not put back: {sentence}"),
    "entry": QT_TR_NOOP("{name} was not updated: {sentence}"),
    "create": QT_TR_NOOP("{name} was not added: {sentence}"),
    "delete": QT_TR_NOOP("{name} was not deleted: {sentence}"),
    "copy": QT_TR_NOOP("{name} was not copied: {sentence}"),
    "pull again": QT_TR_NOOP("The pods that cannot pull with {name} were not deleted: {sentence}"),
    "service account": QT_TR_NOOP("{name} was added, but is not used for new pods: {sentence}"),
}
