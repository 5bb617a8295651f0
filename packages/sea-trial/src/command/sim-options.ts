import { parseArgs } from "node:util";
import { PlimsollError } from "@plimsoll/foundation";
import { FAULT_KINDS, type FaultKind } from "../fault/fault-kind.ts";
import { DEFAULT_SETTINGS } from "../trial/settings.ts";

/** What is asked of the command. */
export interface SimOptions {
  readonly seed: number;
  readonly minutes: number;
  readonly sites: number;
  readonly faults: readonly FaultKind[];
  readonly without: readonly number[];
  readonly until: number | null;
  readonly isWeighted: boolean;
  /** Seeds from `seed` on; null: this one, with the faults as they were asked for. */
  readonly swarm: number | null;
  readonly isJson: boolean;
  readonly isHelp: boolean;
  readonly shrinks: boolean;
}

export const HELP = `npm run -s sim -- [options]

The whole system in one process, from one seed, with everything that can go wrong, judged law by law (L1 to L10).

  --seed N        what everything follows from (default 1)
  --minutes M     simulated minutes under way, from 3, and then three at rest (default ${DEFAULT_SETTINGS.minutes})
  --sites S       4 to 100 (default ${DEFAULT_SETTINGS.sites})
  --faults LIST   all, none, or kinds with commas between them (default all):
                  ${FAULT_KINDS.slice(0, 8).join(",")},
                  ${FAULT_KINDS.slice(8).join(",")}
  --swarm K       K seeds from --seed on, each with a subset of the faults and weights of its own
  --json          JSON lines; the last one is the summary
  --no-shrink     tell of a failing seed as it is

For a reproduction, as the command prints it:
  --weighted      weights of faults drawn from the seed, as in a swarm
  --without LIST  leaves single faults out, by their numbers in the plan
  --until M       mends after so many minutes; the plan of faults stays that of --minutes

Exit code: 0 no law was broken, 1 one was, 2 a wrong option.

Examples
  npm run -s sim -- --seed 7 --minutes 60
  npm run -s sim -- --seed 1 --minutes 20 --faults crash,partition --json
  npm run -s sim -- --seed 1 --minutes 30 --swarm 50
`;

const MINUTES_MAX = 100_000;

/** Reads the options. Throws `OPTION_MALFORMED`. */
export function simOptions(words: readonly string[]): SimOptions {
  const { values } = parsed(words);
  return {
    seed: whole(values.seed, "--seed", 0, 2 ** 32 - 1) ?? 1,
    minutes: whole(values.minutes, "--minutes", 3, MINUTES_MAX) ?? DEFAULT_SETTINGS.minutes,
    sites: whole(values.sites, "--sites", 4, 100) ?? DEFAULT_SETTINGS.sites,
    faults: kinds(values.faults ?? "all"),
    without: (values.without ?? "")
      .split(",")
      .filter((word) => word !== "")
      .map((word) => whole(word, "--without", 0, MINUTES_MAX) as number),
    until: whole(values.until, "--until", 1, MINUTES_MAX),
    isWeighted: values.weighted ?? false,
    swarm: whole(values.swarm, "--swarm", 1, 1_000_000),
    isJson: values.json ?? false,
    isHelp: values.help ?? false,
    shrinks: values["no-shrink"] !== true,
  };
}

const TEXT = { type: "string" } as const;
const FLAG = { type: "boolean" } as const;

const OPTIONS = {
  seed: TEXT,
  minutes: TEXT,
  sites: TEXT,
  faults: TEXT,
  swarm: TEXT,
  without: TEXT,
  until: TEXT,
  weighted: FLAG,
  json: FLAG,
  help: { ...FLAG, short: "h" },
  "no-shrink": FLAG,
} as const;

function parsed(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS });
  } catch (cause) {
    throw malformed(`--${Object.keys(OPTIONS).join(", --")}`, cause instanceof Error ? cause.message : String(cause));
  }
}

function whole(word: string | undefined, name: string, least: number, most: number): number | null {
  if (word === undefined) return null;
  const value = /^\d{1,10}$/.test(word) ? Number(word) : NaN;
  if (!(value >= least && value <= most)) throw malformed(`${name} from ${least} to ${most}`, JSON.stringify(word));
  return value;
}

function kinds(list: string): readonly FaultKind[] {
  if (list === "all") return FAULT_KINDS;
  if (list === "none") return [];
  return list.split(",").map((word) => {
    const kind = FAULT_KINDS.find((each) => each === word);
    if (kind === undefined)
      throw malformed(`--faults all, none or some of ${FAULT_KINDS.join(", ")}`, JSON.stringify(word));
    return kind;
  });
}

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({ code: "OPTION_MALFORMED", expected, received, fix: "see npm run -s sim -- --help" });
