import { err, ok, type Result } from "@plimsoll/foundation";
import type { Condition } from "../law/condition.ts";
import type { Observation } from "../world/observation.ts";
import { type CompileFault, compileFault } from "./compile-fault.ts";
import type { Parameter, PredicateArgument, Vocabulary } from "./vocabulary.ts";

/** A compiled condition: total, and a function of the observation alone. */
export type Holds = (seen: Observation) => boolean;

/** Conditions nested deeper are refused: evaluation stays bounded. */
export const CONDITION_DEPTH_MAX = 8;

/** Compiles a condition exactly, or says where it is not of this vocabulary. */
export function compileCondition(
  vocabulary: Vocabulary,
  { op, args }: Condition,
  path: string,
  depth = 1,
): Result<Holds, CompileFault> {
  if (depth > CONDITION_DEPTH_MAX)
    return err(compileFault("SCHEMA_ERROR", path, `conditions nested at most ${CONDITION_DEPTH_MAX} deep`));
  if (op === "TRUE" || op === "FALSE") return constant(op === "TRUE", args, path);
  if (op === "AND" || op === "OR" || op === "NOT") return compileJunction(vocabulary, { op, args }, path, depth);
  return compilePredicate(vocabulary, { op, args }, path);
}

const constant = (value: boolean, args: Condition["args"], path: string): Result<Holds, CompileFault> =>
  args.length === 0 ? ok(() => value) : err(compileFault("SCHEMA_ERROR", `${path}/args`, "no argument"));

function compileJunction(
  vocabulary: Vocabulary,
  { op, args }: Condition,
  path: string,
  depth: number,
): Result<Holds, CompileFault> {
  if (op === "NOT" ? args.length !== 1 : args.length === 0)
    return err(compileFault("SCHEMA_ERROR", `${path}/args`, op === "NOT" ? "one condition" : "one condition or more"));
  const parts: Holds[] = [];
  for (const [index, argument] of args.entries()) {
    const at = `${path}/args/${index}`;
    if (typeof argument !== "object") return err(compileFault("SCHEMA_ERROR", at, "a condition"));
    const part = compileCondition(vocabulary, argument, at, depth + 1);
    if (!part.ok) return part;
    parts.push(part.value);
  }
  return ok(joined(op, parts));
}

function joined(op: string, parts: readonly Holds[]): Holds {
  if (op === "AND") return (seen) => parts.every((part) => part(seen));
  if (op === "OR") return (seen) => parts.some((part) => part(seen));
  const [only] = parts as [Holds];
  return (seen) => !only(seen);
}

function compilePredicate(vocabulary: Vocabulary, { op, args }: Condition, path: string): Result<Holds, CompileFault> {
  const predicate = Object.hasOwn(vocabulary, op) ? vocabulary[op] : undefined;
  if (predicate === undefined)
    return err(compileFault("SCHEMA_ERROR", `${path}/op`, `one of ${Object.keys(vocabulary).join(", ")}`));
  const { parameters, holds } = predicate;
  if (args.length !== parameters.length)
    return err(compileFault("SCHEMA_ERROR", `${path}/args`, `${parameters.length} arguments`));
  for (const [index, parameter] of parameters.entries())
    if (!PARAMETERS[parameter](args[index]))
      return err(compileFault("SCHEMA_ERROR", `${path}/args/${index}`, parameter));
  return ok((seen) => holds(seen, args as readonly PredicateArgument[]));
}

const PARAMETERS: Readonly<Record<Parameter, (argument: unknown) => boolean>> = {
  regime: (argument) => argument === 0 || argument === 1 || argument === 2,
  count: (argument) => Number.isSafeInteger(argument) && (argument as number) >= 0,
  name: (argument) => typeof argument === "string" && /^[A-Z_]{1,32}$/.test(argument),
  field: (argument) => typeof argument === "string" && /^[a-zA-Z_]{1,32}$/.test(argument),
  value: (argument) => typeof argument !== "object" && argument !== undefined,
};
