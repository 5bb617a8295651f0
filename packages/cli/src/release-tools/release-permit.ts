import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { Site } from "@plimsoll/governor";
import type { Action } from "@plimsoll/release";
import { changePause, type GateAnswer, ReleaseGate, standingOrder, type Use, useOf } from "@plimsoll/release/node";
import { tighteningEnvironment, wordOf } from "./desk-ports.ts";
import { leverReadBack } from "./lever-read-back.ts";
import { storeIn } from "./release-flags.ts";

const WATCH_MS = 1_000;
const WHOLE = 10_000;

/** A site says with this file that nothing runs on it without a Green decision. */
export const requirementIn = (data: string): string => join(data, "release-required.json");

/** Leave of the release gate for a piece of work, as long as the gate gives it. */
export interface ReleasePermit extends Disposable {
  /** Of an allotment: what the release's modulation leaves of it. The stricter of this and the kernel's power holds. */
  scaled(milliCores: number): number;
  /** Fires with the given signal, and when the gate takes its leave back. */
  until(signal: AbortSignal): AbortSignal;
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
  /** What is to be served: it has to be one of the dossier's artifacts. */
  readonly artifact?: Digest;
}

/**
 * Asks the gate before any compute. Without a dossier there is nothing to ask about: then a site that requires a release refuses,
 * and another one goes on as it always did. Throws `RELEASE_REQUIRED`, `RELEASE_NOT_ALLOWED`, and what the gate throws.
 */
export function releasePermit(
  site: Pick<Site, "state">,
  { data, dossier, pack, artifact }: PermitFlags,
  action: Action,
): ReleasePermit | null {
  if (dossier === undefined) {
    if (existsSync(requirementIn(data))) throw required(data);
    return null;
  }
  const use = useOf(dossier, action, pack ?? null);
  if (artifact !== undefined && !use.artifacts.includes(artifact)) throw otherArtifact(use, artifact);
  return new GatedPermit(site, data, use);
}

class GatedPermit implements ReleasePermit {
  readonly #site: Pick<Site, "state">;
  readonly #data: string;
  readonly #use: Use;
  readonly #gate: ReleaseGate;
  #timer: NodeJS.Timeout | undefined;

  constructor(site: Pick<Site, "state">, data: string, use: Use) {
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
    return this.#gate.check(this.#use, systemClock.wallMs(), wordOf(this.#site.state, this.#use.artifacts));
  }

  scaled(milliCores: number): number {
    const { share } = standingOrder(storeIn(this.#data), this.#use.subject);
    return Math.max(1, Math.floor((milliCores * share) / WHOLE));
  }

  until(signal: AbortSignal): AbortSignal {
    const withdrawn = new AbortController();
    this.#timer = setInterval(() => {
      if (!this.#isStillAllowed()) withdrawn.abort();
    }, WATCH_MS);
    this.#timer.unref();
    return AbortSignal.any([signal, withdrawn.signal]);
  }

  /** Whatever keeps the gate from answering takes its leave back. */
  #isStillAllowed(): boolean {
    try {
      return this.#ask().admission.isAllowed;
    } catch {
      return false;
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

const otherArtifact = ({ artifacts, subject }: Use, artifact: Digest): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `an artifact of ${subject}: ${artifacts.join(", ") || "none is named"}`,
    received: artifact,
    fix: "name the dossier of what is to be served",
  });

const required = (data: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_REQUIRED",
    expected: "a dossier with a Green decision for this work",
    received: `none, and ${requirementIn(data)} asks for one`,
    fix: "evaluate one (plimsoll release evaluate DIR) and name it: --dossier DIR",
  });

function notAllowed({ action, subject }: Use, { admission }: GateAnswer): PlimsollError {
  const reasons = admission.isAllowed ? [] : admission.reasons;
  return new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `a Green decision in force on ${action} of ${subject}`,
    received: reasons
      .slice(0, 3)
      .map(({ code, detail }) => `${code}: ${detail}`)
      .join(" "),
    fix: "see what would change it: plimsoll release gate DIR",
  });
}
