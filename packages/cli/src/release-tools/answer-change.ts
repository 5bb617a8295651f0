import type { Result } from "@plimsoll/foundation";
import type { OperatorRefusal } from "@plimsoll/release/node";
import { EXIT } from "../exit-codes.ts";
import { answerOperator } from "./operator-answer.ts";
import type { ReleaseFlags } from "./release-flags.ts";
import { kernelExit, kernelSummary, kernelText, tellKernelRed } from "./tell-kernel.ts";

/**
 * Says what came of a change under which no decision stands any more: the kernel of the data folder's site is told red for every subject. Where it
 * could not be told the exit code is 1.
 */
export function answerChange<T>(
  changed: Result<T, OperatorRefusal>,
  flags: ReleaseFlags,
  exitWith: (code: number) => void,
  said: (value: T) => { readonly summary: object; readonly text: string },
): void {
  const told = changed.ok ? tellKernelRed(flags.data, null) : null;
  answerOperator(changed, flags, exitWith, (value) => {
    const { summary, text } = said(value);
    return {
      summary: { ...summary, ...kernelSummary(told) },
      text: `${text.trimEnd()}\n${kernelText(told)}`.trimEnd(),
    };
  });
  if (changed.ok) exitWith(kernelExit(told, EXIT.done));
}
