import { apply, decide, emptyState, type Entry, type EntryBodyOf, type KernelState } from "@plimsoll/kernel";
import { digestOfValue } from "@plimsoll/foundation";
import type { OwnReading } from "./own-reading.ts";

export type Reconciliation = EntryBodyOf<"meter.reported">["reconciliation"];
type AuditRecord = NonNullable<ReturnType<KernelState["audits"]["get"]>>;

/** What the kernel says to a reading that it was never told. */
export interface OwnAnswer {
  readonly lab: string;
  readonly meter: string;
  /** Ms since 1970. */
  readonly at: number;
  /** Null where the kernel refuses the reading. */
  readonly reconciliation: Reconciliation | null;
  readonly refusal: string | null;
  /** What the ledger says of a reading of the same instant; null where it has none. */
  readonly recorded: Reconciliation | null;
}

/** What an audit holds the ledger against: answers of its own askers. */
export interface OutsideAudit {
  /** The ledger's state. */
  readonly state: KernelState;
  readonly answers: readonly OwnAnswer[];
}

/** As the sequencer allows: how long a report may be under way, and clocks apart. */
const UNDER_WAY_MS_MAX = 5_000;

/**
 * Reconciles a ledger with somebody's own meters: the same rules, from public entries and one's own readings alone. The meters
 * that the ledger names, and what they said, have no part in it.
 *
 * The ledger is folded entry by entry. Where a reading falls, the kernel is asked what it would have answered in that state if
 * these were the lab's meters; only the audit's own record is carried on from answer to answer. A reading that was taken at the
 * same instant as one in the ledger is judged at that entry's time: then both have the same bounds, to the digit.
 *
 * @param entries gives all entries from the first one on, each time it is called. They MUST be proven to be the log's.
 */
export function outsideAudit(entries: () => Iterable<Entry>, readings: readonly OwnReading[]): OutsideAudit {
  const queue = placed(entries(), readings);
  const own = new OwnRecords(readings);
  let state = emptyState();
  for (const entry of entries()) {
    while (queue[0] !== undefined && isBefore(queue[0], entry, state.entryCount)) own.take(state, take(queue));
    state = apply(state, entry);
    if (entry.kind === "forensic.cleared") own.begin(entry.lab);
  }
  while (queue.length > 0) own.take(state, take(queue));
  return { state, answers: own.answers };
}

/** A reading with its time, and the entry before which it belongs where the ledger has one of the same instant. */
interface PlacedReading extends OwnReading {
  readonly at: number;
  readonly index: number | null;
  readonly recorded: Reconciliation | null;
}

const take = (queue: PlacedReading[]): PlacedReading => {
  const [next] = queue.splice(0, 1);
  if (next === undefined) throw new Error("nothing waits");
  return next;
};

const isBefore = ({ index, at }: PlacedReading, entry: Entry, entryIndex: number): boolean =>
  index === null ? at < entry.at : index <= entryIndex;

function placed(entries: Iterable<Entry>, readings: readonly OwnReading[]): PlacedReading[] {
  const same = sameInstants(entries, new Set(readings.map(({ report }) => instantOf(report))));

  return readings
    .map((reading): PlacedReading => {
      const instant = instantOf(reading.report);
      const found = same.get(`${reading.meter}@${instant}`) ?? same.get(instant);
      return found === undefined
        ? { ...reading, at: reading.report.measuredAt, index: null, recorded: null }
        : { ...reading, at: found.entry.at, index: found.index, recorded: found.entry.reconciliation };
    })
    .sort((left, right) => left.at - right.at || (left.index ?? Infinity) - (right.index ?? Infinity));
}

/** The first report in the ledger of each instant that is asked for, and the report of each meter. */
function sameInstants(entries: Iterable<Entry>, wanted: ReadonlySet<string>): ReadonlyMap<string, Recorded> {
  const same = new Map<string, Recorded>();
  let index = 0;
  for (const entry of entries) {
    if (entry.kind === "meter.reported" && isTimely(entry)) {
      const instant = instantOf(entry);
      if (wanted.has(instant) && !same.has(instant)) same.set(instant, { index, entry });
      if (wanted.has(instant)) same.set(`${entry.meter}@${instant}`, { index, entry });
    }
    index += 1;
  }
  return same;
}

interface Recorded {
  readonly index: number;
  readonly entry: Entry & EntryBodyOf<"meter.reported">;
}

