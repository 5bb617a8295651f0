// Runs the actuator contract and the gate on a real Slurm: munged, slurmctld and slurmd of this machine, one node, in a folder of their own.
// `npm test` runs the same over a stand-in. Needs root and the programs of the Debian packages munge, slurmctld, slurmd and slurm-client.
//
//   node scripts/test/real-slurm.js [options of vitest, such as -t G-118]
import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, hostname, tmpdir } from "node:os";
import { join } from "node:path";

const PATH = `${process.env.PATH}:/usr/sbin:/usr/bin:/sbin:/bin`;
const PROGRAMS = ["munged", "slurmctld", "slurmd", "scontrol", "squeue", "scancel", "sbatch", "sinfo"];

const missing = PROGRAMS.filter((program) => !PATH.split(":").some((folder) => existsSync(join(folder, program))));
if (missing.length > 0) {
  console.error(
    `not here: ${missing.join(", ")}; apt-get install --no-install-recommends munge slurmctld slurmd slurm-client`,
  );
  process.exit(2);
}

const node = hostname().split(".")[0];
// Not below a path that is too long for munge's socket.
const folder = mkdtempSync(join(tmpdir(), "plimsoll-slurm-"));
const file = (name) => join(folder, name);
const environment = { ...process.env, PATH, SLURM_CONF: file("slurm.conf") };

const run = (program, ...args) => spawnSync(program, args, { env: environment, encoding: "utf8" });

function start(program, ...args) {
  const { status, stderr } = run(program, ...args);
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
}

async function eventually(what, holds, seconds = 30) {
  for (let waited = 0; !holds(); waited += 0.2) {
    if (waited > seconds) throw new Error(`not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function configure() {
  for (const name of ["state", "spool"]) mkdirSync(file(name));
  writeFileSync(file("munge.key"), randomBytes(1024), { mode: 0o400 });
  for (const name of ["prolog-slurmctld", "prolog", "epilog"])
    writeFileSync(file(name), "#!/bin/sh\nexit 0\n", { mode: 0o755 });
  writeFileSync(
    file("slurm.conf"),
    `ClusterName=plimsoll
SlurmctldHost=${node}(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=${file("munge.socket")}
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${file("state")}
SlurmdSpoolDir=${file("spool")}
SlurmctldPidFile=${file("slurmctld.pid")}
SlurmdPidFile=${file("slurmd.pid")}
SlurmctldLogFile=${file("slurmctld.log")}
SlurmdLogFile=${file("slurmd.log")}
# Tracking by parents, the weakest there is: what it loses, the actuator must find.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
PrologSlurmctld=${file("prolog-slurmctld")}
Prolog=${file("prolog")}
Epilog=${file("epilog")}
PrologFlags=Alloc
NodeName=${node} NodeAddr=127.0.0.1 CPUs=${cpus().length} State=UNKNOWN
PartitionName=main Nodes=${node} Default=YES MaxTime=INFINITE State=UP OverSubscribe=FORCE:8
`,
  );
}

async function startDaemons() {
  const munge = ["--socket", "--key-file", "--log-file", "--pid-file", "--seed-file"];
  start(
    "munged",
    "--force",
    ...munge.map((option) => `${option}=${file(option.replace("--", "munge.").replace("-file", ""))}`),
  );
  start("slurmctld", "-f", file("slurm.conf"));
  start("slurmd", "-f", file("slurm.conf"));
  await eventually("an idle node", () => /idle/.test(run("sinfo", "--noheader", "--format=%T").stdout));
}

function stopDaemons() {
  run("scancel", "--quiet", "--partition=main");
  for (const name of ["slurmd.pid", "slurmctld.pid", "munge.pid"]) {
    try {
      process.kill(Number(readFileSync(file(name), "utf8")), "SIGTERM");
    } catch {
      // It did not start, or is gone.
    }
  }
}

let status = 1;
try {
  configure();
  await startDaemons();
  console.log(run("sinfo", "--version").stdout.trim());
  const tests = ["run", "packages/governor/test/actuator/slurm-real.test.ts", ...process.argv.slice(2)];
  const options = { PLIMSOLL_REAL_SLURM: folder, PLIMSOLL_REAL_SLURM_NODE: node };
  status = spawnSync("vitest", tests, { env: { ...environment, ...options }, stdio: "inherit" }).status ?? 1;
} catch (cause) {
  console.error(cause);
  for (const name of ["slurmctld.log", "slurmd.log"])
    if (existsSync(file(name))) console.error(readFileSync(file(name), "utf8").slice(-2_000));
} finally {
  stopDaemons();
  await eventually("the end of the daemons", () => !existsSync(file("slurmctld.pid")), 10).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
}
process.exit(status);
