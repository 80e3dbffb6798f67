"""Whether a secret can be added in what is shown, as far as the cluster has told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from controllers.small_cluster import SmallCluster, Stage, stage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pullsecrets.controllers.actions import Actions
from pullsecrets.controllers.changes import Place
from pullsecrets.controllers.permissions import Permissions
from pullsecrets.model.errors import Code, Problem
from pullsecrets.service.loop import Emit
from pullsecrets.service.session import VERBS, Permission
from pullsecrets.views.activity_page import ActivityPage
from pullsecrets.views.clipboard import SecretClipboard
from pullsecrets.views.main_window import MainWindow
from pullsecrets.views.secrets_page import SecretsPage
from pullsecrets.views.view_page import ViewPage

NAMES = ("payments", "search", "web")


class Guarded(SmallCluster):
    """Secrets may be made in ``open`` namespaces only; "" stands for all."""

    open: frozenset[str] = frozenset()

    async def permissions(self, namespaces: Iterable[str], emit: Emit) -> None:
        everywhere = frozenset({"create"}) & ({"create"} if "" in self.open else set())
        emit(Permission("", everywhere, everywhere))
        for name in namespaces:
            emit(Permission(name, frozenset(VERBS), frozenset({"create"} if name in self.open else set())))


class Shown(Stage):
    def begin(self, qtbot: QtBot) -> None:
        self.page, view = SecretsPage(), ViewPage()
        main = MainWindow(self.page, view, ActivityPage())
        qtbot.addWidget(main, before_close_func=lambda window: window.allow_close())
        clipboard = SecretClipboard(QApplication.clipboard(), main)
        self.permissions = Permissions(self.service, main)
        self.guarded = Guarded()
        self.actions = Actions(
            main, self.page, view, self.service, self.changes, self.checks, self.permissions, clipboard
        )
        place = Place(self.guarded, self.place.context)
        self.permissions.begin(place)
        self.actions.begin(place)

    def show(self, names: tuple[str, ...] | None, chosen: tuple[str, ...] | None) -> None:
        """As the controller of the page does."""
        self.actions.set_names(names)
        self.page.set_namespaces(names, chosen)

    def settle(self, *namespaces: str) -> None:
        """Until the rights there are known."""
        self.wait(lambda: all(self.permissions.why_not("delete", name) for name in namespaces))

    @property
    def refusal(self) -> str:
        """The tooltip of the button where it is disabled."""
        button = self.page.header.add
        assert button.isEnabled() is self.page.add_action.isEnabled() is (not button.toolTip())
        return button.toolTip()


@pytest.fixture
def shown(qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    with stage(qtbot, tmp_path, Shown) as made:
        made.begin(qtbot)
        yield made


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (("web",), "in the namespace web"),
        (("web", "search"), "in any of the namespaces that are shown"),
        (None, "in any of the namespaces that are shown"),
    ],
)
def test_denied_in_all_that_is_shown_it_is_disabled(shown: Shown, chosen: tuple[str, ...] | None, said: str) -> None:
    shown.show(NAMES, chosen)
    assert not shown.refusal, "until it is known"
    shown.settle(*(chosen or NAMES))
    assert said in shown.refusal


@pytest.mark.parametrize("chosen", [("web",), ("search", "web"), None])
@pytest.mark.parametrize("where", ["web", ""])
def test_allowed_in_one_of_them_it_is_enabled(shown: Shown, chosen: tuple[str, ...] | None, where: str) -> None:
    shown.guarded.open = frozenset({where})
    shown.show(NAMES, chosen)
    shown.settle(*(chosen or NAMES))
    assert not shown.refusal


def test_where_namespaces_are_typed_any_may_be_allowed(shown: Shown) -> None:
    shown.show(None, ("web",))
    shown.settle("web")
    assert shown.refusal
    shown.show(None, None)
    assert not shown.refusal


def test_while_the_cluster_is_lost_nothing_can_be_added(shown: Shown) -> None:
    shown.guarded.open = frozenset({""})
    shown.show(NAMES, None)
    shown.actions.set_lost(Problem(Code.CONNECTION_REFUSED, {"host": "api:6443"}))
    assert "api:6443" in shown.refusal
    shown.actions.set_lost(None)
    assert not shown.refusal
