import { readFileSync } from "node:fs";
import { verifyLedger } from "@plimsoll/verifier";
import { ask, post } from "../kit/ask.ts";
import { wait } from "../kit/eventually.ts";
import { FollowingReader } from "../kit/following-reader.ts";
import { Load } from "../kit/load.ts";
import { makePlainSite } from "../kit/plain-site.ts";
import { ServerProcess } from "../kit/server-process.ts";
import { Signer } from "../kit/signer.ts";
import { TemporaryFolder } from "../kit/temporary-folder.ts";
import { floorGrowthPerSecond, slopePerSecond } from "./slope.ts";

export interface SoakPlan {
  readonly durationMs: number;
  /** After so long the daemon is killed and started again. */
  readonly roundMs: number;
  /** In all; after that it goes on with readers alone. */
  readonly commands: number;
  readonly runs: number;
  /** Event streams that are always open. */
  readonly readers: number;
  readonly clients: number;
}

export interface SoakFigures {
  readonly ok: boolean;
  readonly rounds: number;
  readonly acknowledged: number;
  readonly entries: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the kill to the first answer of the next daemon, the longest, ms. */
  readonly restartMsMax: number;
  readonly residentMaxMb: number;
  /**
   * Of the last round after its warm-up: what the daemon grew by, beside what the log grew by. A heap grows and shrinks, so the
   * lowest readings of both halves are compared. Null where the round was too short to tell.
   */
  readonly growthMbPerMinute: number | null;
  readonly growthMbPerThousandEntries: number | null;
  /** Events that readers missed, got twice or out of order. */
  readonly readerFaults: number;
  readonly verified: boolean;
}

interface Round {
  readonly residentMax: number;
  /** Bytes; null where nobody looked for long enough. */
  readonly growthPerSecond: number | null;
  readonly entriesPerSecond: number;
}

const MB = 1_048_576;
/** A heap grows to its size in the first minutes. */
const WARM_UP_SHARE = 0.6;
/** Steady state is what the kernel keeps of each entry; more than this is a leak. */
const MB_PER_THOUSAND_ENTRIES_MAX = 12;
const MB_PER_MINUTE_IDLE_MAX = 6;
/** The last round is as long as this and is not cut short: only a daemon that lives for a while tells of its memory. */
const LAST_ROUND_SHARE = 1 / 2;
/** The load is spread over so much of a round. */
const BUSY_SHARE = 0.95;
const TYPICAL_ANSWER_MS = 20;
const LABS = 20;

/** Load, readers and kills over one site. Throws when something that was acknowledged is not in the log. */
export async function soak(plan: SoakPlan, say: (line: object) => void): Promise<SoakFigures> {
  using folder = new TemporaryFolder();
  const data = `${folder.path}/site`;
  makePlainSite(
    data,
    Array.from({ length: LABS }, (_, place) => `lab-${place}`),
  );
  const load = new Load(new Signer(data));
  const readers = Array.from({ length: plan.readers }, () => new FollowingReader());
  const rounds: Round[] = [];
  const restartsMs: number[] = [];
  const endsAtMs = performance.now() + plan.durationMs;
  let startedRuns = 0;
  while (performance.now() < endsAtMs) {
    const begunMs = performance.now();
    await using server = new ServerProcess(data, ["--streams", "2000"]);
    const url = await server.listening();
    restartsMs.push(performance.now() - begunMs);
    await load.resubmitUnanswered(url);
    readers.forEach((reader) => reader.follow(url));
    startedRuns += await startRuns(url, new Signer(data), startedRuns, plan.runs);
    const leftMs = endsAtMs - performance.now();
    const forMs = leftMs <= plan.durationMs * LAST_ROUND_SHARE + plan.roundMs / 2 ? leftMs : plan.roundMs;
    const commands = Math.ceil((plan.commands - load.acknowledged.size) * Math.min(1, forMs / leftMs));
    const pauseMs = Math.max(0, (forMs * BUSY_SHARE * plan.clients) / Math.max(1, commands) - TYPICAL_ANSWER_MS);
    const sending = load.run(url, plan.clients, commands, pauseMs);
    rounds.push(await watched(server.pid, url, forMs));
    await server.kill("SIGKILL");
    load.stop();
    await sending;
    say({ type: "round", rounds: rounds.length, acknowledged: load.acknowledged.size, ...rounded(rounds.at(-1)) });
  }
  await using last = new ServerProcess(data);
  const url = await last.listening();
  await load.resubmitUnanswered(url);
  readers.forEach((reader) => reader.follow(url));
  await load.assertNothingLost(url);
  const { entries } = (await ask(url, "/v1/site")).json<{ entries: number }>();
  await Promise.all(readers.map(async (reader) => await reader.reached(entries - 1)));
  readers.forEach((reader) => reader.close());
  const { code } = await last.kill("SIGTERM");
  const verified = code === 0 && verifyLedger(`${data}/ledger`).ok;
  return figuresOf({
    rounds,
    load,
    entries,
    restartsMs,
    verified,
    readerFaults: sum(readers.map(({ faults }) => faults)),
  });
}

