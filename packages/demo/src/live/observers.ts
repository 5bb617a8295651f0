import type { RunObserver } from "@plimsoll/governor";

/** Several who look on, as one; the first named sees everything first. */
export const observers = (...all: readonly RunObserver[]): RunObserver => ({
  entry: (entry) => all.forEach((observer) => observer.entry?.(entry)),
  checkpoint: (found) => all.forEach((observer) => observer.checkpoint?.(found)),
  probing: (progress) => all.forEach((observer) => observer.probing?.(progress)),
  meter: (sample) => all.forEach((observer) => observer.meter?.(sample)),
  jobStarted: () => all.forEach((observer) => observer.jobStarted?.()),
});
