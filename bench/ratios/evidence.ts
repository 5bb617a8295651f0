import { type Figure, figureOf } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { PeerRatio, RatioReader } from "./peer-ratio.ts";

interface Reading {
  readonly kind: string;
  readonly reader: string;
  readonly cpuMs: readonly number[];
}

interface EvidenceLine extends HistoryLine {
  readonly gridworld: {
    readonly gymnasium: string | null;
    readonly peer: string;
    readonly rows: readonly { readonly name: string; readonly timesPeer: Figure | null }[];
  };
  readonly intake: { readonly speed: readonly Reading[] };
}

/** A draw of random numbers is no step: it is there as the limit. The environments of Gymnasium have a version in their names. */
const isOwnStep = ({ name }: { readonly name: string }): boolean =>
  !name.includes("nothing else") && !/-v\d+$/.test(name);

/** Of Inspect's readers, those that look at every sample. */
const READS_ALL: ReadonlySet<string> = new Set(["read_eval_log", "read_eval_log_samples"]);

export const evidenceRatios: RatioReader = (line) => {
  const { gridworld, intake } = line as EvidenceLine;
  return [...stepRatios(gridworld), ...intakeRatios(intake.speed)];
};

const stepRatios = ({ rows, peer, gymnasium }: EvidenceLine["gridworld"]): readonly PeerRatio[] =>
  rows
    .filter(isOwnStep)
    .flatMap(({ name, timesPeer: times }) =>
      times === null
        ? []
        : [{ figure: `gridworld, ${name}, steps a second`, peer: `Gymnasium, ${peer}`, version: gymnasium, times }],
    );

const intakeRatios = (speed: readonly Reading[]): readonly PeerRatio[] =>
  speed
    .filter(({ reader }) => READS_ALL.has(reader))
    .map(({ kind, reader, cpuMs }) => {
      const own = speed.find((row) => row.kind === kind && row.reader === "plimsoll")?.cpuMs ?? [];
      const times = figureOf(cpuMs.map((ms, round) => ms / (own[round] ?? Number.NaN)));
      return { figure: `import of ${kind}, processor time`, peer: `Inspect, ${reader}`, version: null, times };
    });
