import type { Entry, Refusal } from "@plimsoll/kernel";

/** What became of a command. */
export type Submission =
  | { readonly kind: "decided"; readonly entries: readonly Entry[] }
  | { readonly kind: "repeated"; readonly firstEntry: number }
  | { readonly kind: "refused"; readonly refusal: ShellRefusal };

export type EarlyCode = "SIGNATURE_INVALID" | "OTHER_LOG" | "KEY_ID_FALSE" | "CLOCK_SKEW";

/** Where the site is one of a mesh: rights are elsewhere, or others are not heard (spec/mesh.md). */
export type MeshCode = `RIGHTS_${string}` | `SITE_${string}` | "HELD_ELSEWHERE" | "NOT_HOME_SITE";

/** Where the site requires a release: what is to be served has no leave of its gate. */
export type ReleaseCode = "RELEASE_REQUIRED" | "RELEASE_NOT_ALLOWED";

/** Refusals of the kernel, and those that a command can meet before it. */
export type ShellRefusal = Omit<Refusal, "code"> & {
  readonly code: Refusal["code"] | EarlyCode | MeshCode | ReleaseCode;
};
