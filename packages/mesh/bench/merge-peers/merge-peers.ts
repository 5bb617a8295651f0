/**
 * The same events made, merged, saved and loaded by Automerge, Yjs and the mesh: 20 authors, 64 random bytes each, every
 * author's part made by itself and merged at one node. CPU time per event; medians of rounds in which the subjects take
 * turns, each in a process of its own.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/merge-peers/merge-peers.ts
 *   [--peers DIR] bench/peers; [--events N,N] 1000,10000; [--rounds N] 5; [--only a,b] of automerge, yjs, single, batch, remembered; [--json]
 * DIR has the packages @automerge/automerge and yjs in its node_modules; a peer that is not there is reported as missing.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SUBJECTS } from "./subjects.ts";
import { AUTHORS, PAYLOAD_BYTES } from "./workload.ts";

const MEASURES = [
  ["makeUs", "make, µs"],
  ["mergeUs", "merge by part, µs"],
  ["arriveUs", "merge one by one, µs"],
  ["saveUs", "save, µs"],
  ["loadUs", "load, µs"],
  ["bytesSent", "sent, B"],
  ["bytesSaved", "saved, B"],
  ["memoryBytes", "memory with code, B"],
] as const;

type Measures = Readonly<Record<(typeof MEASURES)[number][0], number>>;
type Round = Measures & { readonly name: string; readonly version: string; readonly lacks: string };

const { values } = parseArgs({
  options: {
    peers: { type: "string", default: fileURLToPath(new URL("../../../../bench/peers/", import.meta.url)) },
    events: { type: "string", default: "1000,10000" },
    rounds: { type: "string", default: "5" },
    only: { type: "string", default: Object.keys(SUBJECTS).join() },
    json: { type: "boolean", default: false },
  },
});
const ROUND = fileURLToPath(new URL("round.ts", import.meta.url));
const subjects = values.only.split(",");
for (const events of values.events.split(",").map(Number)) process.stdout.write(report(events, measure(events)));

/** In every round another subject begins, so that none always runs on the warmer machine. */
function measure(events: number): ReadonlyMap<string, readonly Round[]> {
  const rounds = new Map<string, Round[]>(subjects.map((key) => [key, []]));
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const place of subjects.keys()) {
      const key = subjects[(place + round) % subjects.length] as string;
      const one = roundOf(key, events);
      if (one !== null) rounds.get(key)?.push(one);
    }
  }
  return rounds;
}

function roundOf(key: string, events: number): Round | null {
  const folder = mkdtempSync(join(tmpdir(), "merge-peers-"));
  const phase = (name: string): object | null => {
    const args = ["--expose-gc", "--conditions=@plimsoll/source", ROUND, name, key, `${events}`, folder, values.peers];
    const printed = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    return JSON.parse(printed) as object | null;
  };
  try {
    const made = phase("make");
    return made === null ? null : ({ ...made, ...phase("merge"), ...phase("hold") } as Round);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(events: number, rounds: ReadonlyMap<string, readonly Round[]>): string {
  return values.json ? lines(events, rounds) : page(events, rounds);
}

function lines(events: number, rounds: ReadonlyMap<string, readonly Round[]>): string {
  return [...rounds]
    .map(([key, all]) => {
      const [first] = all;
      const figures = first && Object.fromEntries(MEASURES.map(([measure]) => [measure, spreadOf(all, measure)]));
      const { name, version, lacks } = first ?? {};
      const subject = { key, name, version, lacks, isMissing: first === undefined };
      return `${JSON.stringify({ bench: "mesh-merge-peers", events, rounds: all.length, ...subject, ...figures })}\n`;
    })
    .join("");
}

function page(events: number, rounds: ReadonlyMap<string, readonly Round[]>): string {
  const present = [...rounds.values()].filter((all) => all.length > 0);
  const missing = [...rounds].flatMap(([key, all]) => (all.length === 0 ? [key] : []));
  const cells = [
    ["per event", ...MEASURES.map(([, says]) => says)],
    ["---", ...MEASURES.map(() => "---:")],
    ...present.map((all) => [title(all), ...MEASURES.map(([measure]) => figure(spreadOf(all, measure).median))]),
  ];
  return `${events.toLocaleString("en")} events of ${AUTHORS} authors, ${PAYLOAD_BYTES} random bytes each; CPU time; medians of ${values.rounds} rounds.

${cells.map((row) => `| ${row.join(" | ")} |\n`).join("")}
${present.map((all) => `- ${title(all)}: ${all[0]?.lacks}.\n`).join("")}${missing.length === 0 ? "" : `\nNot installed: ${missing.join(", ")}.\n`}
`;
}

function title([first]: readonly Round[]): string {
  return `${first?.name} (${first?.version})`;
}

function spreadOf(all: readonly Round[], measure: keyof Measures) {
  const rising = all.map((round) => round[measure]).toSorted((left, right) => left - right);
  const [low = Number.NaN, high = Number.NaN] = [rising[0], rising.at(-1)];
  return { median: rising[rising.length >> 1] ?? Number.NaN, low, high };
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(2);
}
