import type { Figure } from "../figure.ts";
import type { HistoryLine } from "../history.ts";
import type { RatioReader } from "./peer-ratio.ts";

interface SovereigntyLine extends HistoryLine {
  readonly python: string | null;
  readonly steps: readonly { readonly name: string; readonly timesPeer: Figure | null }[];
}

export const sovereigntyRatios: RatioReader = (line) => {
  const { steps, python } = line as SovereigntyLine;
  return steps.flatMap(({ name, timesPeer: times }) =>
    times === null ? [] : [{ figure: `${name}, a second`, peer: "the same in Python", version: python, times }],
  );
};
