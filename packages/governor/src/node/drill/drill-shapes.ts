/** A process tree that does not want to die in one particular way. */
export interface DrillShape {
  readonly name: string;
  /** What it does, for people. */
  readonly manner: string;
  /** Python 3: `note()` tells that one process is where it wants to be, `rest()` waits for ever. */
  readonly program: string;
  /** Notes that show the tree is complete; then the kill is decided. */
  readonly notes: number;
}

/** Each process that comes to its place writes a line; the drill counts them. The token stays in the command line, whatever becomes of the environment. */
const PRELUDE = `
import os, signal, sys, time
NOTES, TOKEN = sys.argv[1], sys.argv[2]
def note():
    notes = os.open(NOTES, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(notes, b"%d\\n" % os.getpid())
    os.close(notes)
def rest():
    while True: time.sleep(1000)
`;

/** Arguments of the job: isolated, without site packages, so that it starts in a few milliseconds. */
export const drillCommand = ({ program }: DrillShape, notesFile: string, token: string): readonly string[] => [
  "python3",
  "-ISc",
  PRELUDE + program,
  notesFile,
  token,
];

/** No shape goes on by itself for longer, should everything that kills it fail. */
const LIFETIME_S = 30;

/** Trees of processes that a drill kills, from plain to obstinate. */
export const DRILL_SHAPES: readonly DrillShape[] = [
  {
    name: "plain",
    manner: "one busy process",
    notes: 1,
    program: `
note()
while True: pass
`,
  },
  {
    name: "forks",
    manner: "a tree three generations deep",
    notes: 7,
    program: `
for generation in range(2):
    for child in range(2):
        if os.fork() == 0: break
    else: break
note()
rest()
`,
  },
  {
    name: "double-forks",
    manner: "orphans whose parents have ended, without a session of their own",
    notes: 4,
    program: `
for orphan in range(3):
    if os.fork() == 0:
        if os.fork() > 0: os._exit(0)
        note()
        rest()
    os.wait()
note()
rest()
`,
  },
  {
    name: "setsid",
    manner: "daemons: double fork and a session of their own",
    notes: 4,
    program: `
for daemon in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() > 0: os._exit(0)
        os.chdir("/")
        note()
        rest()
    os.wait()
note()
rest()
`,
  },
  {
    name: "threads",
    manner: "busy threads whose first thread has ended: the process table calls it a zombie",
    notes: 1,
    program: `
import ctypes, threading
def spin():
    while True: time.sleep(0.001)
for thread in range(4): threading.Thread(target=spin).start()
note()
ctypes.CDLL(None).pthread_exit(None)
`,
  },
  {
    name: "two-hundred",
    manner: "200 children",
    notes: 201,
    program: `
for child in range(200):
    if os.fork() == 0: break
note()
rest()
`,
  },
  {
    name: "ignores-signals",
    manner: "ignores SIGTERM and every other signal that can be ignored",
    notes: 3,
    program: `
for number in range(1, 32):
    if number not in (signal.SIGKILL, signal.SIGSTOP): signal.signal(number, signal.SIG_IGN)
for child in range(2):
    if os.fork() == 0: break
note()
rest()
`,
  },
  {
    name: "fork-chain",
    manner: "each process forks and ends, half of them into new sessions: nobody lives for longer than a moment",
    notes: 2,
    program: `
note()
if os.fork() == 0:
    last = time.monotonic() + ${LIFETIME_S}
    links = 0
    while time.monotonic() < last:
        if os.fork() > 0: os._exit(0)
        links += 1
        if links % 2: os.setsid()
        if links == 8: note()
    os._exit(0)
os.wait()
rest()
`,
  },
  {
    name: "fork-storm",
    manner: "four parents that keep about forty short-lived children, some of them in new sessions",
    notes: 5,
    program: `
for parent in range(4):
    if os.fork() == 0:
        note()
        last = time.monotonic() + ${LIFETIME_S}
        born = 0
        while time.monotonic() < last:
            born += 1
            if os.fork() == 0:
                if born % 3 == 0: os.setsid()
                time.sleep(0.02)
                os._exit(0)
            while born > 10:
                os.wait()
                born -= 1
        os._exit(0)
note()
rest()
`,
  },
  {
    name: "renames",
    manner: "takes another name, another command line and an empty environment",
    notes: 2,
    program: `
import ctypes
def rename(name): ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
if os.fork() == 0:
    os.setsid()
    os.execve(sys.executable, ["[kworker/0:1]", "-ISc", """
import ctypes, os, sys, time
ctypes.CDLL(None).prctl(15, b"a) R 1 (", 0, 0, 0)
notes = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND)
os.write(notes, b"renamed\\\\n")
while True: time.sleep(1000)
""", NOTES, TOKEN], {})
rename(b"systemd")
note()
rest()
`,
  },
  {
    name: "stopped",
    manner: "has stopped itself, children too",
    notes: 3,
    program: `
for child in range(2):
    if os.fork() == 0: break
note()
os.kill(os.getpid(), signal.SIGSTOP)
rest()
`,
  },
  {
    name: "closes-descriptors",
    manner: "has closed every descriptor it inherited",
    notes: 2,
    program: `
os.closerange(0, 4096)
if os.fork() == 0: os.setsid()
note()
rest()
`,
  },
  {
    name: "leaves-cgroup",
    manner: "moves itself out of its cgroup, where the system lets it",
    notes: 3,
    program: `
def leave():
    for place in ("/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/cpu", "/sys/fs/cgroup/freezer"):
        try:
            with open(place + "/cgroup.procs", "w") as members: members.write(str(os.getpid()))
        except OSError: pass
for child in range(2):
    if os.fork() == 0:
        leave()
        os.setsid()
        break
note()
rest()
`,
  },
  {
    name: "zombies",
    manner: "a parent that never waits for its dead children",
    notes: 1,
    program: `
for child in range(20):
    if os.fork() == 0: os._exit(0)
note()
rest()
`,
  },
];
