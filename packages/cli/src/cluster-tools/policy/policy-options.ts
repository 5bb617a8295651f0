import { existsSync, globSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { HEURISTIC_NAMES, isHeuristicName } from "./heuristic-names.ts";

/** What `--policy` was given: a heuristic's name, or files; several are the training seeds of one learned policy. */
export interface PolicyArgument {
  /** What tables call it. */
  readonly label: string;
  readonly source: { readonly heuristic: string } | { readonly files: readonly string[] };
}

/** `h1`, `policy.json`, `mine=policy.json`, `learned=runs/*.json`; repeatable. */
export const policyArguments = (text: string, before: readonly PolicyArgument[] = []): readonly PolicyArgument[] => {
  const argument = policyArgument(text);
  if (before.some(({ label }) => label === argument.label))
    throw new InvalidArgumentError(`"${argument.label}" is there already; name this one, as in other=${text}.`);
  return [...before, argument];
};

export function policyArgument(text: string): PolicyArgument {
  const [, label, place = text] = /^([\w.-]+)=(.+)$/s.exec(text) ?? [];
  if (label !== undefined && isHeuristicName(label) && label !== place)
    throw new InvalidArgumentError(`"${label}" is the name of a heuristic; give ${place} another one.`);
  if (isHeuristicName(place)) return { label: label ?? place, source: { heuristic: place } };
  const files = filesAt(place);
  if (files.length === 0)
    throw new InvalidArgumentError(`expected one of ${HEURISTIC_NAMES.join(", ")}, or the file of a policy.`);
  return { label: label ?? labelOf(place), source: { files } };
}

/** The file of that very name, else those that the pattern fits, in the order of their names. */
const filesAt = (place: string): readonly string[] => (existsSync(place) ? [place] : globSync(place).sort());

const labelOf = (place: string): string =>
  place
    .replace(/^.*\//s, "")
    .replace(/\.json$/, "")
    .replaceAll("*", "")
    .replace(/^[-.]+|[-.]+$/g, "") || "policy";
