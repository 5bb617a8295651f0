import { quantileOfSorted } from "../evaluate/bootstrap.ts";

/** One run that was watched. Steps are of the run's own clock. */
export interface WatchedRun {
  /** When the alarm first rang, or null. */
  readonly alarmStep: number | null;
  /** When the event came, or null where it did not: a null run. */
  readonly eventStep: number | null;
}

/** How long before the event the alarm rang. */
export interface LeadTimes {
  readonly events: number;
  /** Rang before the event. */
  readonly warned: number;
  /** Rang at the event or after it, or never. */
  readonly missed: number;
  /** Runs without the event, and those of them in which the alarm rang. */
  readonly nulls: number;
  readonly falseAlarms: number;
  /** Quantiles of the lead over the runs that were warned, in steps; null where none was. */
  readonly lead: { readonly quarter: number; readonly median: number; readonly threeQuarters: number } | null;
  /** The share of all events that were warned of at least so many steps ahead; null without events. */
  readonly warnedAhead: readonly { readonly steps: number; readonly share: number | null }[];
}

/** Sums up watched runs, with a row for each lead that is asked for. */
export function leadTimes(runs: readonly WatchedRun[], leads: readonly number[]): LeadTimes {
  const withEvent = runs.filter(({ eventStep }) => eventStep !== null);
  const nulls = runs.filter(({ eventStep }) => eventStep === null);
  const warned = Float64Array.from(withEvent.flatMap(leadOf)).sort();
  return {
    events: withEvent.length,
    warned: warned.length,
    missed: withEvent.length - warned.length,
    nulls: nulls.length,
    falseAlarms: nulls.filter(({ alarmStep }) => alarmStep !== null).length,
    lead: quartilesOf(warned),
    warnedAhead: leads.map((steps) => ({
      steps,
      share: withEvent.length === 0 ? null : warned.filter((lead) => lead >= steps).length / withEvent.length,
    })),
  };
}

const leadOf = ({ alarmStep, eventStep }: WatchedRun): readonly number[] =>
  alarmStep !== null && eventStep !== null && alarmStep < eventStep ? [eventStep - alarmStep] : [];

function quartilesOf(sorted: Float64Array): LeadTimes["lead"] {
  if (sorted.length === 0) return null;
  const [quarter, median, threeQuarters] = [0.25, 0.5, 0.75].map((share) => quantileOfSorted(sorted, share));
  return { quarter: quarter as number, median: median as number, threeQuarters: threeQuarters as number };
}
