import { over } from "../figure.ts";
import { type CostOfOne, leaseCosts, siteCosts } from "../scale/costs.ts";
import type { ScaleLine } from "../scale/scale-line.ts";
import type { PeerRatio, RatioReader } from "./peer-ratio.ts";

/** The peer of a size is the smallest one of the same run: what one of many costs must not grow with how many there are. */
export const scaleRatios: RatioReader = (line) => {
  const scale = line as ScaleLine;
  return [
    ...leaseCosts(scale).flatMap((each) => besideSmallest(each, "leases")),
    ...siteCosts(scale).flatMap((each) => besideSmallest(each, "sites")),
  ];
};

function besideSmallest({ name, points }: CostOfOne, of: string): readonly PeerRatio[] {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return [];
  const [figure, peer] = [`${name}, at ${last.at} ${of}`, `itself at ${first.at}`];
  return [{ figure, peer, version: null, times: over(first.cost, last.cost) }];
}
