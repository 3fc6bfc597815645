"""A window with the Chromium of Qt in it, which is driven over its debugging port and has no logic of its own."""
from PyQt6.QtCore import QUrl
from PyQt6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PyQt6.QtWebEngineWidgets import QWebEngineView
from PyQt6.QtWidgets import QApplication

app = QApplication(['old-chromium'])
profile = QWebEngineProfile()
view = QWebEngineView()
page = QWebEnginePage(profile, view)
view.setPage(page)
view.resize(1280, 720)
view.show()
page.load(QUrl('about:blank'))
app.exec()
