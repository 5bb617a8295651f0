import { checkModel, SMALL_SCOPE, WHOLE_SCOPE } from "../src/check/model-check.ts";
import { THE_EXPERIMENT } from "../src/check/specimen.ts";
import { cpuSeconds } from "./figures.ts";

export interface TimedCheck {
  readonly seconds: number;
  readonly states: number;
  readonly transitions: number;
}

/** The exhaustive model check, or a part of it for a trial. One that finds something, or leaves something out, is no figure. */
export function timedCheck(isTrial: boolean): TimedCheck {
  const startedSeconds = cpuSeconds();
  const { states, transitions, violationCount, isWhole } = checkModel(
    THE_EXPERIMENT,
    isTrial ? SMALL_SCOPE : WHOLE_SCOPE,
  );
  if (violationCount > 0) throw new Error(`the model check found ${violationCount} violations`);
  if (!isWhole && !isTrial) throw new Error("the model check left something out");
  return { seconds: cpuSeconds() - startedSeconds, states, transitions };
}
