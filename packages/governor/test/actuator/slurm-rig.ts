import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "@plimsoll/foundation/node";
import { type CommandRunner, systemCommands } from "../../src/actuator/command-runner.ts";
import { SlurmActuator } from "../../src/actuator/slurm/slurm-actuator.ts";
import { slurmCommands } from "../../src/actuator/slurm/slurm-commands.ts";
import { localSlurmNode, type SlurmNode } from "../../src/actuator/slurm/slurm-node.ts";
import { procFilesystem } from "../../src/process-table/proc-filesystem.ts";
import { isAlive, isStopped, type ProcessRecord } from "../../src/process-table/process-record.ts";
import { eventually, wait } from "../warden/rig.ts";
import { CallFaults } from "./call-faults.ts";
import type { WorkloadRig } from "./contract.ts";

/** A Slurm to try: the stand-in, or a real one. */
export interface SlurmSite {
  /** `PATH` with its commands, and what else they need. */
  readonly environment: Readonly<Record<string, string>>;
  readonly nodeName: string;
  readonly daemons: () => readonly number[];
  readonly pauseConfirmedMs: number;
  /** Where job scripts may be written, and where its prologs and epilog are. */
  readonly directory: string;
  /** Whether the node takes no more jobs; and takes them again. */
  readonly isDrained: () => boolean;
  readonly undrain: () => void;
}

const table = procFilesystem();

/** One busy process, two children of it, and an orphan in a session of its own, which tracking by parents loses. */
export const JOB_SCRIPT = `#!/bin/sh
(while :; do :; done) &
(while :; do :; done) &
(setsid sh -c '(while :; do sleep 0.05; done) & exit 0' &)
while :; do :; done
`;
const TREE_SIZE = 4;

/** Who carries the job's number: a simpler look than the product's. */
export function marked(jobId: string): ProcessRecord[] {
  const { records, marked } = table.survey(`SLURM_JOB_ID=${jobId}`);
  return records.filter((record) => isAlive(record) && marked.has(record.pid));
}

/** Soon: a stop takes its moment on a busy machine. D is a `vfork` parent, which waits for its stopped child. */
const isPaused = (jobId: string): Promise<boolean> =>
  eventually(() => marked(jobId).every((record) => isStopped(record) || record.state === "D"), 250).then(
    () => true,
    () => false,
  );

export function kill(jobId: string): void {
  for (const record of marked(jobId)) table.signal(record, "SIGKILL");
}

export function submit(site: SlurmSite, ...options: readonly string[]): string {
  const script = join(site.directory, "job.sh");
  writeFileSync(script, JOB_SCRIPT);
  return slurm(site, "sbatch", "--parsable", ...options, script);
}

/** What a command of the site's Slurm prints. */
export const slurm = ({ environment, directory }: SlurmSite, program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { env: environment, cwd: directory, encoding: "utf8" }).trim();

export async function openSlurmRig(site: SlurmSite): Promise<WorkloadRig> {
  const faults = new CallFaults();
  const run = systemCommands({ environment: site.environment, timeoutMs: 10_000 });
  const jobId = submit(site);
  const node = localSlurmNode({ name: site.nodeName, processTable: table, daemons: site.daemons });
  const busy = () => marked(jobId).filter(({ command }) => command !== "sleep");
  await eventually(() => busy().length >= TREE_SIZE);
  return {
    actuator: new SlurmActuator({
      jobId,
      commands: slurmCommands(faulty(run, faults), jobId),
      nodes: [faultyNode(node, faults)],
      clock: systemClock,
      pauseConfirmedMs: site.pauseConfirmedMs,
    }),
    faults,
    holds: async (levelPpm) => levelPpm === 1_000_000 || isPaused(jobId),
    seen: async () =>
      marked(jobId)
        .map(({ pid, parentPid, command, state }) => `${pid} of ${parentPid} ${command} ${state}`)
        .join(", "),
    living: async () => marked(jobId).map(({ pid }) => String(pid)),
    interfere: async () => {
      await run("scontrol", ["resume", jobId]);
      for (const record of marked(jobId)) table.signal(record, "SIGCONT");
    },
    wait,
    close: async () => {
      await run("scancel", ["--quiet", jobId]);
      await eventually(() => {
        kill(jobId);
        return marked(jobId).length === 0;
      });
    },
  };
}

const faulty =
  (run: CommandRunner, faults: CallFaults): CommandRunner =>
  (program, args) =>
    faults.around(program, program === "squeue" || args[0] === "show" ? "look" : "order", () => run(program, args));

const faultyNode = (node: SlurmNode, faults: CallFaults): SlurmNode => ({
  name: node.name,
  processesOf: (jobId) => faults.around("processesOf", "look", () => node.processesOf(jobId)),
  signal: (jobId, signal) => faults.around(signal, "order", () => node.signal(jobId, signal)),
});
