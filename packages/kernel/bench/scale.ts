/**
 * What one site costs as its leases grow: a tick that renews all of them, a tick that renews a thousand, a tick that renews none, the power
 * question, a lease ended and taken again, and memory.
 *
 * Run: node --max-old-space-size=12288 --conditions=@plimsoll/source packages/kernel/bench/scale.ts [--leases 1000] [--rounds 5].
 * Prints one line of JSON with the figure of each round; bench/scale-report.ts runs it once for each size, in a process of its own.
 */
import { parseArgs } from "node:util";
import { decide, power } from "@plimsoll/kernel";
import { RandomStream } from "@plimsoll/foundation";
import { collectYoung, reachableBytes } from "./heap.ts";
import { LoadedSite } from "./loaded-site.ts";

const { values } = parseArgs({
  options: { leases: { type: "string", default: "1000" }, rounds: { type: "string", default: "5" } },
});
const [LEASES, ROUNDS] = [Number(values.leases), Number(values.rounds)];

/** A lease of the loaded site stands on so many entries, its share of labs, ended runs and ticks included: a little more than measured. */
const ENTRIES_PER_LEASE = 48.6;
const ENTRIES_FIRST = 600;
const PART_OF_LEASES = 1_000;
const QUESTIONS = 20_000;
const ASKED_AGAIN = 40;
const LEASES_AGAIN = 2_000;
const WARM_ROUNDS = 2;

const random = RandomStream.from("kernel scale");

/** A site with exactly so many open leases, all of them training leases of runs with evidence of their own. */
function siteOf(leases: number): LoadedSite {
  const site = LoadedSite.afterEntries(Math.ceil(leases * ENTRIES_PER_LEASE) + ENTRIES_FIRST);
  for (const lease of site.leased.splice(leases)) site.give({ type: "lease.end", lease, reason: "released" });
  if (site.state.leases.size !== leases) throw new Error(`expected ${leases} leases, got ${site.state.leases.size}`);
  return site;
}

/** µs of processor time, which what else the machine does disturbs least. */
function cpuUs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** Decides commands that were stamped before the clock runs, and goes on from what comes of each. */
function decidedUs(site: LoadedSite, commands: readonly ReturnType<LoadedSite["stamped"]>[]): number {
  return cpuUs(() => {
    for (const command of commands) {
      const decision = decide(site.state, command);
      if (decision.kind !== "decided") throw new Error(`not decided: ${JSON.stringify(decision)}`);
      site.state = decision.next;
    }
  });
}

function tickUs(site: LoadedSite, holders: readonly string[]): number {
  const us = decidedUs(site, [site.stamped({ type: "tick", holders: [...holders] })]);
  collectYoung();
  return us;
}

/** Evenly over the site, so that they are no neighbours in memory. */
function spread(names: readonly string[], count: number): string[] {
  const wanted = Math.min(count, names.length);
  return Array.from({ length: wanted }, (_, place) => names[Math.floor((place * names.length) / wanted)] as string);
}

/** A lease that was taken again has a number behind its run. */
const runOf = (lease: string): string => lease.slice("lease-".length).split(":")[0] as string;

const drawn = (site: LoadedSite, count: number): string[] =>
  Array.from({ length: count }, () => site.leased[random.below(site.leased.length)] as string);

/**
 * µs of one answer, over runs drawn at random, each asked so often in a row. Asked once, a run of a large site has to come from memory;
 * asked again at once, its state is near, and what is left to grow is what the kernel does.
 */
function powerUs(site: LoadedSite, inARow: number): number {
  const runs = drawn(site, QUESTIONS / inARow).flatMap((lease) => Array.from({ length: inARow }, () => runOf(lease)));
  let permitted = 0;
  const us = cpuUs(() => {
    for (const run of runs) if (power(site.state, run, site.at).levelPpm > 0) permitted += 1;
  });
  if (permitted !== QUESTIONS) throw new Error(`expected ${QUESTIONS} permits, got ${permitted}`);
  return us / QUESTIONS;
}

let taken = 0;

/** µs to end a lease and to take another for the same run: two decisions. */
function takenAgainUs(site: LoadedSite): number {
  const places = new Set(Array.from({ length: LEASES_AGAIN }, () => random.below(site.leased.length)));
  const commands = [...places].flatMap((place) => againCommands(site, place));
  return decidedUs(site, commands) / places.size;
}

function againCommands(site: LoadedSite, place: number) {
  const before = site.leased[place] as string;
  const run = runOf(before);
  taken += 1;
  const lease = `lease-${run}:${taken}`;
  site.leased[place] = lease;
  return [
    site.stamped({ type: "lease.end", lease: before, reason: "released" }),
    site.stamped({ type: "lease.request", lease, run, node: "node-1" }),
  ];
}

const rounds = (measure: () => number): number[] =>
  Array.from({ length: WARM_ROUNDS + ROUNDS }, measure).slice(WARM_ROUNDS);

const bytesBefore = reachableBytes();
const builtFrom = performance.now();
const site = siteOf(LEASES);
const buildSeconds = (performance.now() - builtFrom) / 1_000;
const bytesPerLease = (reachableBytes() - bytesBefore) / LEASES;
const part = spread(site.leased, PART_OF_LEASES);
const figures = {
  tickAllUs: rounds(() => tickUs(site, site.leased)),
  tickPartUs: rounds(() => tickUs(site, part)),
  tickNoneUs: rounds(() => tickUs(site, [])),
  powerUs: rounds(() => powerUs(site, 1)),
  powerAgainUs: rounds(() => powerUs(site, ASKED_AGAIN)),
  takenAgainUs: rounds(() => takenAgainUs(site)),
};
const { entryCount } = site.state;
const line = { leases: LEASES, part: part.length, entries: entryCount, buildSeconds, bytesPerLease, ...figures };
process.stdout.write(`${JSON.stringify(line)}\n`);
