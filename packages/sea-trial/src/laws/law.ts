import type { Fact, Observed } from "./observed.ts";

/** The laws of ARCHITECTURE.md. */
export const LAWS = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9", "L10"] as const;
export type Law = (typeof LAWS)[number];

/** A law that did not hold. */
export interface Violation {
  readonly law: Law;
  readonly expected: string;
  readonly seen: string;
  /** True time since the trial began, ms. */
  readonly atMs: number;
  /** A site, a gate, a node, and what of it. */
  readonly where: string;
}

/**
 * Judges one law from outside. It MUST NOT take a verdict of what decides in production for true, and reads nothing but what it is told
 * and shown. Where it has the kernel decide or fold again, it holds the kernel against itself.
 * All three are optional: a checker takes what it needs.
 */
export interface Checker {
  readonly law: Law;
  /** A fact, in the order in which it happened. */
  tell?(fact: Fact, world: Observed): void;
  /** After every event of the agenda: MUST cost little, for it is called some hundred times in a simulated second. */
  check?(world: Observed): void;
  /** Once: every fault is mended, and the world has had time to come to rest. */
  conclude?(world: Observed): void;
}

export type Report = (violation: Omit<Violation, "law" | "atMs"> & { readonly atMs?: number }) => void;

export type MakeChecker = (report: Report) => Checker;
