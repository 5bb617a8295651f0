import type { Digest } from "@plimsoll/foundation";
import type { Entry } from "@plimsoll/kernel";
import type { EntryOf } from "./entry-of.ts";

export interface RunNotes {
  readonly started: EntryOf<"run.started">;
  head: Digest | null;
  tier: number;
  isReserveApproved: boolean;
  isEnded: boolean;
  /** A kill of its lineage came after its start. */
  isKilled: boolean;
  holdingMicroCu: number;
  throttle: { readonly levelPpm: number; readonly at: number } | null;
}

export interface DeploymentNotes {
  readonly registered: EntryOf<"deployment.registered">;
  graphDigest: Digest;
  lineages: readonly string[];
  things: readonly Digest[];
  tier: number;
  paidQuarter: string;
  isEnded: boolean;
  throttle: { readonly levelPpm: number; readonly at: number } | null;
}

interface LineageNotes {
  lab: string;
  isKilled: boolean;
  killEpoch: number;
  readonly frozen: Set<Digest>;
}

interface LabNotes {
  key: string;
  isKeyStolen: boolean;
  isHeld: boolean;
  meters: string[];
  /** When each meter was heard, by the earlier of its clock and the site's. */
  readonly heard: Map<string, number>;
}

interface WeightsNotes {
  readonly parent: Digest | null;
  readonly trainedFlop: string | null;
  readonly lineage: string;
}

/** Who runs and serves at a site, on what weights, and under which kill, shutdown, mark or silence: from its entries. */
export class SubjectBook {
  readonly runs = new Map<string, RunNotes>();
  readonly deployments = new Map<string, DeploymentNotes>();
  readonly lineages = new Map<string, LineageNotes>();
  readonly labs = new Map<string, LabNotes>();
  readonly weights = new Map<Digest, WeightsNotes>();
  /** Lineages whose kill marked a dataset. */
  readonly marks = new Map<Digest, Set<string>>();
  readonly attestations: Map<string, EntryOf<"attestation.recorded">> = new Map();
  readonly verdicts: Map<Digest, EntryOf<"release.judged">> = new Map();
  readonly tokens: Map<string, EntryOf<"token.granted">> = new Map();
  readonly examined: { readonly digest: Digest; readonly closed: EntryOf<"families.closed"> }[] = [];
  readonly #examinations = new Map<string, Digest>();

  hear(entry: Entry): void {
    this.#pay(entry);
    const hear = HEARD[entry.kind] as ((book: SubjectBook, entry: Entry) => void) | undefined;
    hear?.(this, entry);
  }

  /** Weights and what they came from, the newest first. */
  lineOf(head: Digest | null): readonly Digest[] {
    const line: Digest[] = [];
    for (let place = head; place !== null; place = this.weights.get(place)?.parent ?? null) line.push(place);
    return line;
  }

  /** Of weights: null where nobody measured them. */
  flopOf(digest: Digest): bigint | null {
    const flop = this.weights.get(digest)?.trainedFlop ?? null;
    return flop === null ? null : BigInt(flop);
  }

  /**
   * The weights whose attempts surely count together with those on a digest (K-26): the very same, and where all of its lineage is
   * measured and lies within one cover, all of it.
   */
  matesOf(digest: Digest, coverFlop: bigint): (other: Digest) => boolean {
    const lineage = this.weights.get(digest)?.lineage;
    const all = [...this.weights.values()].filter((weights) => weights.lineage === lineage);
    const measured = all.flatMap(({ trainedFlop }) => (trainedFlop === null ? [] : [BigInt(trainedFlop)]));
    const isOneCover =
      measured.length > 0 &&
      measured.length === all.length &&
      measured.reduce(larger) - measured.reduce(smaller) <= coverFlop;
    return (other) => other === digest || (isOneCover && this.weights.get(other)?.lineage === lineage);
  }

  lineageNotes(lineage: string, lab: string): LineageNotes {
    const notes = this.lineages.get(lineage) ?? {
      lab,
      isKilled: false,
      killEpoch: 0,
      frozen: new Set(),
    };
    this.lineages.set(lineage, notes);
    return notes;
  }

  examinationBegan(examination: string, digest: Digest): void {
    this.#examinations.set(examination, digest);
  }

  examinationClosed(closed: EntryOf<"families.closed">): void {
    const digest = this.#examinations.get(closed.examination);
    if (digest !== undefined) this.examined.push({ digest, closed });
  }

  /** What transfers in its own entries left reserved or posted for a run. */
  #pay(entry: Entry): void {
    if (entry.kind !== "run.started" && entry.kind !== "run.retiered" && entry.kind !== "quantum.bought") return;
    const paid = entry.transfers
      .filter(({ to }) => to === "reserved" || to === "posted")
      .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
    if (entry.kind === "run.started") this.runs.set(entry.run, runNotes(entry, paid));
    const run = this.runs.get(entry.run);
    if (run !== undefined && entry.kind !== "run.started") run.holdingMicroCu += paid;
  }
}

const smaller = (one: bigint, other: bigint): bigint => (one < other ? one : other);
const larger = (one: bigint, other: bigint): bigint => (one > other ? one : other);

const runNotes = (started: EntryOf<"run.started">, holdingMicroCu: number): RunNotes => ({
  started,
  head: started.weights?.digest ?? null,
  tier: started.tier,
  isReserveApproved: started.tier === 3,
  isEnded: false,
  isKilled: false,
  holdingMicroCu,
  throttle: null,
});

type Heard = { readonly [K in Entry["kind"]]?: (book: SubjectBook, entry: EntryOf<K>) => void };

