"""Every sentence of the program, in the language of the person who reads it.

``tr`` marks and translates a text. Qt's lupdate finds it by that name; the context is always the empty one.
Refresh the translations with ``python3 run.py translate``.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def tr(source: str, comment: str = "", n: int = -1, /, **values: object) -> str:
    """The text in the current language, with ``{name}`` replaced by values, and ``%n`` by n in its plural form."""
    text = QCoreApplication.translate("", source, comment or None, n)
    return text.format(**values) if values else text
