import type { HoldEntry } from "./hold-entry.ts";

/** What a subject is made of, as far as a hold elsewhere may concern it. */
export interface Held {
  readonly labs: readonly string[];
  readonly lineages: readonly string[];
  /** Its weights and all that they came from. */
  readonly digests: readonly string[];
  readonly datasets: readonly string[];
}

export type HoldReason =
  | "KILLED"
  | "SNAPSHOT_FROZEN"
  | "DATASET_RADIOACTIVE"
  | "FORENSIC_HOLD"
  | "LAB_KEY_STOLEN"
  | "LOG_UNREADABLE";

interface Mark {
  readonly lineages: Set<string>;
  isEndorsed: boolean;
}

/** What the entries of one site hold: kills, freezes, contamination, shutdowns and stolen keys that were not lifted again. */
export class SiteHolds {
  readonly #killed = new Set<string>();
  readonly #frozen = new Set<string>();
  readonly #marks = new Map<string, Mark>();
  readonly #shutDown = new Set<string>();
  /** The key of a lab that was reported stolen. */
  readonly #stolen = new Map<string, string>();
  readonly #lineages = new Set<string>();
  readonly #labsOf = new Map<string, Set<string>>();
  readonly #lineageOfRun = new Map<string, string>();
  readonly #checkpoints = new Map<string, { readonly lineage: string; readonly parent: string | null }>();

  /** @param mayLift whether a release or a clearance counts; a hold always does */
  fold(entry: HoldEntry, mayLift: boolean): void {
    if ("lineage" in entry) this.#lineages.add(entry.lineage);
    if (entry.kind === "kill.ordered") this.#killed.add(entry.lineage);
    else if (entry.kind === "snapshot.frozen") this.#frozen.add(entry.digest);
    else if (entry.kind === "data.contaminated") this.#markOn(entry.dataset).lineages.add(entry.lineage);
    else if (entry.kind === "contamination.endorsed") this.#markOn(entry.dataset).isEndorsed = true;
    else if (entry.kind === "forensic.ordered") for (const lab of entry.labs) this.#shutDown.add(lab);
    else if (entry.kind === "key.revoked") for (const lab of entry.labs) this.#stolen.set(lab, entry.keyId);
    else if (entry.kind === "run.started") this.#start(entry);
    else if (entry.kind === "checkpoint.registered") this.#register(entry);
    else if (mayLift) this.#lift(entry);
  }

  /** Why the subject is held; null when it is not. Lineages of a log that cannot be read whole are all held. */
  reasonFor({ labs, lineages, digests, datasets }: Held, isReadable: boolean): HoldReason | null {
    if (lineages.some((lineage) => this.#killed.has(lineage))) return "KILLED";
    if (labs.some((lab) => this.#shutDown.has(lab))) return "FORENSIC_HOLD";
    if (labs.some((lab) => this.#stolen.has(lab))) return "LAB_KEY_STOLEN";
    if (digests.some((digest) => this.#frozen.has(digest) || this.#killed.has(this.#lineageOf(digest)))) {
      return "SNAPSHOT_FROZEN";
    }
    if (datasets.some((dataset) => this.#binds(dataset, labs))) return "DATASET_RADIOACTIVE";
    const isKnown = lineages.some((lineage) => this.#lineages.has(lineage));
    const comesFrom = digests.some((digest) => this.#checkpoints.has(digest));
    return !isReadable && (isKnown || comesFrom) ? "LOG_UNREADABLE" : null;
  }

  /** A mark binds the labs that ran on the killed lineage at once, all others after an auditor's signature. */
  #binds(dataset: string, labs: readonly string[]): boolean {
    const mark = this.#marks.get(dataset);
    if (mark === undefined) return false;
    return mark.isEndorsed || [...mark.lineages].some((lineage) => this.#isOf(lineage, labs));
  }

  /** Of a lineage whose start is not known here, every lab may have been. */
  #isOf(lineage: string, labs: readonly string[]): boolean {
    const known = this.#labsOf.get(lineage);
    return known === undefined || labs.some((lab) => known.has(lab));
  }

  #markOn(dataset: string): Mark {
    const mark = this.#marks.get(dataset) ?? { lineages: new Set(), isEndorsed: false };
    this.#marks.set(dataset, mark);
    return mark;
  }

  #start({ run, lab, lineage, weights }: Extract<HoldEntry, { kind: "run.started" }>): void {
    this.#lineageOfRun.set(run, lineage);
    this.#labsOf.set(lineage, (this.#labsOf.get(lineage) ?? new Set()).add(lab));
    if (weights !== null && !this.#checkpoints.has(weights)) this.#checkpoints.set(weights, { lineage, parent: null });
  }

  #register({ run, digest, parent }: Extract<HoldEntry, { kind: "checkpoint.registered" }>): void {
    const lineage = this.#lineageOfRun.get(run);
    if (lineage !== undefined) this.#checkpoints.set(digest, { lineage, parent });
  }

  #lineageOf(digest: string): string {
    return this.#checkpoints.get(digest)?.lineage ?? "";
  }

  #lift(entry: Extract<HoldEntry, { kind: "lineage.released" | "forensic.cleared" | "key.rotated" }>): void {
    if (entry.kind === "forensic.cleared") {
      this.#shutDown.delete(entry.lab);
      return;
    }
    if (entry.kind === "key.rotated") {
      for (const lab of entry.labs) if (this.#stolen.get(lab) === entry.from) this.#stolen.delete(lab);
      return;
    }
    this.#killed.delete(entry.lineage);
    const line = this.#lineTo(entry.digest);
    // All other weights of the lineage stay frozen, those that no kill named among them.
    for (const [digest, { lineage }] of this.#checkpoints) if (lineage === entry.lineage) this.#frozen.add(digest);
    for (const digest of line) this.#frozen.delete(digest);
    for (const dataset of entry.cleared) this.#clear(dataset, entry.lineage);
  }

  #clear(dataset: string, lineage: string): void {
    const mark = this.#marks.get(dataset);
    mark?.lineages.delete(lineage);
    if (mark?.lineages.size === 0) this.#marks.delete(dataset);
  }

  /** The weights and all they came from. */
  #lineTo(digest: string): ReadonlySet<string> {
    const line = new Set<string>();
    for (let place: string | null = digest; place !== null && !line.has(place);) {
      line.add(place);
      place = this.#checkpoints.get(place)?.parent ?? null;
    }
    return line;
  }
}
