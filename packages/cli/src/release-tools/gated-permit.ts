import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Site } from "@plimsoll/governor";
import { wordOf } from "@plimsoll/release";
import { changePause, type GateAnswer, ReleaseGate, standingOrder, type Use, useOf } from "@plimsoll/release/node";
import { describeFault } from "../output/report-fault.ts";
import { tighteningEnvironment } from "./desk-ports.ts";
import { isGoneOnWith, type JobWeights, mayBegin } from "./job-weights.ts";
import { leverReadBack } from "./lever-read-back.ts";
import { leftOf } from "./left-of.ts";
import type { PermitWork, ReleasePermit } from "./permit.ts";
import { storeIn } from "./release-flags.ts";

const WATCH_MS = 1_000;

/** Asks the gate for the dossier that work rests on. Throws `RELEASE_NOT_ALLOWED`, and what the gate throws. */
export function gatedPermit(
  site: Pick<Site, "state">,
  data: string,
  { dossier, pack }: { readonly dossier: string; readonly pack: string | null },
  { action, weights }: PermitWork,
): ReleasePermit {
  const use = useOf(dossier, action, pack);
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
    return leftOf(milliCores, standingOrder(storeIn(this.#data), this.#use.subject));
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

const REASONS_TOLD = 3;

type Reasons = Extract<GateAnswer["admission"], { readonly isAllowed: false }>["reasons"];

const reasonsText = (reasons: Reasons): string =>
  reasons
    .slice(0, REASONS_TOLD)
    .map(({ code, detail }) => `${code}: ${detail}`)
    .join(" ");

function notAllowed({ action, subject }: Use, { admission }: GateAnswer): PlimsollError {
  const reasons = admission.isAllowed ? [] : admission.reasons;
  return new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `a Green decision in force on ${action} of ${subject}`,
    received: reasonsText(reasons),
    fix: `see what would change it: plimsoll release gate DIR --action ${action}`,
  });
}
