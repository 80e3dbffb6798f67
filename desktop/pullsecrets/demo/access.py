"""Who may do what in a cluster of the demo: users by token, rules as RBAC gives them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from multidict import CIMultiDictProxy

from .status import Json, Refused, bad_request, details


@dataclass(frozen=True)
class Rule:
    verbs: tuple[str, ...]
    resources: tuple[str, ...]
    names: tuple[str, ...] = ()
    """Only the objects of these names; () for all."""
    namespace: str = ""
    """Only in this namespace; "" for the whole cluster."""
    group: str = ""

    def allows(self, act: "Act") -> bool:
        return (
            _among(act.verb, self.verbs)
            and _among(act.what, self.resources)
            and self.group in ("*", act.group)
            and self.namespace in ("", act.namespace)
            and (not self.names or act.name in self.names)
        )


@dataclass(frozen=True)
class Act:
    """What someone wants to do: a verb on a resource, or on a path where there is no resource."""

    verb: str
    resource: str = ""
    namespace: str = ""
    name: str = ""
    group: str = ""
    path: str = ""
    subresource: str = ""

    @property
    def what(self) -> str:
        """The resource as rules name it."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


_EVERYTHING = Rule(("*",), ("*",), group="*")
_OWN_REVIEWS = (
    Rule(("create",), ("selfsubjectaccessreviews", "selfsubjectrulesreviews"), group="authorization.k8s.io"),
    Rule(("create",), ("selfsubjectreviews",), group="authentication.k8s.io"),
)
_PATHS_OF_ALL = ("/healthz", "/livez", "/readyz", "/version", "/version/")
_PATHS_OF_USERS = ("/api", "/api/*", "/apis", "/apis/*", "/healthz", "/livez", "/openapi", "/openapi/*")


@dataclass(frozen=True)
class User:
    name: str
    uid: str = ""
    groups: tuple[str, ...] = ()
    extra: Mapping[str, list[str]] = field(default_factory=dict)

    def info(self) -> Json:
        known: Json = {"username": self.name, "uid": self.uid, "groups": list(self.groups), "extra": dict(self.extra)}
        return {key: value for key, value in known.items() if value}


ANONYMOUS = User("system:anonymous", groups=("system:unauthenticated",))


class Access:
    """The users of one cluster. A token is known only here and in the kubeconfig."""

    def __init__(self, tokens: Mapping[str, User], rules: Mapping[str, tuple[Rule, ...]]) -> None:
        self._tokens = tokens
        self._rules = rules

    def user(self, headers: CIMultiDictProxy[str]) -> User:
        """Who asks: by token, then by impersonation. Raises the 401, the 403 or the 400."""
        scheme, _, token = headers.get("Authorization", "").partition(" ")
        user = ANONYMOUS
        if scheme.lower() == "bearer":
            known = self._tokens.get(token.strip())
            if known is None:
                raise Refused(401, "Unauthorized", "Unauthorized")
            user = replace(known, groups=(*known.groups, "system:authenticated"))
        claimed = {name.lower() for name in headers if name.lower().startswith("impersonate-")}
        if not claimed:
            return user
        name = headers.get("Impersonate-User", "")
        if not name:
            raise bad_request("impersonation was requested without impersonating a user name")
        if "system:masters" not in user.groups:
            raise forbidden(user, Act("impersonate", "users", name=name))
        extra = "impersonate-extra-"
        return User(
            name,
            headers.get("Impersonate-Uid", ""),
            (*headers.getall("Impersonate-Group", []), "system:authenticated"),
            {key.removeprefix(extra): headers.getall(key) for key in claimed if key.startswith(extra)},
        )

    def allows(self, user: User, act: Act) -> bool:
        if act.path:
            known = any(_path_matches(act.path, known) for known in self._paths(user))
            return known and (act.verb == "get" or "system:masters" in user.groups)
        return any(rule.allows(act) for rule in self._rules_of(user))

    def demand(self, user: User, act: Act) -> None:
        """Raises the 403."""
        if not self.allows(user, act):
            raise forbidden(user, act)

    def told(self, user: User, namespace: str) -> Json:
        """The status of a SelfSubjectRulesReview."""
        rules = []
        for rule in self._rules_of(user):
            if rule.namespace in ("", namespace):
                shown: Json = {"verbs": list(rule.verbs), "apiGroups": [rule.group], "resources": list(rule.resources)}
                rules.append(shown | ({"resourceNames": list(rule.names)} if rule.names else {}))
        paths: Json = {"verbs": ["get"], "nonResourceURLs": list(self._paths(user))}
        return {"resourceRules": rules, "nonResourceRules": [paths], "incomplete": False}

    def _rules_of(self, user: User) -> tuple[Rule, ...]:
        if "system:masters" in user.groups:
            return (_EVERYTHING, *_OWN_REVIEWS)
        own = _OWN_REVIEWS if "system:authenticated" in user.groups else ()
        return (*own, *self._rules.get(user.name, ()))

    def _paths(self, user: User) -> tuple[str, ...]:
        if "system:masters" in user.groups:
            return ("*",)
        return (*_PATHS_OF_USERS, *_PATHS_OF_ALL) if "system:authenticated" in user.groups else _PATHS_OF_ALL


def forbidden(user: User, act: Act) -> Refused:
    who = f'User "{user.name}" cannot {act.verb}'
    if act.path:
        return Refused(403, "Forbidden", f'forbidden: {who} path "{act.path}"', {})
    resource = f"{act.resource}.{act.group}" if act.group else act.resource
    thing = f'{resource} "{act.name}"' if act.name else resource
    where = f'in the namespace "{act.namespace}"' if act.namespace else "at the cluster scope"
    message = f'{thing} is forbidden: {who} resource "{act.what}" in API group "{act.group}" {where}'
    return Refused(403, "Forbidden", message, details(act.resource, act.name, act.group))


def _among(wanted: str, known: tuple[str, ...]) -> bool:
    return "*" in known or wanted in known


def _path_matches(path: str, known: str) -> bool:
    return path.startswith(known[:-1]) if known.endswith("*") else path == known
