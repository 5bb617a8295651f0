"""Inspect's own reader, asked by packages/evidence/bench/intake.ts: a request a line, an answer a line. Peak memory is the process's."""

import json
import re
import resource
import sys
import time
from pathlib import Path

from inspect_ai.log import read_eval_log, read_eval_log_sample_summaries, read_eval_log_samples


def controlled(samples):
    return sum(1 for sample in samples if sample.scores["stopped"].value == "C")


def peak_bytes():
    """The program's own: getrusage would count what the parent held when it forked."""
    status = Path("/proc/self/status")
    own = re.search(r"^VmHWM:\s+(\d+) kB$", status.read_text(), re.MULTILINE) if status.exists() else None
    return 1024 * (int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


MODES = {
    "read_eval_log": lambda path: controlled(read_eval_log(path).samples),
    "read_eval_log_samples": lambda path: controlled(read_eval_log_samples(path)),
    "read_eval_log_sample_summaries": lambda path: controlled(read_eval_log_sample_summaries(path)),
    "header_only": lambda path: read_eval_log(path, header_only=True).results.completed_samples,
}

print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    started, started_cpu = time.perf_counter(), time.process_time()
    count = MODES[request["mode"]](request["path"])
    ms, cpu_ms = (time.perf_counter() - started) * 1000, (time.process_time() - started_cpu) * 1000
    print(json.dumps({"ms": ms, "cpuMs": cpu_ms, "controlled": count, "maxRssBytes": peak_bytes()}), flush=True)
