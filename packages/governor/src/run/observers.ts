import type { RunObserver } from "./ports.ts";

/** Several who look on, as one; the first named sees everything first. */
export const observers = (...all: readonly RunObserver[]): RunObserver => ({
  entry: (entry) => all.forEach((observer) => observer.entry?.(entry)),
  checkpoint: (found) => all.forEach((observer) => observer.checkpoint?.(found)),
  probing: (progress) => all.forEach((observer) => observer.probing?.(progress)),
  meter: (sample) => all.forEach((observer) => observer.meter?.(sample)),
  renewed: (renewal) => all.forEach((observer) => observer.renewed?.(renewal)),
  jobStarted: () => all.forEach((observer) => observer.jobStarted?.()),
  advice: (advice) => all.forEach((observer) => observer.advice?.(advice)),
  adviceFault: (fault) => all.forEach((observer) => observer.adviceFault?.(fault)),
  readiness: (proof) => all.forEach((observer) => observer.readiness?.(proof)),
  unpaidFault: (fault) => all.forEach((observer) => observer.unpaidFault?.(fault)),
  unpaid: (found) => all.forEach((observer) => observer.unpaid?.(found)),
});
