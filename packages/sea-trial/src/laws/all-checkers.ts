import { failClosed } from "./l1-fail-closed.ts";
import { orderFree } from "./l10-order-free.ts";
import { worstCase } from "./l2-worst-case.ts";
import { evidenceByTrials } from "./l3-evidence-by-trials.ts";
import { conservation } from "./l4-conservation.ts";
import { saveThenAnswer } from "./l5-save-then-answer.ts";
import { desiredState } from "./l6-desired-state.ts";
import { sameBytes } from "./l7-same-bytes.ts";
import { anyoneCanCheck } from "./l8-anyone-can-check.ts";
import { onlyNarrower } from "./l9-only-narrower.ts";
import type { MakeChecker } from "./law.ts";

/** One checker for each law. */
export const ALL_CHECKERS: readonly MakeChecker[] = [
  failClosed,
  worstCase,
  evidenceByTrials,
  conservation,
  saveThenAnswer,
  desiredState,
  sameBytes,
  anyoneCanCheck,
  onlyNarrower,
  orderFree,
];
