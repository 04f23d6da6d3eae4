#!/usr/bin/env bash
# schedule 1.2.2 (PyPI) runs a job of 02:30 once too often, at 01:30, on the day after the clocks went forward.
# Its documentation (timezones.rst, "Daylight Saving Time") on .at("02:30", "Europe/Berlin"): in the night of the
# change "the job will run once at 03:30. The day after it will return to normal and run at 02:30." In America/Chicago
# it runs on 8 March 2026 at 03:30 as promised, and on 9 March at 01:30 and again at 02:30.
set -euo pipefail
command -v python3 >/dev/null || { echo "cannot run: python3 is missing"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
{ python3 -m venv v && timeout 240 v/bin/pip install --quiet --disable-pip-version-check \
  schedule==1.2.2 pytz==2026.6 time-machine==2.19.0 2>pip.log; } ||
  { echo "cannot run: pip could not install schedule 1.2.2"; cat pip.log 2>/dev/null; exit 2; }

cat > ask.py <<'PY'
import datetime

import pytz
import schedule
import time_machine

zone = pytz.timezone("America/Chicago")
second = datetime.timedelta(seconds=1)
with time_machine.travel(datetime.datetime(2026, 3, 7, 18, 0, tzinfo=datetime.timezone.utc), tick=False) as clock:
    job = schedule.every().day.at("02:30", zone).do(lambda: None)
    for _ in range(4):
        due = job.next_run.astimezone(datetime.timezone.utc)
        print(due.astimezone(zone).strftime("%d %H:%M %Z"))
        clock.move_to(due + second)
        schedule.run_pending()
PY
seen=$(TZ=UTC v/bin/python ask.py 2>&1) || true
expected='08 03:30 CDT
09 01:30 CDT
09 02:30 CDT
10 02:30 CDT'
if [ "$seen" = "$expected" ]; then
  echo 'as seen: schedule 1.2.2 runs a job of 02:30 at 01:30 and 02:30 on the day after the change'
else
  printf 'changed: schedule 1.2.2 now runs at\n%s\n' "$seen"
  exit 1
fi
