import type { JSX } from "preact";
import type { Bands, NowDimension } from "../../src/api/now.ts";
import { BAND_EDGES, heightOf, zoneOf } from "../../src/show/load-line.ts";
import { plainWords } from "../../src/show/names.ts";
import { share } from "../../src/show/numbers.ts";
import { Value } from "./value.tsx";

const [WIDTH, HEIGHT] = [64, 148];
/** Room for the mark at either end of the scale. */
const MARGIN = 11;
const yOf = (ppm: number): number => HEIGHT - MARGIN - heightOf(ppm) * (HEIGHT - 2 * MARGIN);

const ZONE_WORDS = {
  full: "full",
  research: "research",
  paused: "paused",
  below: "below 0.90",
  unknown: "unproven",
} as const;

/** The proven bound of every dimension as a load line on a hull, against the bands. */
export const LoadLines = ({
  dimensions,
  bands,
}: {
  readonly dimensions: readonly NowDimension[];
  readonly bands: Bands | null;
}): JSX.Element => {
  const edges = bands ?? BAND_EDGES;
  return (
    <figure class="hulls">
      <figcaption class="sr-only">Proven bound of control in each dimension, against the bands</figcaption>
      <Scale edges={edges} />
      {dimensions.map((each) => (
        <Hull key={each.dimension} of={each} edges={edges} />
      ))}
    </figure>
  );
};

const Scale = ({ edges }: { readonly edges: Bands }): JSX.Element => (
  <svg class="scale" viewBox={`0 0 44 ${HEIGHT}`} width="44" height={HEIGHT} aria-hidden="true">
    {[edges.fullPpm, edges.researchPpm, edges.pausedPpm].map((ppm) => (
      <g key={ppm}>
        <path d={`M36 ${yOf(ppm)}H44`} class="scale-line" />
        <text x="33" y={yOf(ppm) + 4} text-anchor="end">
          {share(ppm, 2)}
        </text>
      </g>
    ))}
  </svg>
);

const Hull = ({ of, edges }: { readonly of: NowDimension; readonly edges: Bands }): JSX.Element => {
  const zone = zoneOf(of.boundPpm, edges);
  const word = of.verdict === "open" && of.boundPpm === null ? "still open" : ZONE_WORDS[zone];
  return (
    <div class="hull" data-zone={zone}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMidYMid meet"
        role="img"
        aria-label={`${plainWords(of.dimension)}: bound ${share(of.boundPpm)}, ${word}; observed ${share(of.pointPpm)}`}
      >
        <HullBody edges={edges} isKnown={of.boundPpm !== null} />
        {of.pointPpm === null ? null : <circle cx={WIDTH / 2} cy={yOf(of.pointPpm)} r="3" class="point" />}
        {of.boundPpm === null ? null : <LoadMark y={yOf(of.boundPpm)} />}
      </svg>
      <span class="hull-bound">
        <Value of={share(of.boundPpm)} />
      </span>
      <span class="hull-name">{plainWords(of.dimension)}</span>
      <span class="hull-zone">{word}</span>
    </div>
  );
};

const HullBody = ({ edges, isKnown }: { readonly edges: Bands; readonly isKnown: boolean }): JSX.Element => {
  const [full, research, paused] = [yOf(edges.fullPpm), yOf(edges.researchPpm), yOf(edges.pausedPpm)];
  const zones = [
    ["full", 0, full],
    ["research", full, research],
    ["paused", research, paused],
    ["below", paused, HEIGHT],
  ] as const;
  return (
    <>
      {zones.map(([zone, top, bottom]) => (
        <rect key={zone} x="4" y={top} width={WIDTH - 8} height={bottom - top} class={`zone-${zone}`} />
      ))}
      {isKnown ? null : <rect x="4" y="0" width={WIDTH - 8} height={HEIGHT} class="zone-unknown" />}
      {[full, research, paused].map((y) => (
        <path key={y} d={`M4 ${y}H${WIDTH - 4}`} class="edge-line" />
      ))}
      <rect x="4.5" y="0.5" width={WIDTH - 9} height={HEIGHT - 1} rx="3" class="hull-side" />
    </>
  );
};

/** Plimsoll's mark: a ring with a line through it. */
const LoadMark = ({ y }: { readonly y: number }): JSX.Element => (
  <g class="load-mark">
    <circle cx={WIDTH / 2} cy={y} r="7" />
    <path d={`M6 ${y}H${WIDTH - 6}`} />
  </g>
);
