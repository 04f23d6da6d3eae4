#!/usr/bin/env bash
# cron 0.17.0 (crates.io) gives the runs of the hour that comes twice in the wrong order.
# Schedule::after is documented as an iterator over the upcoming times. In America/Chicago on 1 November 2026 a run
# every 30 minutes comes as 01:00 CDT, 01:00 CST, 01:30 CDT, 01:30 CST: the third lies before the second. A loop that
# sleeps until the next one passes over 01:30 CDT or runs it half an hour late, and "the last run" goes back in time.
set -euo pipefail
command -v cargo >/dev/null || { echo "cannot run: cargo is missing (Debian: cargo)"; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "ask"
version = "0.0.0"
edition = "2021"

[dependencies]
cron = "=0.17.0"
chrono = "=0.4.42"
chrono-tz = "=0.10.4"
TOML
cat > src/main.rs <<'RUST'
use chrono::TimeZone;
use std::str::FromStr;

fn main() {
    let start = chrono_tz::America::Chicago.with_ymd_and_hms(2026, 11, 1, 0, 45, 0).unwrap();
    for run in cron::Schedule::from_str("0 */30 * * * *").unwrap().after(&start).take(5) {
        println!("{} {}", run.format("%H:%M %Z"), run.naive_utc().format("%H:%MZ"));
    }
}
RUST
CARGO_HOME="$work/cargo" timeout 240 cargo build --quiet >cargo.log 2>&1 ||
  { echo "cannot run: cargo could not build cron 0.17.0"; tail -5 cargo.log; exit 2; }
seen=$(target/debug/ask 2>&1) || true
expected='01:00 CDT 06:00Z
01:00 CST 07:00Z
01:30 CDT 06:30Z
01:30 CST 07:30Z
02:00 CST 08:00Z'
if [ "$seen" = "$expected" ]; then
  echo "as seen: cron 0.17.0 puts 01:30 CDT behind 01:00 CST, half an hour back"
else
  printf 'changed: cron 0.17.0 now gives\n%s\n' "$seen"
  exit 1
fi
