"""A telephone service for the local stack: takes the text messages and calls
that AWS End User Messaging would, of which the emulator has none, and shows
them instead of sending them.

    python telephone.py 4567 target/local-stack
    curl http://127.0.0.1:4567/messages
"""

import json
import sys
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What it is asked: target of the protocol -> what a message is shown as.
KINDS = {
    "PinpointSMSVoiceV2.SendTextMessage": "text",
    "PinpointSMSVoiceV2.SendVoiceMessage": "call",
}
# The oldest are dropped.
MOST_KEPT = 1000

kept = []
lock = threading.Lock()


class Telephone(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/messages":
            return self.answer(404, {"message": "there is /messages"})
        with lock:
            self.answer(200, {"messages": kept})

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or "{}")
        kind = KINDS.get(self.headers.get("X-Amz-Target"))
        needed = ("DestinationPhoneNumber", "OriginationIdentity", "MessageBody")
        if kind is None or not all(asked.get(name) for name in needed):
            return self.answer(400, {"__type": "ValidationException", "Message": "not understood"})
        message = {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "to": asked["DestinationPhoneNumber"],
            "words": asked["MessageBody"],
        }
        with lock:
            kept.append(message)
            del kept[:-MOST_KEPT]
        self.answer(200, {"MessageId": message["id"]})

    def answer(self, status, document):
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing: what is sent is somebody's."""


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Telephone).serve_forever()
