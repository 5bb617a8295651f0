/** What a value must not reach without the right to it. */
export const LABELS = ["quarantined", "confidential", "subject_authored"] as const;
export type Label = (typeof LABELS)[number];

/** A value and its labels, which travel with it. */
export interface Labelled<T> {
  readonly value: T;
  readonly labels: ReadonlySet<Label>;
}

export const labelled = <T>(value: T, ...labels: readonly Label[]): Labelled<T> => ({
  value,
  labels: new Set(labels),
});

/** What is made of labelled values has the labels of all of them. */
export const combined = <T, U>(parts: readonly Labelled<T>[], make: (values: readonly T[]) => U): Labelled<U> => ({
  value: make(parts.map(({ value }) => value)),
  labels: new Set(parts.flatMap(({ labels }) => [...labels])),
});
