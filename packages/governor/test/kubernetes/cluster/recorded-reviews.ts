import { isRecord, textAt } from "../../../src/kubernetes/untrusted-fields.ts";

/** A review as an API server sent it, and what became of it. */
export interface DecidedReview {
  /** When it was decided, ms since 1970. */
  readonly atMs: number;
  readonly review: unknown;
  /** `null`: allowed. */
  readonly code: string | null;
}

export interface RecordedReview extends DecidedReview {
  readonly kind: string;
  readonly operation: string;
}

/**
 * One of each operation and outcome for pods, and of each outcome that differs for what makes them, without `managedFields`, which no
 * decision looks at and which is most of the bytes.
 */
export function chooseReviews(reviews: readonly DecidedReview[]): readonly RecordedReview[] {
  const chosen = new Map<string, RecordedReview>();
  for (const decided of reviews) {
    const text = (...path: readonly string[]): string => textAt(decided.review, "request", ...path) ?? "";
    const group = text("kind", "group");
    const kind = `${group === "" ? "" : `${group}/`}${text("kind", "version")} ${text("kind", "kind")}`;
    const [operation, subResource] = [text("operation"), text("subResource")];
    const key = `${kind} ${operation} ${subResource} ${decided.code}`;
    const isTold = kind === "v1 Pod" || decided.code === null || decided.code === "TOKEN_MISSING";
    if (isTold && !chosen.has(key))
      chosen.set(key, { kind, operation, ...decided, review: withoutManagedFields(decided.review) });
  }
  return [...chosen.values()];
}

function withoutManagedFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutManagedFields);
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([name]) => name !== "managedFields");
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutManagedFields(inner)]));
}
