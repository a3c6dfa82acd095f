"""Makes each system call fail, and each one be the last, and checks the trail after each time.

    inject_faults.py DIRECTORY SCENARIO FAULT MOST

SCENARIO is `append`, `recovery` or `keys`; FAULT is EIO, ENOSPC or KILL. Every occurrence of each
call in SYSTEM_CALLS is met once, or an even choice of MOST for each. Prints one line of JSON.
An injection that did not fire counts as a failure of this program. strace stops the process at each
system call (no --seccomp-bpf: with that, injected signals are lost).
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

from calls_and_acks import ALLOW, Acks, check, make_calls

from enforcecore_core.audit import AuditFault, AuditTrail
from enforcecore_core.audit.signing import generate_key, load_signer

SYSTEM_CALLS = (
    "write", "pwrite64", "fsync", "fdatasync", "rename", "ftruncate", "flock", "unlink"
)  # fmt: skip
SEGMENT = 6000
QUIET = 3600.0
TRIES = 3


def opened(path, signer):
    return AuditTrail.open(path, signer=signer, segment_size=SEGMENT, heartbeat=QUIET)


def append(path, acks, signer, _):
    with opened(path, signer) as trail:
        make_calls(trail, acks, 3, "strict")
        make_calls(trail, acks, 4, "intent")


def recover(path, acks, signer, _):
    with opened(path, signer) as trail:
        make_calls(trail, acks, 1, "intent")


def change_keys(path, acks, signer, new):
    with opened(path, signer) as trail:
        make_calls(trail, acks, 2, "intent")
        trail.prune(10_000)
        trail.rotate_key(new)
        make_calls(trail, acks, 1, "intent")


SCENARIOS = {"append": append, "recovery": recover, "keys": change_keys}


def crashed(path, signer):
    """A trail that was left by a killed process, with a torn end and a call without outcome."""
    trail = opened(path, signer)
    make_calls(trail, Acks(100), 6)
    trail.decided(ALLOW)
    newest = max((path / "entries").iterdir())
    with newest.open("ab") as segment:
        segment.write(b'{"body":{"epoch":"')


class Injection:
    def __init__(self, directory, scenario):
        generate_key(directory / "key", "example.com/old")
        generate_key(directory / "new", "example.com/new")
        self.signer, self.new = load_signer(directory / "key"), load_signer(directory / "new")
        self.directory = directory
        self.scenario = SCENARIOS[scenario]
        self.before = None
        if scenario == "recovery":
            self.before = directory / "before"
            pid = os.fork()
            if pid == 0:
                crashed(self.before, self.signer)
                os.kill(os.getpid(), signal.SIGKILL)
            os.waitpid(pid, 0)
        elif scenario == "keys":
            self.before = directory / "before"
            with opened(self.before, self.signer) as trail:
                make_calls(trail, Acks(100), 20)

    def counts(self):
        """How often the scenario makes each system call, in its first thread."""
        path, trace, pid, _, status = self.run("none", [])
        assert status == 0, trace
        self.settle(path, [])
        return {
            call: len(re.findall(rf"^{pid} +{call}\(", trace, re.MULTILINE))
            for call in SYSTEM_CALLS
        }

    def run(self, name, options):
        """Runs the scenario under strace; returns where, what strace saw, and how it ended."""
        path = self.directory / name
        shutil.rmtree(path, ignore_errors=True)
        if self.before is not None:
            shutil.copytree(self.before, path)
        acks = Acks(1000)
        gate, go = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(go)
            os.read(gate, 1)
            self.child(path, acks)
        os.close(gate)
        log = self.directory / "strace.log"
        command = ["strace", "-f", "-o", str(log), "-e", f"trace={','.join(SYSTEM_CALLS)}"]
        tracer = subprocess.Popen(
            [*command, *options, "-p", str(pid)], stderr=subprocess.PIPE, text=True
        )
        while "attached" not in tracer.stderr.readline():
            assert tracer.poll() is None, "strace did not attach"
        os.close(go)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        tracer.communicate()
        return path, log.read_text(), pid, acks, status

    def child(self, path, acks):
        try:
            self.scenario(path, acks, self.signer, self.new)
        except (OSError, AuditFault):
            os._exit(3)
        except BaseException:  # noqa: BLE001  # whatever it is, the status tells
            os._exit(4)
        os._exit(0)

    def settle(self, path, acks):
        """Checks with the key that the trail has by now."""
        try:
            AuditTrail.open(path, signer=self.signer).close()
        except AuditFault as fault:
            if "another key" not in str(fault):
                raise
            check(path, acks, self.new)
        else:
            check(path, acks, self.signer)

    def meet(self, call, number, fault):
        """Whether the fault came; raises `AssertionError` when the trail does not bear it."""
        effect = "signal=KILL" if fault == "KILL" else f"error={fault}"
        options = ["-e", f"inject={call}:{effect}:when={number}"]
        path, trace, _, acks, status = self.run("met", options)
        fired = status == -signal.SIGKILL if fault == "KILL" else "(INJECTED)" in trace
        assert status != 4, f"{call} {number} {fault}: the scenario raised something else"
        try:
            self.settle(path, [acks])
        except Exception as error:
            raise AssertionError(f"{call} {number} {fault}: {error}") from error
        return fired


def chosen(count, most):
    step = max(1, -(-count // most))
    return range(1, count + 1, step)


def main():
    directory, scenario, fault = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    injection = Injection(directory, scenario)
    met = {}
    for call, count in injection.counts().items():
        numbers = chosen(count, int(sys.argv[4]))
        for number in numbers:
            fired = any(injection.meet(call, number, fault) for _ in range(TRIES))
            assert fired, f"{call} {number} {fault}: the injection did not fire"
        met[call] = len(numbers)
    print(json.dumps(met))


main()
