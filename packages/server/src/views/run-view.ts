import type { JobStanding } from "@plimsoll/governor";
import type { Run } from "@plimsoll/kernel";
import { dimensionsOf, type DimensionView, evidenceAge, type EvidenceAge, evidenceOf } from "./evidence-view.ts";
import { powerOf, type PowerView, type ToldPower, toldPower } from "./power-view.ts";
import type { SiteView } from "./site-view.ts";

/** One training run as a person looks at it. */
export interface RunView {
  readonly run: string;
  readonly lab: string;
  readonly lineage: string;
  readonly tier: number;
  readonly domain: string;
  readonly startedAt: number;
  readonly ended: boolean;
  readonly affidavit: string | null;
  /** Digest of the newest registered checkpoint. */
  readonly head: string | null;
  readonly power: PowerView;
  readonly told: ToldPower;
  /** What this machine says of its job; null where it is another machine's, or over. */
  readonly job: JobStanding | null;
  readonly lease: { readonly lease: string; readonly node: string } | null;
  readonly dimensions: readonly DimensionView[];
  readonly evidence: EvidenceAge;
  /** The worst cell's share of controlled trials by checkpoint, the oldest first. */
  readonly series: readonly SeriesPoint[];
  readonly funds: { readonly state: "reserved" | "posted" | "settled"; readonly heldMicroCu: string };
  readonly reserveApproved: boolean;
}

export interface SeriesPoint {
  readonly digest: string;
  readonly ordinal: number;
  /** Time under power until then, ms. */
  readonly leasedMs: number;
  /** Ppm; null where nothing was tried. */
  readonly pointPpm: number | null;
}

export function runView(view: SiteView, run: Run): RunView {
  const status = evidenceOf(view, run.run);
  return {
    run: run.run,
    lab: run.lab,
    lineage: run.lineage,
    tier: run.tier,
    domain: run.domain,
    startedAt: run.startedAt,
    ended: run.ended,
    affidavit: run.affidavit,
    head: run.head,
    power: powerOf(view, run.run),
    told: toldPower(run.desired),
    job: run.ended ? null : view.job(run.run),
    lease: leaseOf(view, run),
    dimensions: dimensionsOf(status),
    evidence: evidenceAge(view, status, closedAtOf(view, run)),
    series: run.series.map(pointOf),
    funds: { state: run.funds, heldMicroCu: String(heldMicroCu(run)) },
    reserveApproved: run.reserveApproved,
  };
}

function leaseOf({ state }: SiteView, { trainingLease }: Run): RunView["lease"] {
  const lease = trainingLease === null ? undefined : state.leases.get(trainingLease);
  return lease === undefined ? null : { lease: lease.lease, node: lease.node };
}

/** When the newest closed window set on the run's weights closed. */
function closedAtOf({ state }: SiteView, { head }: Run): number | null {
  const newest = head === null ? undefined : state.checkpoints.get(head)?.lastSets[0];
  return newest === undefined ? null : (state.windowSets.get(newest)?.closedAt ?? null);
}

function pointOf({ digest, ordinal, leasedMs, cells }: Run["series"][number]): SeriesPoint {
  const shares = Object.values(cells).map(({ trials, failures }) =>
    trials === 0 ? null : Math.floor(((trials - failures) * 1_000_000) / trials),
  );
  return { digest, ordinal, leasedMs, pointPpm: lowest(shares) };
}

/** Nothing tried in one cell is nothing known of the worst. */
const lowest = (shares: readonly (number | null)[]): number | null =>
  shares.length === 0 || shares.includes(null) ? null : Math.min(...(shares as readonly number[]));

const heldMicroCu = ({ holdings }: Run): bigint =>
  holdings.reduce((sum, { amountMicroCu }) => sum + BigInt(amountMicroCu), 0n);
