import { type Mutation, mutationsIn } from "./guards.ts";

interface Edit {
  readonly at: number;
  /** Closings come before openings at the same place; inner closings before outer ones. */
  readonly rank: number;
  readonly drop: number;
  readonly code: string;
}

/**
 * A source in which every guard asks first whether it is the one to be weakened, so that one load serves all mutants.
 *
 * @param firstId number of the file's first mutant; the others follow in the order of `mutationsIn`
 */
export function instrumented(file: string, text: string, firstId: number): string {
  const edits = groups(mutationsIn(file, text), firstId).flatMap(editsOf);
  let done = "";
  let from = 0;
  for (const { at, drop, code } of edits.toSorted((a, b) => a.at - b.at || a.rank - b.rank)) {
    done += text.slice(from, at) + code;
    from = at + drop;
  }
  return rememberingByMutant(done + text.slice(from));
}

interface Group {
  readonly order: number;
  readonly start: number;
  readonly end: number;
  readonly mutations: readonly { readonly id: number; readonly mutation: Mutation }[];
}

/** All mutants of the same piece of text, outer pieces first. */
function groups(mutations: readonly Mutation[], firstId: number): readonly Group[] {
  const numbered = mutations.map((mutation, place) => ({ id: firstId + place, mutation }));
  const bySpan = Map.groupBy(numbered, ({ mutation: { start, end } }) => `${start}-${end}`);
  return [...bySpan.values()].map((members, order) => {
    const { start, end } = members[0]!.mutation;
    return { order, start, end, mutations: members };
  });
}

function editsOf({ order, start, end, mutations }: Group): readonly Edit[] {
  const instead = mutations.flatMap(({ id, mutation: { instead } }) =>
    instead.kind === "expression" ? [`__guards.at(${id}) ? ${instead.code} : `] : [],
  );
  const compared = mutations.flatMap(({ id, mutation: { instead } }) =>
    instead.kind === "operator" ? [{ ...instead, id }] : [],
  )[0];
  const open =
    compared === undefined ? "(" : `__guards.compare(${compared.id}, "${compared.from}", "${compared.to}", (`;
  const middle: readonly Edit[] =
    compared === undefined ? [] : [{ at: compared.at, rank: 0, drop: compared.from.length, code: "), (" }];
  return [
    { at: start, rank: 1 + order, drop: 0, code: `(${instead.join("")}${open}` },
    ...middle,
    { at: end, rank: -1 - order, drop: 0, code: compared === undefined ? "))" : ")))" },
  ];
}

/** What a weakened kernel worked out must not be remembered for another one. */
const rememberingByMutant = (text: string): string =>
  text
    .replaceAll("new WeakMap<", "new __guards.WeakMemory<")
    .replaceAll("const known = new Map<", "const known = new __guards.Memory<")
    .replaceAll("lastAsked?.day", "(__guards.isIntact ? lastAsked : null)?.day")
    .replaceAll("lastAsked = {", "if (__guards.isIntact) lastAsked = {");
