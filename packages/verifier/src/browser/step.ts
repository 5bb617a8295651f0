/** Why a check failed. The code is contract, the text is not. */
export type CheckCode =
  | "PROOF_MALFORMED"
  | "KEY_MALFORMED"
  | "KEY_MISMATCH"
  | "SIGNATURE_INVALID"
  | "PROOF_INVALID"
  | "ENTRY_OTHER"; // the leaf that is proven does not hold the entry that is shown

/** A name and a hash, to be shown. */
export type Shown = readonly [string, string];

/** One step of a check, as it is told to the reader. */
export interface Told {
  readonly step: "proof" | "checkpoint" | "key" | "signature" | "inclusion" | "entry";
  readonly holds: boolean;
  readonly says: string;
  readonly hashes: readonly Shown[];
}

export type Step<T> = { readonly told: Told } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: CheckCode }
);

/** What a check came to, and every step that was taken. A step that is not there was not reached. */
export type Verdict<T> = { readonly steps: readonly Told[] } & (
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: CheckCode }
);

export const held = <T>(step: Told["step"], says: string, value: T, hashes: readonly Shown[] = []): Step<T> => ({
  ok: true,
  value,
  told: { step, holds: true, says, hashes },
});

export const failed = (
  step: Told["step"],
  code: CheckCode,
  says: string,
  hashes: readonly Shown[] = [],
): Step<never> => ({ ok: false, code, told: { step, holds: false, says, hashes } });

/** Ends a procedure at its first failed step. */
class Ended extends Error {
  readonly code: CheckCode;

  constructor(code: CheckCode) {
    super(code);
    this.code = code;
  }
}

/** Runs a procedure that says its steps. Whatever it throws itself, such as a platform without Ed25519, is a check that failed. */
export async function checkedSteps<T>(procedure: (say: <S>(step: Step<S>) => S) => Promise<T>): Promise<Verdict<T>> {
  const steps: Told[] = [];
  const say = <S>(step: Step<S>): S => {
    steps.push(step.told);
    if (step.ok) return step.value;
    throw new Ended(step.code);
  };
  try {
    return { ok: true, value: await procedure(say), steps };
  } catch (cause) {
    if (cause instanceof Ended) return { ok: false, code: cause.code, steps };
    const { told } = failed("signature", "SIGNATURE_INVALID", `this browser could not check it: ${String(cause)}`);
    return { ok: false, code: "SIGNATURE_INVALID", steps: [...steps, told] };
  }
}
