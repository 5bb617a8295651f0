import type { LinearScale } from "@plimsoll/simulation";

/** More columns than this a screen does not show. */
const COLUMNS_MAX = 800;

/** A series as a path, generation 1 first. A long one is thinned to the least and most of each column, so that no spike is lost. */
export function thinned(values: readonly number[], x: LinearScale, y: LinearScale): string {
  const width = Math.max(1, Math.ceil(values.length / COLUMNS_MAX));
  const places: number[] = [];
  for (let from = 0; from < values.length; from += width)
    places.push(...extremes(values, from, Math.min(from + width, values.length)));
  return places.map((place, at) => `${at === 0 ? "M" : "L"}${x.at(place + 1)},${y.at(values[place]!)}`).join("");
}

/** The places of the least and the most value of a stretch, in their order. */
function extremes(values: readonly number[], from: number, end: number): readonly number[] {
  let [least, most] = [from, from];
  for (let place = from; place < end; place += 1) {
    if (values[place]! < values[least]!) least = place;
    if (values[place]! > values[most]!) most = place;
  }
  if (least === most) return [least];
  return least < most ? [least, most] : [most, least];
}
