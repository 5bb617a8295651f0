import { PlimsollError } from "@plimsoll/foundation";
import type { DriftState } from "../drift/drift-state.ts";
import type { Kept } from "../engine/optimizers/optimizer.ts";
import type { Parts } from "./parts.ts";
import type { GoodStates } from "./rewind/good-states.ts";
import type { Course } from "./course.ts";

/** The course with what the drift detector keeps; `null` where there is none. */
export interface WrittenCourse extends Course {
  readonly drift: DriftState | null;
}

/** All that a training needs to go on bit for bit, between two steps: arrays by name, and plain numbers that JSON carries exactly. */
export interface TrainerState {
  readonly tensors: Readonly<Record<string, Float32Array>>;
  readonly course: WrittenCourse;
  readonly scalars: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Of the states that the weights can be put back to; their tensors are `good.INDEX.NAME`. */
  readonly good: readonly { readonly step: number; readonly scalars: Readonly<Record<string, number>> }[];
}

const keptParts = ({ optimizer, curvature, risk, average }: Parts): Readonly<Record<string, Kept>> => ({
  optimizer,
  curvature,
  ...(risk === null ? {} : { risk }),
  ...(average === null ? {} : { average }),
});

/** Live views of memory by name. */
const liveTensors = (parts: Parts): Record<string, Float32Array> => ({
  "worker.parameters": parts.network.parameters,
  ...Object.fromEntries(
    Object.entries(keptParts(parts)).flatMap(([part, { tensors }]) =>
      Object.entries(tensors).map(([name, tensor]) => [`${part}.${name}`, tensor]),
    ),
  ),
});

export function writtenState(course: Course, parts: Parts, good: GoodStates): TrainerState {
  const tensors = Object.fromEntries(
    Object.entries(liveTensors(parts)).map(([name, tensor]) => [name, tensor.slice()]),
  );
  for (const [index, state] of good.states.entries())
    for (const [name, tensor] of Object.entries(state.tensors)) tensors[`good.${index}.${name}`] = tensor.slice();
  return {
    tensors,
    course: { ...course, drift: parts.drift?.state ?? null },
    scalars: Object.fromEntries(Object.entries(keptParts(parts)).map(([part, kept]) => [part, kept.scalars()])),
    good: good.states.map(({ step, scalars }) => ({ step, scalars })),
  };
}

/** Puts a state into the parts; answers with its course. @throws PlimsollError `PROPHET_STATE` */
export function readState(state: TrainerState, parts: Parts, states: GoodStates): Course {
  const { tensors, course, scalars, good } = state;
  assertSameParts(state, parts);
  for (const [name, live] of Object.entries(liveTensors(parts))) live.set(tensorOf(tensors, name, live.length));
  for (const [part, kept] of Object.entries(keptParts(parts))) kept.restore(scalars[part] ?? {});
  if (course.drift !== null) parts.drift?.restore(course.drift);
  const names = ["parameters", ...Object.keys(parts.optimizer.tensors)];
  const count = parts.network.parameters.length;
  states.replace(
    good.map(({ step, scalars: kept }, index) => ({
      step,
      scalars: kept,
      tensors: Object.fromEntries(
        names.map((name) => [name, tensorOf(tensors, `good.${index}.${name}`, count).slice()]),
      ),
    })),
  );
  return course;
}

/** A part that the state does not know would begin anew, and one that only the state knows would be lost, without a word. */
function assertSameParts({ scalars, course }: TrainerState, parts: Parts): void {
  const [expected, received] = [
    namesOf(keptParts(parts), parts.drift !== null),
    namesOf(scalars, course.drift !== null),
  ];
  if (expected === received) return;
  throw new PlimsollError({
    code: "PROPHET_STATE",
    expected: `a state of ${expected}`,
    received: `one of ${received}`,
    fix: "go on with the spec that the state was made with",
  });
}

const namesOf = (parts: object, hasDrift: boolean): string =>
  [...Object.keys(parts), ...(hasDrift ? ["drift"] : [])].toSorted().join(", ");

function tensorOf(tensors: TrainerState["tensors"], name: string, length: number): Float32Array {
  const tensor = tensors[name];
  if (tensor?.length === length) return tensor;
  throw new PlimsollError({
    code: "PROPHET_STATE",
    expected: `${length} numbers under ${name}`,
    received: tensor === undefined ? "none" : String(tensor.length),
    fix: "go on with the spec that the state was made with",
  });
}
