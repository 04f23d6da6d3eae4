#!/usr/bin/env bash
# ProPyCore 0.8.0 (PyPI) lists the cost codes of a project without the company header that Procore wants.
# Procore's documentation (tutorials/tutorial_mpz, "Procore-Company-Id") asks for Procore-Company-Id with every call
# and answers "Missing Procore-Company-Id header!" otherwise. CostCodes.get sends a header "company_id" instead, while
# show and create of the same class send the right one: codes can be made but not listed, and find fails too.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  ProPyCore==0.8.0 2>pip.log; } ||
  { echo "cannot run: pip could not install ProPyCore 0.8.0"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import http.server
import threading

from ProPyCore.access.cost_codes import CostCodes


class Procore(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        sent = {name.lower(): value for name, value in self.headers.items()}
        called = "show" if "/cost_codes/" in self.path else "get"
        print(called, "company_id:", sent.get("company_id"), "Procore-Company-Id:", sent.get("procore-company-id"))
        body = b'{"id": 7}' if called == "show" else b"[]"
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Procore)
threading.Thread(target=server.serve_forever, daemon=True).start()
codes = CostCodes("token", f"http://127.0.0.1:{server.server_port}")
codes.get(company_id=5, project_id=6)
codes.show(company_id=5, project_id=6, cost_code_id=7)
server.shutdown()
PY
seen=$(NO_PROXY=127.0.0.1 timeout 50 v/bin/python ask.py 2>&1) || true
expected='get company_id: 5 Procore-Company-Id: None
show company_id: None Procore-Company-Id: 5'
if [ "$seen" = "$expected" ]; then
  echo "as seen: ProPyCore 0.8.0 lists cost codes with a header company_id and without Procore-Company-Id"
else
  printf 'changed: ProPyCore 0.8.0 now sends\n%s\n' "$seen"
  exit 1
fi
