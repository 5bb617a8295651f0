// Tries cgroup version 2 with its CPU controller, which many machines leave to version 1: boots the kernel of the Debian package user-mode-linux as a process, with
// this machine's files read-only as its root, and runs packages/governor/test/actuator/cgroup-v2-check.ts in it. Takes half a minute, and no privilege.
//
//   node scripts/test/cgroup-v2.js [path of linux.uml]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CHECK = fileURLToPath(new URL("../../packages/governor/test/actuator/cgroup-v2-check.ts", import.meta.url));
const kernel = process.argv[2] ?? "linux.uml";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-kernel-"));
const init = join(folder, "init");
writeFileSync(
  init,
  `#!/bin/sh
export PATH="${dirname(process.execPath)}:/usr/bin:/bin:/usr/sbin:/sbin"
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs tmp /tmp
mount -t cgroup2 none /sys/fs/cgroup
# The hierarchy's root may hold processes and hand its controllers on all the same.
echo "kernel $(uname -r), controllers: $(cat /sys/fs/cgroup/cgroup.controllers)"
cd "${dirname(CHECK)}"
node --no-warnings --conditions=@plimsoll/source "${CHECK}" && echo CHECKED
halt -f -p
`,
  { mode: 0o755 },
);

const options = [
  "mem=1000M",
  "rootfstype=hostfs",
  "rootflags=/",
  "ro",
  `init=${init}`,
  "con=null",
  "con0=fd:0,fd:1",
  "quiet",
];
const { error, stdout } = spawnSync(kernel, options, {
  stdio: ["ignore", "pipe", "ignore"],
  encoding: "utf8",
  timeout: 180_000,
  killSignal: "SIGKILL",
});
rmSync(folder, { recursive: true, force: true });
if (error !== undefined)
  console.error(`${kernel}: ${error.message}; apt-get install --no-install-recommends user-mode-linux`);
process.stdout.write(stdout ?? "");
process.exit((stdout ?? "").includes("CHECKED") ? 0 : 1);