interface Measured {
  readonly rounds: readonly Round[];
  readonly load: Load;
  readonly entries: number;
  readonly restartsMs: readonly number[];
  readonly verified: boolean;
  readonly readerFaults: number;
}

function figuresOf({ rounds, load, entries, restartsMs, verified, readerFaults }: Measured): SoakFigures {
  const sorted = load.latenciesMs.toSorted((one, other) => one - other);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  const last = rounds.at(-1) ?? { residentMax: 0, growthPerSecond: null, entriesPerSecond: 0 };
  const growthPerSecond = last.growthPerSecond;
  const isFlat =
    growthPerSecond === null ||
    growthPerSecond * 60 <= MB_PER_MINUTE_IDLE_MAX * MB ||
    growthPerSecond * 1_000 <= last.entriesPerSecond * MB_PER_THOUSAND_ENTRIES_MAX * MB;
  return {
    ok: verified && isFlat && readerFaults === 0 && load.strange.length === 0,
    rounds: rounds.length,
    acknowledged: load.acknowledged.size,
    entries,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    restartMsMax: Math.round(Math.max(...restartsMs)),
    residentMaxMb: Math.round(Math.max(...rounds.map(({ residentMax }) => residentMax)) / MB),
    growthMbPerMinute: growthPerSecond === null ? null : megabytes(growthPerSecond * 60),
    growthMbPerThousandEntries:
      growthPerSecond === null || last.entriesPerSecond < 1
        ? null
        : megabytes((growthPerSecond * 1_000) / last.entriesPerSecond),
    readerFaults,
    verified,
  };
}

const kilobytes = (bytes: number | null): number | null => (bytes === null ? null : Math.round(bytes / 1_024));

const megabytes = (bytes: number): number => Math.round((bytes * 100) / MB) / 100;

const sum = (all: readonly number[]): number => all.reduce((total, each) => total + each, 0);

const rounded = (round: Round | undefined): object => ({
  residentMaxMb: Math.round((round?.residentMax ?? 0) / MB),
  growthKbPerSecond: kilobytes(round?.growthPerSecond ?? null),
  entriesPerSecond: Math.round(round?.entriesPerSecond ?? 0),
});

/** Looks at the daemon for a while. Growth counts after its warm-up alone. */
async function watched(pid: number, url: string, forMs: number): Promise<Round> {
  const begunMs = performance.now();
  const seen: { readonly atSeconds: number; readonly resident: number; readonly entries: number }[] = [];
  while (performance.now() - begunMs < forMs) {
    const { entries } = (await ask(url, "/v1/site")).json<{ entries: number }>();
    seen.push({ atSeconds: (performance.now() - begunMs) / 1_000, resident: residentOf(pid), entries });
    await wait(500);
  }
  const warm = seen.slice(Math.floor(seen.length * WARM_UP_SHARE));
  return {
    residentMax: Math.max(...seen.map(({ resident }) => resident)),
    growthPerSecond: floorGrowthPerSecond(warm.map(({ atSeconds, resident }) => [atSeconds, resident])),
    entriesPerSecond: slopePerSecond(warm.map(({ atSeconds, entries }) => [atSeconds, entries])),
  };
}

const residentOf = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1_024;

/** Starts some of the runs, each of a lab in turn; answers how many. */
async function startRuns(url: string, signer: Signer, from: number, runs: number): Promise<number> {
  let started = 0;
  for (; from + started < runs && started < 100; started += 1) {
    const place = from + started;
    const lab = `lab-${place % LABS}`;
    const run = `run-${place}`;
    const basis = { kind: "weights", digest: `sha256:${String(place).padStart(64, "0")}`, trainedFlop: "1000" };
    const body = { type: "run.start", run, lab, lineage: `line-${place}`, tier: 1, domain: "general", basis };
    const command = signer.command(`start-${run}`, { ...body, datasets: [], flopPerSecondMax: "1" }, [`lab-${lab}`]);
    const answer = await post(url, "/v1/commands", command);
    if (answer.status !== 200) throw new Error(`${run} was not started: ${answer.text}`);
  }
  return started;
}
