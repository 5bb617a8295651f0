import type { JSX } from "preact";
import type { NowRun } from "../../src/api/now.ts";
import { percent } from "../../src/show/numbers.ts";
import { powerView } from "../../src/show/power-view.ts";
import { leftUntil } from "../../src/live/site-time.ts";
import { duration } from "../../src/show/times.ts";
import { isStale, siteTime } from "../data/live.ts";
import { Mark } from "./mark.tsx";
import { Unknown, Value } from "./value.tsx";

/** Power as the kernel allows it, beside power as the machine says that it is. */
export const PowerBars = ({ run }: { readonly run: NowRun }): JSX.Element => {
  const view = powerView(run, siteTime.value);
  return (
    <div class="power">
      <Row label="allowed" ppm={view.allowedPpm} tone={view.band} unknown="the site did not say" />
      <Row
        label="achieved"
        ppm={view.achievedPpm}
        tone={view.isAbove ? "above" : view.band}
        unknown={view.achievedUnknown ?? ""}
      />
      {view.isAbove ? (
        <p class="alarm" role="alert">
          <Mark name="bad" /> More than is allowed
        </p>
      ) : null}
      <Lease run={run} />
    </div>
  );
};

const Row = ({
  label,
  ppm,
  tone,
  unknown,
}: {
  readonly label: string;
  readonly ppm: number | null;
  readonly tone: string;
  readonly unknown: string;
}): JSX.Element => (
  <div class="power-row">
    <span class="power-label">{label}</span>
    <Bar ppm={ppm} tone={tone} marks={[200_000]} />
    <span class="power-figure">{ppm === null ? <Unknown why={unknown} /> : <Value of={percent(ppm)} />}</span>
  </div>
);

/** A part of a whole. One that is not known is hatched over its whole length. */
export const Bar = ({
  ppm,
  tone,
  marks = [],
}: {
  readonly ppm: number | null;
  readonly tone: string;
  readonly marks?: readonly number[];
}): JSX.Element => (
  <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" data-tone={tone} aria-hidden="true">
    <rect width="1000" height="10" class="bar-track" />
    {ppm === null ? (
      <rect width="1000" height="10" class="bar-unknown" />
    ) : (
      <rect width={Math.min(1_000, ppm / 1_000)} height="10" class="bar-fill" />
    )}
    {marks.map((mark) => (
      <path key={mark} d={`M${mark / 1_000} 0V10`} class="bar-mark" />
    ))}
  </svg>
);

/** Compute runs on leases that end by themselves (L6): how long this one still has. */
const Lease = ({ run }: { readonly run: NowRun }): JSX.Element => {
  const left = leftUntil(run.job?.leaseEndsAt ?? null, siteTime.value);
  const ttlMs = run.job?.leaseTtlMs ?? null;
  const part = left === null || ttlMs === null || ttlMs === 0 ? null : Math.min(1_000_000, (left * 1_000_000) / ttlMs);
  return (
    <>
      <div class="power-row">
        <span class="power-label">lease</span>
        <Bar ppm={part} tone={left === 0 ? "ended" : "lease"} />
        <span class="power-figure">
          {left === null ? (
            <Unknown why={whyNoLease(run)} />
          ) : (
            <Value of={left === 0 ? "ended" : `${duration(left)} left`} />
          )}
        </span>
      </div>
      {run.lease === null ? null : (
        <p class="small">
          <code>{run.lease.lease}</code> on node <code>{run.lease.node ?? "unknown"}</code>
        </p>
      )}
    </>
  );
};

function whyNoLease({ lease, job }: NowRun): string {
  if (isStale.value) return "nothing is heard";
  if (job === null) return lease === null ? "no lease here" : "held on another machine";
  return lease === null ? "none granted" : "the machine has not said";
}
