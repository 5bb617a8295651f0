import { type Figure, figureOf, single } from "../figure.ts";
import type { KernelSize, ScaleLine, SiteSize, WardenSize } from "./scale-line.ts";

/** What one of many costs, by how many there are. */
export interface CostOfOne {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly { readonly at: number; readonly cost: Figure }[];
}

const each = (rounds: readonly number[], count: number): Figure => figureOf(rounds.map((us) => us / count));

const cost = <Size>(
  name: string,
  unit: string,
  sizes: readonly Size[],
  atOf: (size: Size) => number,
  costOf: (size: Size) => Figure,
): CostOfOne => ({ name, unit, points: sizes.map((size) => ({ at: atOf(size), cost: costOf(size) })) });

/** Of one lease, while so many are open. */
export function leaseCosts({ kernel, wardens }: ScaleLine): readonly CostOfOne[] {
  const at = ({ leases }: KernelSize | WardenSize): number => leases;
  return [
    cost("a renewal", "µs", kernel, at, (size) => each(size.tickAllUs, size.leases)),
    cost("time alone", "µs", kernel, at, (size) => each(size.tickNoneUs, size.leases)),
    cost("a power question", "µs", kernel, at, ({ powerUs }) => figureOf(powerUs)),
    cost("asked again at once", "µs", kernel, at, ({ powerAgainUs }) => figureOf(powerAgainUs)),
    cost("ended and taken", "µs", kernel, at, ({ takenAgainUs }) => figureOf(takenAgainUs)),
    cost("a warden's beat", "µs", wardens, at, (size) => each(size.tickUs, size.leases)),
  ];
}

export const leaseMemory = ({ kernel }: ScaleLine): CostOfOne =>
  cost(
    "memory",
    "kB",
    kernel,
    ({ leases }) => leases,
    ({ bytesPerLease }) => single(bytesPerLease / 1_000),
  );

const sitesOf = (size: SiteSize): number => size.sites;

/** Of one site, µs of processor time. */
export function siteCosts({ sites }: ScaleLine): readonly CostOfOne[] {
  const [certified, bare] = [sites.filter(isCertified), sites.filter((size) => !isCertified(size))];
  return [
    cost("an event, with certificates", "µs", certified, sitesOf, eventUs),
    cost("an event, without", "µs", bare, sitesOf, eventUs),
    cost("a chain at the start", "µs", bare, sitesOf, ({ start, sites: count }) => single(start.cpuUs / count ** 2)),
    cost("a quiet second", "µs", bare, sitesOf, (size) => single(size.idle.cpuUs / size.sites / size.seconds)),
  ];
}

/** Of one site and simulated second, bytes on the wire. */
export function wireCosts({ sites }: ScaleLine): readonly CostOfOne[] {
  const [certified, bare] = [sites.filter(isCertified), sites.filter((size) => !isCertified(size))];
  return [
    cost("busy, with certificates", "B", certified, sitesOf, busyBytes),
    cost("busy, without", "B", bare, sitesOf, busyBytes),
    cost("quiet", "B", certified, sitesOf, ({ idle, sites: count, seconds }) => single(idle.bytes / count / seconds)),
  ];
}

const isCertified = ({ certificates }: SiteSize): boolean => certificates;

const eventUs = ({ busy, sites }: SiteSize): Figure =>
  figureOf(busy.map(({ cpuUs, events }) => cpuUs / Math.max(1, events) / sites));

const busyBytes = ({ busy, sites, seconds }: SiteSize): Figure =>
  figureOf(busy.map(({ bytes }) => bytes / sites / seconds));

/** How many times the smallest size's cost the largest's is; NaN with fewer than two sizes. */
export function growth({ points }: CostOfOne): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || first.at === last.at) return Number.NaN;
  return last.cost.median / first.cost.median;
}

/** The power of the size that the cost of one grows with, by least squares of logarithms: 0 is constant, 1 makes the whole quadratic. */
export function exponent({ points }: CostOfOne): number {
  const logs = points.map(({ at, cost: { median } }) => [Math.log(at), Math.log(median)] as const);
  const [meanX, meanY] = [mean(logs.map(([x]) => x)), mean(logs.map(([, y]) => y))];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
