import type { Digest } from "@plimsoll/foundation";
import { type Admission, admit, refusedByLog } from "../../gate/admit.ts";
import { integrity } from "../../record/integrity.ts";
import type { ReleaseReader } from "../../record/release-store.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { type AskKernel, gateFacts } from "../../state/gate-facts.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import type { TighteningEnvironment } from "../../state/tightened-by.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { digestOfPolicy, policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";
import type { Use } from "./use-of.ts";

/** Whether work may go on, and by which evaluation. */
export interface GateAnswer {
  readonly admission: Admission;
  /** The evaluation that the answer rests on; null where there is none. */
  readonly evaluation: string | null;
}

/**
 * The gate over a release log: it follows the log, and changes nothing in it. It goes through all of it once, with all the bytes
 * that it names; after that it looks at what is added, and at what the records say of one another.
 */
export class ReleaseGate implements Disposable {
  readonly #reader: ReleaseReader;
  readonly #environment: TighteningEnvironment;
  readonly #broken: readonly string[];
  #state: ReleaseState = EMPTY_STATE;
  #policy: { readonly next: number; readonly digest: Digest } | null = null;

  /**
   * Throws `RELEASE_STORE_NOT_FOUND` and as `readReleaseStore`: without a log nothing is allowed.
   *
   * @param wholeCheck for who only tells, and lets nothing pass by the answer
   */
  constructor(
    store: string,
    environment: TighteningEnvironment,
    wholeCheck: (reader: ReleaseReader) => readonly string[] = integrity,
  ) {
    this.#reader = readReleaseStore(store);
    this.#environment = environment;
    this.#broken = wholeCheck(this.#reader);
  }

  /**
   * May this be done now? A clock that stands before the newest record is not believed.
   *
   * @param askKernel the kernel's word on weights, at this moment: it is asked about all that the subject ever had
   */
  check(use: Use, wallMs: number, askKernel: AskKernel): GateAnswer {
    this.#state = caughtUp(this.#state, this.#reader);
    const broken = [...new Set([...this.#broken, ...this.#state.faults])];
    if (broken.length > 0) return { admission: refusedByLog(broken), evaluation: null };
    const { subject, subjectDigest, action, artifacts, dossier, pack } = use;
    const { decision, evaluation, voidedBy, hasPack } = gateFacts(this.#state, subject, action, askKernel, artifacts);
    const nowMs = Math.max(wallMs, this.#state.lastAtMs);
    const policy = this.#policyDigest();
    const isThatPack = hasPack && pack !== null && this.#state.packs.get(evaluation ?? "") === pack;
    const facts = { subjectDigest, action, dossier, policy, nowMs, voidedBy, hasPack: isThatPack };
    return { admission: admit(decision, facts), evaluation };
  }

  #policyDigest(): Digest {
    if (this.#policy?.next !== this.#state.next) {
      const policy = policyNow(this.#state, this.#reader, this.#environment, shipped().policy);
      this.#policy = { next: this.#state.next, digest: digestOfPolicy(policy) };
    }
    return this.#policy.digest;
  }

  [Symbol.dispose](): void {
    this.#reader.close();
  }
}
