import { type CommandRunner, runOrFail } from "../command-runner.ts";
import { JOB_FORMAT, parseJobs, type SlurmJob } from "./slurm-job.ts";

/** What Slurm is asked and told about one job. Every method rejects with `ACTUATOR_COMMAND_FAILED` where Slurm refuses. */
export interface SlurmCommands {
  /** The job, or every element of the array; empty once the controller has forgotten it (slurm.conf, MinJobAge). */
  jobs(): Promise<readonly SlurmJob[]>;
  /** Host names of a hostlist expression. */
  hosts(hostlist: string): Promise<readonly string[]>;
  /** SIGSTOP to all that Slurm knows of it; needs an operator, SlurmUser or root (scontrol(1), suspend). */
  suspend(): Promise<void>;
  resume(): Promise<void>;
  hold(): Promise<void>;
  release(): Promise<void>;
  /** SIGKILL to every step and the batch script at once, and then the end of the job, whatever its state (scancel(1)). */
  kill(): Promise<void>;
}

/** The controller's answer when it does not know a job (ESLURM_INVALID_JOB_ID), in every release so far. */
const UNKNOWN_JOB = "Invalid job id specified";

/** Asks and orders by `squeue`, `scontrol` and `scancel`, as whoever `run` runs them. */
export function slurmCommands(run: CommandRunner, jobId: string): SlurmCommands {
  const order = async (program: string, ...args: string[]): Promise<void> => {
    await runOrFail(run, program, args);
  };
  return {
    jobs: () => jobsOf(run, jobId),
    hosts: (hostlist) => hostsOf(run, hostlist),
    suspend: () => order("scontrol", "suspend", jobId),
    resume: () => order("scontrol", "resume", jobId),
    hold: () => order("scontrol", "hold", jobId),
    release: () => order("scontrol", "release", jobId),
    kill: async () => {
      // Straight to the nodes, without the controller's grace period. It answers 1 for a job that waits or is over, which the next
      // order is for: that one decides whether the kill was taken.
      await run("scancel", ["--signal=KILL", "--full", "--quiet", jobId]).catch(() => {});
      await order("scancel", "--quiet", jobId);
    },
  };
}

async function jobsOf(run: CommandRunner, jobId: string): Promise<readonly SlurmJob[]> {
  const args = ["--noheader", "--states=all", `--format=${JOB_FORMAT}`, `--jobs=${jobId}`];
  const asked = await run("squeue", args);
  if (asked.exitCode !== 0 && asked.stderr.includes(UNKNOWN_JOB)) return [];
  return parseJobs(asked.exitCode === 0 ? asked.stdout : await runOrFail(async () => asked, "squeue", args));
}

async function hostsOf(run: CommandRunner, hostlist: string): Promise<readonly string[]> {
  if (hostlist === "") return [];
  // A plain name needs no expansion, and most jobs have one.
  if (/^[\w.-]+$/.test(hostlist)) return [hostlist];
  const text = await runOrFail(run, "scontrol", ["show", "hostnames", hostlist]);
  return text.split("\n").filter(Boolean);
}