const instantOf = ({ lab, measuredAt }: { readonly lab: string; readonly measuredAt: number }): string =>
  `${measuredAt}/${lab}`;

const isTimely = ({ at, measuredAt }: Entry & EntryBodyOf<"meter.reported">): boolean =>
  Math.abs(at - measuredAt) <= UNDER_WAY_MS_MAX;

/** Does a window begin at an instant, because it is the first one or because the one before it closed? */
const isBeginning = (said: Reconciliation | null, at: number): boolean =>
  said !== null && (said.closes || said.windowStartedAt === at);

/** The audit's record of each lab as one's own meters make it. */
class OwnRecords {
  answers: OwnAnswer[] = [];
  readonly #aligned = new Set<string>();
  #asked = 0;
  readonly #records = new Map<string, AuditRecord>();
  readonly #meters = new Map<string, readonly string[]>();

  constructor(readings: readonly OwnReading[]) {
    for (const [lab, of] of Map.groupBy(readings, ({ report }) => report.lab))
      this.#meters.set(lab, [...new Set(of.map(({ meter }) => meter))].sort());
  }

  /** After a clearance the audit begins anew (K-77). */
  begin(lab: string): void {
    this.#records.delete(lab);
    this.#aligned.delete(lab);
    this.answers = this.answers.filter((answer) => answer.lab !== lab);
  }

  take(state: KernelState, reading: PlacedReading): void {
    const { meter, at, recorded } = reading;
    const { lab } = reading.report;
    const decision = this.#decided(this.#shadow(state, lab), reading);
    if (decision.kind !== "decided") {
      const refusal = decision.kind === "refused" ? decision.refusal.code : "ID_REUSED";
      this.answers.push({ lab, meter, at, reconciliation: null, refusal, recorded });
      return;
    }
    const { reconciliation } = this.#carryOn(state, lab, decision.entries);
    this.answers.push({ lab, meter, at, reconciliation, refusal: null, recorded });
    if (isBeginning(recorded, at) && !this.#aligned.has(lab))
      this.#align(state, reading, isBeginning(reconciliation, at));
  }

  /**
   * Windows begin where the ledger's do, from the first one on that begins at a reading: else both would reconcile different
   * stretches for ever.
   */
  #align(state: KernelState, reading: PlacedReading, begins: boolean): void {
    const { lab } = reading.report;
    this.#aligned.add(lab);
    if (begins) return;
    this.#records.delete(lab);
    const again = this.#decided(this.#shadow(state, lab), reading);
    if (again.kind === "decided") this.#carryOn(state, lab, again.entries);
  }

  #decided(shadow: KernelState, { meter, report, at }: PlacedReading): ReturnType<typeof decide> {
    this.#asked += 1;
    const id = `audit:${this.#asked}`;
    return decide(shadow, { id, digest: digestOfValue(report), at, body: report, signers: [{ keyId: meter }] });
  }

  #carryOn(state: KernelState, lab: string, entries: readonly Entry[]): EntryBodyOf<"meter.reported"> {
    const said = entries.find((entry) => entry.kind === "meter.reported");
    if (said === undefined) throw new Error("a meter's report was decided without an entry");
    const record = apply(this.#shadow(state, lab), said).audits.get(lab);
    if (record !== undefined) this.#records.set(lab, record);
    return said;
  }

  /** The ledger's state, had the lab these meters and had they said what they said. */
  #shadow(state: KernelState, name: string): KernelState {
    const lab = state.labs.get(name);
    if (lab === undefined) return state;
    const meters = this.#meters.get(name) ?? [];
    const record = { ...(this.#records.get(name) ?? NOTHING_SAID), lab: name, api: apiOf(state, name) };
    return {
      ...state,
      labs: state.labs.set(name, { ...lab, meters }),
      keys: meters.reduce((keys, meter) => keys.set(meter, "meter"), state.keys),
      audits: state.audits.set(name, record),
    };
  }
}

const NONE_PAID: AuditRecord["api"] = { callsPerSecond: 0, since: 0, milliCalls: "0" };

/** What the ledger pays for is the ledger's. */
const apiOf = (state: KernelState, lab: string): AuditRecord["api"] => state.audits.get(lab)?.api ?? NONE_PAID;

const NOTHING_SAID: AuditRecord = {
  lab: "",
  meters: [],
  window: null,
  api: NONE_PAID,
  cusum: { energyAbove: "0", energyBelow: "0", apiAbove: "0", trainingAbove: "0", trainingBelow: "0" },
  newest: null,
};