const HEARD: Heard = {
  "run.started": (book, { lineage, lab, weights }) => {
    book.lineageNotes(lineage, lab);
    if (weights !== null && !book.weights.has(weights.digest))
      book.weights.set(weights.digest, { parent: null, trainedFlop: weights.trainedFlop, lineage });
  },
  "run.retiered": ({ runs }, { run, tier }) =>
    changed(runs, run, (notes) => void (notes.tier = Math.max(notes.tier, tier))),
  "reserve.approved": ({ runs }, { run }) => changed(runs, run, (notes) => void (notes.isReserveApproved = true)),
  "run.ended": ({ runs }, { run }) => changed(runs, run, (notes) => void (notes.isEnded = true)),
  "checkpoint.registered": (book, { run, digest, parent, trainedFlop }) =>
    changed(book.runs, run, (notes) => {
      notes.head = digest;
      book.weights.set(digest, { parent, trainedFlop, lineage: notes.started.lineage });
    }),
  "throttle.set": ({ runs }, { run, power: { levelPpm }, at }) =>
    changed(runs, run, (notes) => void (notes.throttle = { levelPpm, at })),
  "deployment.throttled": ({ deployments }, { deployment, power: { levelPpm }, at }) =>
    changed(deployments, deployment, (notes) => void (notes.throttle = { levelPpm, at })),
  "deployment.registered": ({ deployments }, registered) =>
    void deployments.set(registered.deployment, {
      registered,
      graphDigest: registered.graphDigest,
      lineages: registered.lineages,
      things: thingsOf(registered.graph),
      tier: registered.tier,
      paidQuarter: registered.quarter,
      isEnded: false,
      throttle: null,
    }),
  "deployment.paid": ({ deployments }, { deployment, quarter, tier }) =>
    changed(deployments, deployment, (notes) => {
      notes.paidQuarter = quarter;
      notes.tier = Math.max(notes.tier, tier);
    }),
  "graph.observed": ({ deployments }, { deployment, graph, graphDigest, lineages }) =>
    changed(deployments, deployment, (notes) => {
      notes.graphDigest = graphDigest;
      notes.lineages = lineages;
      notes.things = thingsOf(graph);
    }),
  "deployment.ended": ({ deployments }, { deployment }) =>
    changed(deployments, deployment, (notes) => void (notes.isEnded = true)),
  "kill.ordered": (book, { lineage, killEpoch, runs }) => {
    const notes = book.lineageNotes(lineage, "");
    [notes.isKilled, notes.killEpoch] = [true, killEpoch];
    for (const { started } of book.runs.values())
      if (started.lineage === lineage || runs.includes(started.run))
        changed(book.runs, started.run, (run) => void (run.isKilled = true));
  },
  "snapshot.frozen": (book, { lineage, digest }) => void book.lineageNotes(lineage, "").frozen.add(digest),
  "data.contaminated": ({ marks }, { dataset, lineage }) =>
    void marks.set(dataset, (marks.get(dataset) ?? new Set()).add(lineage)),
  "lineage.released": (book, { lineage, digest, cleared }) => {
    const notes = book.lineageNotes(lineage, "");
    notes.isKilled = false;
    for (const released of book.lineOf(digest)) notes.frozen.delete(released);
    for (const dataset of cleared) book.marks.get(dataset)?.delete(lineage);
  },
  "lab.accredited": ({ labs }, { lab, labKey, meters }) =>
    void labs.set(lab, { key: labKey, isKeyStolen: false, isHeld: false, meters: [...meters], heard: new Map() }),
  "key.revoked": ({ labs }, { keyId, reason }) => {
    for (const lab of labs.values()) if (lab.key === keyId && reason === "stolen") lab.isKeyStolen = true;
  },
  "key.rotated": ({ labs }, { from, to }) => {
    for (const lab of labs.values()) rekey(lab, from, to);
  },
  "meter.reported": ({ labs }, { lab, meter, measuredAt, at }) =>
    changed(labs, lab, ({ heard }) => void heard.set(meter, Math.min(measuredAt, at))),
  "forensic.ordered": ({ labs }, { labs: names }) => {
    for (const name of names) changed(labs, name, (lab) => void (lab.isHeld = true));
  },
  "forensic.cleared": ({ labs }, { lab }) =>
    changed(labs, lab, (notes) => {
      notes.isHeld = false;
      notes.heard.clear();
    }),
  "attestation.recorded": ({ attestations }, entry) => void attestations.set(entry.nodeKey, entry),
  "release.judged": ({ verdicts }, entry) => void verdicts.set(entry.artifact, entry),
  "token.granted": ({ tokens }, entry) => void tokens.set(entry.token, entry),
  "families.registered": (book, { examination, digest }) => book.examinationBegan(examination, digest),
  "families.closed": (book, entry) => book.examinationClosed(entry),
};

function changed<T>(notes: ReadonlyMap<string, T>, name: string, change: (notes: T) => void): void {
  const known = notes.get(name);
  if (known !== undefined) change(known);
}

function rekey(lab: LabNotes, from: string, to: string): void {
  if (lab.key === from) [lab.key, lab.isKeyStolen] = [to, false];
  lab.meters = lab.meters.map((meter) => (meter === from ? to : meter));
  const heard = lab.heard.get(from);
  if (heard !== undefined) lab.heard.set(to, heard);
}

type Graph = EntryOf<"deployment.registered">["graph"];

const thingsOf = ({ nodes }: Graph): readonly Digest[] => [
  ...new Set(nodes.flatMap((node) => [...(node.weights === null ? [] : [node.weights]), ...node.components])),
];
