"""A native app with webviews, as WebKitGTK gives them: the engine and the concepts of WKWebView.

It has no logic of its own. Commands come as lines of JSON on stdin, answers and events go as lines of JSON to stdout,
so that a test decides what the app does. A command names its view; the first command that does makes it, with cookies
and storage of its own.
"""
import json
import os
import sys

# WebKit's own output goes to stderr, so that it cannot break the protocol.
out = os.fdopen(os.dup(1), 'w', buffering=1, encoding='utf-8')
os.dup2(2, 1)

import gi

gi.require_version('Gtk', '3.0')
gi.require_version('WebKit2', '4.1')
from gi.repository import GLib, Gtk, WebKit2

loop = GLib.MainLoop()
views = {}


def send(line):
    out.write(json.dumps(line) + '\n')


class View:
    def __init__(self, name):
        self.name = name
        self.loading = []
        # The address that `get_uri` gives is that of the next page as soon as it is asked for.
        self.committed = ''
        self.content = WebKit2.UserContentManager()
        self.web = WebKit2.WebView(
            web_context=WebKit2.WebContext.new_ephemeral(), user_content_manager=self.content
        )
        self.web.connect('load-changed', self.on_load)
        self.web.connect('load-failed', self.on_failed)
        self.web.connect('web-process-terminated', self.on_terminated)
        self.window = Gtk.Window()
        self.window.set_default_size(400, 700)
        self.window.add(self.web)
        self.window.show_all()

    def tell(self, event, **more):
        send({'event': event, 'view': self.name, 'url': self.committed, **more})

    def on_load(self, web, state):
        if state == WebKit2.LoadEvent.COMMITTED:
            self.committed = web.get_uri()
            self.tell('committed')
        if state == WebKit2.LoadEvent.FINISHED:
            self.loaded(True, web.get_uri())

    def on_failed(self, web, state, url, error):
        self.loaded(False, error.message)
        return False

    def loaded(self, ok, value):
        ended, self.loading = self.loading, []
        for number in ended:
            send({'id': number, 'ok': ok, 'value': value})

    def on_terminated(self, web, reason):
        self.tell('gone', reason=reason.value_nick)

    def on_message(self, content, result, name):
        value = result.get_js_value()
        text = value.to_string() if value.is_string() else None
        json = value.to_json(0) if value.is_object() else None
        self.tell('message', name=name, text=text, json=json)


def answer(number, read):
    """Gives what a script ended with; a text is JSON, so that undefined has no form of its own."""

    def done(web, result):
        try:
            value = read(result)
            text = value.to_string() if value is not None and value.is_string() else None
            send({'id': number, 'ok': True, 'value': text})
        except GLib.Error as error:
            send({'id': number, 'ok': False, 'value': error.message})

    return done


def handle(line):
    command, number, name = line['do'], line['id'], line['view']
    view = views.get(name) or views.setdefault(name, View(name))
    web, content = view.web, view.content
    if command == 'handler':
        content.connect('script-message-received::' + line['name'], view.on_message, line['name'])
        content.register_script_message_handler(line['name'])
    elif command == 'inject':
        frames = WebKit2.UserContentInjectedFrames
        content.add_script(
            WebKit2.UserScript.new(
                line['script'],
                frames.ALL_FRAMES if line['frames'] == 'all' else frames.TOP_FRAME,
                WebKit2.UserScriptInjectionTime.START,
                None,
                None,
            )
        )
    elif command in ('load', 'reload', 'back'):
        view.loading.append(number)
        if command == 'load':
            web.load_uri(line['url'])
        elif command == 'reload':
            web.reload()
        else:
            web.go_back()
        return
    elif command == 'fire':
        # As an app does it: without waiting for what the script ends with.
        return web.evaluate_javascript(line['script'], -1, None, None, None, None)
    elif command == 'evaluate':
        done = answer(number, web.evaluate_javascript_finish)
        return web.evaluate_javascript(line['script'], -1, None, None, None, done)
    elif command == 'run':
        done = answer(number, web.call_async_javascript_function_finish)
        return web.call_async_javascript_function(line['body'], -1, None, None, None, None, done)
    elif command == 'kill':
        web.terminate_web_process()
    elif command == 'close':
        view.window.destroy()
        del views[name]
    send({'id': number, 'ok': True, 'value': None})


rest = b''


def on_input(_channel, _condition):
    global rest
    data = os.read(0, 1 << 20)
    if not data:
        loop.quit()
        return False
    *lines, rest = (rest + data).split(b'\n')
    for text in lines:
        line = json.loads(text)
        try:
            handle(line)
        except Exception as error:
            send({'id': line['id'], 'ok': False, 'value': f'{type(error).__name__}: {error}'})
    return True


if not Gtk.init_check([])[0]:
    sys.exit('There is no display')
GLib.io_add_watch(0, GLib.PRIORITY_DEFAULT, GLib.IOCondition.IN | GLib.IOCondition.HUP, on_input)
version = (WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version())
send({'event': 'ready', 'webkit': '.'.join(map(str, version))})
loop.run()
