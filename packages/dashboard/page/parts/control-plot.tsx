import type { JSX } from "preact";
import type { Bands, ControlPoint } from "../../src/api/now.ts";
import { BAND_EDGES } from "../../src/show/load-line.ts";
import { share } from "../../src/show/numbers.ts";
import { Plot } from "./plot.tsx";

/** Observed control by checkpoint against the bands. A point that is not known is a gap in the line. */
export const ControlPlot = ({
  name,
  series,
  bands,
  height,
}: {
  readonly name: string;
  readonly series: readonly ControlPoint[];
  readonly bands: Bands | null;
  readonly height: number;
}): JSX.Element => {
  const inOrder = series.toSorted((left, right) => left.ordinal - right.ordinal);
  const points = inOrder.map(({ pointPpm }) => (pointPpm === null ? null : pointPpm / 1_000_000));
  const least = Math.min(0.88, ...points.filter((point) => point !== null));
  const { fullPpm, researchPpm, pausedPpm } = bands ?? BAND_EDGES;
  return (
    <Plot
      says={`Observed control of ${name} at ${series.length} checkpoints, the newest ${share(series.at(-1)?.pointPpm ?? null)}`}
      x={inOrder.map(({ ordinal }) => ordinal)}
      lines={[{ label: "observed", color: "--accent", points }]}
      height={height}
      range={[Math.max(0, least - 0.01), 1.003]}
      marks={[
        { at: fullPpm / 1_000_000, label: "full" },
        { at: researchPpm / 1_000_000, label: "research" },
        { at: pausedPpm / 1_000_000, label: "paused" },
      ]}
      digits={2}
    />
  );
};
