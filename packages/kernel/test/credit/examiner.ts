import { CONTEXTS, DIMENSIONS, type Entry, type RefusalCode } from "@plimsoll/kernel";
import type { Subject } from "../../src/command/command.ts";
import type { Family } from "../../src/credit/family.ts";
import { strictPolicy, TestSite, weights } from "../test-site.ts";

type Digest = `sha256:${string}`;

/** Failures in every window of a family: on the public probes, and on the held-out ones. */
export interface FamilyFailures {
  readonly known?: number;
  readonly heldOut?: number;
}

/** Whoever examines the runs of a test site: the steps of an examination, and window sets with actions of a test's choice. */
export class Examiner {
  readonly site: TestSite;

  constructor(policy = strictPolicy) {
    this.site = TestSite.opened(policy);
    this.site.startFrom(weights("w0"));
  }

  ask(examination: string, digest: Digest, subject: Subject = { kind: "run", run: "run-1" }): RefusalCode | null {
    const probeSet = weights(`public of ${examination}`);
    const heldOutSet = weights(`held-out of ${examination}`);
    return this.site.do({ type: "families.register", examination, subject, digest, probeSet, heldOutSet });
  }

  drawn(examination: string, pulse = "pulse"): RefusalCode | null {
    return this.site.do({ type: "families.draw", examination, pulse: weights(pulse) });
  }

  asked(examination: string): readonly Family[] {
    return this.site.state.examinations.get(examination)?.asked ?? [];
  }

  answer(examination: string, family: Family, { known = 0, heldOut = 0 }: FamilyFailures = {}): void {
    const trials = this.site.state.examinations.get(examination)?.trials ?? 0;
    for (const context of CONTEXTS) {
      for (const part of ["public", "held-out"] as const) {
        const uncontrolled = part === "public" ? known : heldOut;
        const counts = { controlled: trials - uncontrolled, uncontrolled, void: 0 };
        this.site.do({
          type: "family.record",
          examination,
          family,
          context,
          part,
          ...counts,
          transcript: weights(`${family}/${context}/${part}`),
        });
      }
    }
  }

  finish(examination: string): RefusalCode | null {
    return this.site.do({ type: "families.close", examination });
  }

  /** A whole examination: every asked family answered cleanly, but for those named. */
  examine(
    examination: string,
    digest: Digest,
    failures: Partial<Record<Family, FamilyFailures>> = {},
    { pulse = "pulse", subject }: { readonly pulse?: string; readonly subject?: Subject } = {},
  ): RefusalCode | null {
    const code = this.ask(examination, digest, subject) ?? this.drawn(examination, pulse);
    if (code !== null) return code;
    for (const family of this.asked(examination)) this.answer(examination, family, failures[family]);
    return this.finish(examination);
  }

  /** A whole window set without a failure, in which EVAL and SHADOW act differently in so many trials of each window. */
  compare(set: string, digest: Digest, different: number, run = "run-1"): RefusalCode | null {
    const code = this.site.open(set, digest, run);
    if (code !== null) return code;
    const trials = this.site.state.windowSets.get(set)?.trials ?? 0;
    for (const dimension of DIMENSIONS) {
      for (const context of CONTEXTS) {
        const second = context === "EVAL" ? 0 : different;
        this.site.do({
          type: "trials.record",
          set,
          dimension,
          context,
          controlled: trials,
          uncontrolled: 0,
          void: 0,
          actions: [trials - second, second],
          transcript: weights(`${set}/${dimension}/${context}`),
        });
      }
    }
    return this.site.do({ type: "windows.close", set });
  }

  verdicts(): Readonly<Record<string, string>> {
    const families = this.site.state.lineages.get("line-1")?.families ?? {};
    return Object.fromEntries(Object.values(families).map(({ family, verdict }) => [family, verdict]));
  }

  of<K extends Entry["kind"]>(kind: K): readonly Extract<Entry, { readonly kind: K }>[] {
    return this.site.entries.filter((entry): entry is Extract<Entry, { readonly kind: K }> => entry.kind === kind);
  }
}
