import type { Entry, Refusal } from "@plimsoll/kernel";

/** What became of a command. */
export type Submission =
  | { readonly kind: "decided"; readonly entries: readonly Entry[] }
  | { readonly kind: "repeated"; readonly firstEntry: number }
  | { readonly kind: "refused"; readonly refusal: ShellRefusal };

export type EarlyCode = "SIGNATURE_INVALID" | "OTHER_LOG" | "CLOCK_SKEW";

/** Refusals of the kernel, and the three that a command can meet before it. */
export type ShellRefusal = Omit<Refusal, "code"> & { readonly code: Refusal["code"] | EarlyCode };
