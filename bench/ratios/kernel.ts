import type { Figure } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

interface KernelLine extends HistoryLine {
  readonly peers: Readonly<Record<string, string>>;
  readonly permit: {
    readonly rows: readonly {
      readonly system: string;
      readonly way: string;
      readonly toKernel: { readonly permit: Figure; readonly denial: Figure };
    }[];
  };
}

const ANSWERS = ["permit", "denial"] as const;

/** The permit question, median latency of `decide`. */
export const kernelRatios: RatioReader = (line) => {
  const { permit, peers } = line as KernelLine;
  const others = permit.rows.filter(({ system }) => system !== "Plimsoll");
  return others.flatMap(({ system, way, toKernel }) =>
    ANSWERS.map((answer) => ({
      figure: `${answer === "permit" ? "a permit" : "a denial"}, p50`,
      peer: `${system}, ${way}`,
      version: peers[system] ?? null,
      times: toKernel[answer],
    })),
  );
};
