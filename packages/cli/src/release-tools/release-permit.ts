import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Site } from "@plimsoll/governor";
import { type Action, wordOf } from "@plimsoll/release";
import { changePause, type GateAnswer, ReleaseGate, standingOrder, type Use, useOf } from "@plimsoll/release/node";
import { describeFault } from "../output/report-fault.ts";
import { tighteningEnvironment } from "./desk-ports.ts";
import { isEntry } from "./is-entry.ts";
import { isGoneOnWith, type JobWeights, mayBegin } from "./job-weights.ts";
import { leverReadBack } from "./lever-read-back.ts";
import { requirementIn } from "./requirement.ts";
import { storeIn } from "./release-flags.ts";

const WATCH_MS = 1_000;
const WHOLE = 10_000;
/** The least that a warden holds a job to. */
const MILLI_CORES_MIN = 10;

/** Leave of the release gate for a piece of work, as long as the gate gives it. */
export interface ReleasePermit extends Disposable {
  /**
   * Of an allotment: what the release's modulation leaves of it. The stricter of this and the kernel's power holds. Throws
   * `RELEASE_NOT_ALLOWED` where nothing is left that could run.
   */
  scaled(milliCores: number): number;
  /** Whether the gate gives it now. Whatever keeps it from answering takes it back. */
  holds(): boolean;
  /** Fires with the given signal, and when the gate takes its leave back. */
  until(signal: AbortSignal): AbortSignal;
  /** Why the gate took its leave back; null while it has not. */
  lost(): string | null;
  /** Tells the release log what the lever was read back as, once the job has run for a while. */
  readBack(cpuShare: number | null): Promise<void>;
  /** Tells the release log that an ordered pause was carried out: the job has ended. Nothing where none was ordered. */
  acknowledgePause(): Promise<void>;
}

/** What a piece of work says of the release that it rests on. */
export interface PermitFlags {
  readonly data: string;
  readonly dossier?: string;
  /** The transparency pack at hand: what leaves the house needs it. */
  readonly pack?: string;
}

/** What is to be done, and with which weights: they have to be the dossier's. */
export interface PermitWork {
  readonly action: Action;
  /** Asked again while the work goes on. */
  readonly weights: () => JobWeights;
}

/**
 * Asks the gate before any compute. Without a dossier there is nothing to ask about: then a site that requires a release refuses,
 * and another one goes on as it always did. Throws `RELEASE_REQUIRED`, `RELEASE_NOT_ALLOWED`, and what the gate throws.
 */
export function releasePermit(
  site: Pick<Site, "state">,
  { data, dossier, pack }: PermitFlags,
  { action, weights }: PermitWork,
): ReleasePermit | null {
  if (dossier === undefined) {
    if (isEntry(requirementIn(data))) throw required(data);
    return null;
  }
  const use = useOf(dossier, action, pack ?? null);
  const begun = weights();
  if (!mayBegin(use.artifacts, begun)) throw otherWeights(use, begun);
  return new GatedPermit(site, data, use, () => isGoneOnWith(use.artifacts, begun, weights()));
}

class GatedPermit implements ReleasePermit {
  readonly #site: Pick<Site, "state">;
  readonly #data: string;
  readonly #use: Use;
  readonly #gate: ReleaseGate;
  readonly #isSameModel: () => boolean;
  #timer: NodeJS.Timeout | undefined;
  #lost: string | null = null;

  constructor(site: Pick<Site, "state">, data: string, use: Use, isSameModel: () => boolean) {
    this.#isSameModel = isSameModel;
    this.#site = site;
    this.#data = data;
    this.#use = use;
    this.#gate = new ReleaseGate(storeIn(data), tighteningEnvironment());
    const answer = this.#ask();
    if (answer.admission.isAllowed) return;
    this.#gate[Symbol.dispose]();
    throw notAllowed(use, answer);
  }

  #ask(): GateAnswer {
    return this.#gate.check(this.#use, systemClock.wallMs(), (artifacts) => wordOf(this.#site.state, artifacts));
  }

  scaled(milliCores: number): number {
    const { share, by } = standingOrder(storeIn(this.#data), this.#use.subject);
    const left = Math.floor((milliCores * share) / WHOLE);
    if (left < MILLI_CORES_MIN && share < WHOLE) throw nothingLeft(share, by);
    return left;
  }

  until(signal: AbortSignal): AbortSignal {
    const withdrawn = new AbortController();
    this.#timer = setInterval(() => {
      if (this.holds()) return;
      this.#lost ??= this.#whyNot();
      withdrawn.abort();
    }, WATCH_MS);
    this.#timer.unref();
    return AbortSignal.any([signal, withdrawn.signal]);
  }

  holds(): boolean {
    try {
      return this.#ask().admission.isAllowed && this.#isSameModel();
    } catch {
      return false;
    }
  }

  lost(): string | null {
    return this.#lost;
  }

  #whyNot(): string {
    try {
      const { admission } = this.#ask();
      return admission.isAllowed ? "The weights are others now." : reasonsText(admission.reasons);
    } catch (cause) {
      return `The gate cannot answer (${describeFault(cause).code}).`;
    }
  }

  async readBack(cpuShare: number | null): Promise<void> {
    await leverReadBack(storeIn(this.#data), this.#use.subject, cpuShare, systemClock.wallMs());
  }

  async acknowledgePause(): Promise<void> {
    const { subject } = this.#use;
    await changePause(storeIn(this.#data), subject, "acknowledge", "the governed job has ended", systemClock.wallMs());
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#gate[Symbol.dispose]();
  }
}

const otherWeights = ({ artifacts, subject }: Use, { line, isFromScratch }: JobWeights): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `weights of ${subject}: ${artifacts.join(", ") || "none is named"}`,
    received: line[0] ?? (isFromScratch ? "a training from scratch" : "no checkpoint"),
    fix: "name the dossier of these weights, with their digest (plimsoll artifact digest PATH) in its subject's artifacts",
  });

const nothingLeft = (share: number, by: string | null): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `at least ${MILLI_CORES_MIN} milli-cores of the allotment`,
    received: `compute stands at ${share / WHOLE} by order of ${by ?? "an earlier evaluation"}`,
    fix: "evaluate again in a later hour: each evaluation that is not Red gives back one step (plimsoll release lever SUBJECT)",
  });

const required = (data: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_REQUIRED",
    expected: "a dossier with a Green decision for this work",
    received: `none, and ${requirementIn(data)} asks for one`,
    fix: "evaluate one (plimsoll release evaluate DIR) and name it: --dossier DIR",
  });

const REASONS_TOLD = 3;

type Reasons = Extract<GateAnswer["admission"], { readonly isAllowed: false }>["reasons"];

const reasonsText = (reasons: Reasons): string =>
  reasons
    .slice(0, REASONS_TOLD)
    .map(({ code, detail }) => `${code}: ${detail}`)
    .join(" ");

/** On standard error, beside what the job itself ended with: a pause does not look like a person's interruption. */
export function tellLost(permit: ReleasePermit | null): void {
  const lost = permit?.lost() ?? null;
  if (lost !== null)
    process.stderr.write(
      `plimsoll: the release gate took its leave back: ${lost} It goes on only under a new Green decision on train_continue.\n`,
    );
}

function notAllowed({ action, subject }: Use, { admission }: GateAnswer): PlimsollError {
  const reasons = admission.isAllowed ? [] : admission.reasons;
  return new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `a Green decision in force on ${action} of ${subject}`,
    received: reasonsText(reasons),
    fix: `see what would change it: plimsoll release gate DIR --action ${action}`,
  });
}
