/** What the page asks its worker for. */
export type ProofOrder =
  | { readonly type: "golden"; readonly threads: number }
  | { readonly type: "whole"; readonly threads: number }
  | { readonly type: "speed"; readonly threads: number; readonly measureMs: number };

/** What the worker answers. */
export type ProofAnswer =
  | { readonly type: "run"; readonly name: string; readonly hash: string; readonly expected: string }
  | { readonly type: "golden"; readonly same: number; readonly runs: number; readonly hash: string }
  | { readonly type: "whole-part"; readonly done: number; readonly runs: number }
  | { readonly type: "whole"; readonly steps: number; readonly hash: string; readonly expected: string }
  | { readonly type: "speed"; readonly stepsPerSecond: number; readonly threads: number }
  | { readonly type: "failed"; readonly message: string };
