/** What a bar shows: from here to all control, with marks at the claims. */
const LEFT_PPM = 850_000;
const RIGHT_PPM = 1_000_000;
const MARKS_PPM = [900_000, 950_000, 990_000];
const COLUMNS = 31;

/** What is proven and what was observed; null where nothing is. */
export interface Interval {
  readonly provenPpm: number | null;
  readonly pointPpm: number | null;
}

const columnOf = (ppm: number): number =>
  Math.round((Math.max(0, ppm - LEFT_PPM) * (COLUMNS - 1)) / (RIGHT_PPM - LEFT_PPM));

/** `=` from the proven bound to the point score, `o` at the point, `|` at the claims; `<` where something lies further left. */
export function intervalBar({ provenPpm, pointPpm }: Interval): string {
  const bar = Array.from({ length: COLUMNS }, () => ".");
  for (const mark of MARKS_PPM) bar[columnOf(mark)] = "|";
  if (pointPpm === null) return bar.join("");
  const point = columnOf(pointPpm);
  if (provenPpm !== null) bar.fill("=", columnOf(provenPpm), point);
  bar[point] = "o";
  if ((provenPpm ?? pointPpm) < LEFT_PPM) bar[0] = "<";
  return bar.join("");
}

/** What stands above the bars. */
export function barScale(): string {
  const scale = Array.from({ length: COLUMNS + 3 }, () => " ");
  for (const ppm of [LEFT_PPM, ...MARKS_PPM.slice(0, 2), RIGHT_PPM]) {
    const label = (ppm / 1_000_000).toFixed(2).replace(/^0/, "");
    scale.splice(columnOf(ppm), label.length, ...Array.from(label));
  }
  return scale.join("").trimEnd();
}
