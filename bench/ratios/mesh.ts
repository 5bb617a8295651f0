import type { Figure } from "../figure.ts";
import { inverse } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import { costTimes, numbersOfRow, type RatioReader } from "./peer-ratio.ts";

/** The benches of the mesh keep the tables that they print. */
interface PrintedLine extends HistoryLine {
  readonly printed: string;
}

const printedOf = (line: HistoryLine): string => (line as PrintedLine).printed;

/** p50, p99 and 64 at once are columns of the table. */
export const appendRatios: RatioReader = (line) => {
  const printed = printedOf(line);
  const ours = numbersOfRow(printed, "Plimsoll's journal");
  const jetStream = numbersOfRow(printed, "JetStream");
  const disk = numbersOfRow(printed, "write and fdatasync");
  const one = "a durable append, p50";
  const rows: readonly (readonly [string, string, Figure])[] = [
    [one, "NATS JetStream, 3 replicas", costTimes(ours?.[0], jetStream?.[0])],
    [
      "durable appends a second, 64 at once",
      "NATS JetStream, 3 replicas",
      inverse(costTimes(ours?.[2], jetStream?.[2])),
    ],
    [one, "the disk, write and fdatasync", costTimes(ours?.[0], disk?.[0])],
  ];
  return rows.map(([figure, peer, times]) => ({ figure, peer, version: null, times }));
};

const MERGES = [
  { column: 0, what: "make an event" },
  { column: 2, what: "merge one event" },
  { column: 4, what: "load a saved event" },
] as const;
const OWN = "ours, 64 to a signature, checked once";

/** Ours is signed, the peers' are not. Of the sizes measured the largest counts. */
export const mergeRatios: RatioReader = (line) => {
  const largest =
    printedOf(line)
      .split(/^(?=[\d,]+ events of )/m)
      .at(-1) ?? "";
  const ours = numbersOfRow(largest, OWN);
  return ["Automerge", "Yjs"].flatMap((peer) => {
    const theirs = numbersOfRow(largest, peer);
    const version = new RegExp(`^\\| ${peer} \\(([^)]+)\\)`, "m").exec(largest)?.[1] ?? null;
    return MERGES.map(({ column, what }) => ({
      figure: `${what}, processor time`,
      peer,
      version,
      times: costTimes(ours?.[column], theirs?.[column]),
    }));
  });
};

/** What the slow nodes leave of the decisions a minute. */
export const swarmRatios: RatioReader = (line) => {
  const decided = numbersOfRow(printedOf(line), "decided per minute, with them");
  const times = inverse(costTimes(decided?.[1], decided?.[0]));
  // Another scale of time is another load, and no figure to compare with.
  const scale = /time scale of ([\d.]+)/.exec(printedOf(line))?.[1] ?? "unknown";
  const figure = `decisions a minute among slow nodes, time scale ${scale}`;
  return [{ figure, peer: "a synchronous HTTP swarm", version: null, times }];
};
