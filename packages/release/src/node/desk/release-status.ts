import type { Action } from "../../dossier/subject.ts";
import type { EarlierEvaluation } from "../../evaluation/site-facts.ts";
import { keptOfKind } from "../../record/kept-of-kind.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE, policyInForce } from "../../state/release-state.ts";
import { tLedger } from "../../state/t-account.ts";
import { readReleaseStore } from "../store/read-store.ts";
import { policyNow } from "./open-desk.ts";
import { shipped } from "./shipped.ts";

/** A release store at a glance: its account, its rules and its evaluations. */
export interface ReleaseStatus {
  readonly policyVersion: string;
  readonly balance: number;
  readonly cap: number;
  readonly safeguards: number;
  readonly records: number;
  /** What in the log contradicts itself. */
  readonly faults: readonly string[];
  readonly evaluations: readonly {
    readonly evaluation: string;
    readonly subject: string;
    readonly action: Action;
    readonly colour: EarlierEvaluation["outcome"];
    readonly atMs: number;
  }[];
}

/** Everything at a glance, read without changing anything. Throws `RELEASE_STORE_NOT_FOUND`. */
export function releaseStatus(store: string): ReleaseStatus {
  using reader = readReleaseStore(store);
  const state = caughtUp(EMPTY_STATE, reader);
  const { budget } = policyNow(state, reader, {}, shipped().policy);
  const opened = [...keptOfKind(reader, "evaluation.opened")];
  const names = new Map(opened.map(({ record, body }) => [record.evaluation ?? "", body.subject.id]));
  const evaluations = [...state.subjects.values()]
    .flatMap((subject) => subject.evaluations)
    .toSorted((one, other) => one.atMs - other.atMs || (one.evaluation < other.evaluation ? -1 : 1));
  return {
    policyVersion: policyInForce(state)?.version ?? "none",
    balance: tLedger(state.account, budget).balance,
    cap: budget.cap,
    safeguards: [...state.safeguards.values()].length,
    records: reader.size,
    faults: state.faults,
    evaluations: evaluations.map(({ evaluation, action, outcome, atMs }) => ({
      evaluation,
      subject: names.get(evaluation) ?? "",
      action,
      colour: outcome,
      atMs,
    })),
  };
}
