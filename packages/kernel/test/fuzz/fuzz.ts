import fc from "fast-check";
import { digestOfValue, RandomStream } from "@plimsoll/foundation";
import { apply, type Command, type KernelState, stateDigest } from "@plimsoll/kernel";
import { arbitraryCommand } from "../stories/arbitrary-story.ts";
import { preparedSite } from "../stories/prepared-site.ts";
import { START_NAMES, type StartName } from "../stories/story.ts";
import { type Kernel, realKernel } from "../stories/story-site.ts";
import { KEYS } from "../test-site.ts";
import { mutated, strange } from "./mutations.ts";

/** A command that made the kernel throw, or that changed a state without being decided. */
export interface Violation {
  readonly start: StartName;
  readonly stamped: unknown;
  readonly complaint: string;
}

/** What the commands came to: a fuzzer that never gets past the parser finds nothing behind it. */
export interface Fuzzed {
  readonly commands: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly decided: number;
  readonly violations: readonly Violation[];
}

/** Commands tried in one state before it is built anew and its digest compared: what nobody holds is freed. */
const ROUND = 1_000;

/** Fuzzes `decide` in every prepared site in turn, seeded. */
export function fuzz(
  commands: number,
  seed: number,
  kernel: Kernel = realKernel,
  onRound: (told: number) => void = () => {},
): Fuzzed {
  const tally: Tally = { refused: {}, decided: 0, violations: [] };
  for (let told = 0; told < commands; told += ROUND) {
    const start = START_NAMES[(told / ROUND) % START_NAMES.length] as StartName;
    round(start, RandomStream.from("fuzz", seed, told), Math.min(ROUND, commands - told), kernel, tally);
    onRound(told);
  }
  return { commands, ...tally };
}

interface Tally {
  refused: Record<string, number>;
  decided: number;
  violations: Violation[];
}

function round(start: StartName, random: RandomStream, commands: number, kernel: Kernel, tally: Tally): void {
  const site = preparedSite(start, kernel);
  const before = stateDigest(site.state);
  const seeds = fc.sample(arbitraryCommand, { seed: random.uint32() | 0, numRuns: 200 });
  let stamped: unknown = null;
  for (let told = 0; told < commands; told += 1) {
    stamped = hostile(random, seeds, site.at, told);
    const complaint = tried(kernel, site.state, stamped, tally);
    if (complaint !== null) tally.violations.push({ start, stamped, complaint });
  }
  if (stateDigest(site.state) !== before)
    tally.violations.push({ start, stamped, complaint: "the state was changed by commands that were only asked" });
}

/** A valid command, one that was changed, or something else altogether; now and then with a hostile stamp. */
function hostile(random: RandomStream, seeds: readonly Command[], at: number, told: number): unknown {
  const seed = seeds[random.below(seeds.length)];
  const body = random.chance(3, 8)
    ? structuredClone(seed)
    : random.chance(1, 20)
      ? strange(random)
      : mutated(random, seed);
  const stamp = {
    id: `fuzz-${told}`,
    digest: digestOfValue({ told }),
    at,
    signers: Object.values(KEYS).map((keyId) => ({ keyId })),
    body,
  };
  return random.chance(1, 6) ? hostileStamp(random, stamp) : stamp;
}

interface Stamp {
  readonly id: string;
  readonly digest: string;
  readonly at: number;
  readonly signers: readonly { readonly keyId: string }[];
  readonly body: unknown;
}

/** Another's id, a time that runs back, signers who are nobody, or a field that is none. */
function hostileStamp(random: RandomStream, stamp: Stamp): unknown {
  const changes: readonly object[] = [
    { id: "c-1" },
    { id: "__proto__" },
    { id: strange(random) },
    { at: stamp.at - 1 },
    { at: 0 },
    { at: strange(random) },
    { digest: strange(random) },
    { signers: [] },
    { signers: strange(random) },
    { signers: stamp.signers.slice(0, 1 + random.below(stamp.signers.length)) },
    { signers: [...stamp.signers, ...stamp.signers, ...stamp.signers] },
    { extra: 1 },
  ];
  return { ...stamp, ...changes[random.below(changes.length)] };
}

/** One command: what is decided must apply, what is not must have nothing to apply, and nothing may throw. */
function tried(kernel: Kernel, state: KernelState, stamped: unknown, tally: Tally): string | null {
  try {
    const decision = kernel.decide(state, stamped as never);
    if (decision.kind === "refused") {
      tally.refused[decision.refusal.code] = (tally.refused[decision.refusal.code] ?? 0) + 1;
      return "next" in decision || "entries" in decision ? "a refusal with entries" : null;
    }
    if (decision.kind === "repeated") return null;
    tally.decided += 1;
    const next = decision.entries.reduce(apply, state);
    return next.entryCount === decision.next.entryCount ? null : "entries that do not lead to the next state";
  } catch (error) {
    return `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}
