import { identifier } from "@plimsoll/foundation";
import { publicKeyShape } from "../command/role.ts";
import type { Column } from "./column.ts";
import { texts, words } from "./scalar-columns.ts";
import type { TextKind } from "./texts.ts";

/** Names as commands carry them. */
const NAME: TextKind = { expected: identifier.expected, admits: (text) => identifier.parse(text).ok };
/** Two names and what is between them. */
const PAIR: TextKind = { expected: "two names joined by /", admits: (text) => /^[\w.:@/-]{1,258}$/.test(text) };
/** Sums of many FLOP go beyond what one command may carry. */
const DECIMAL: TextKind = {
  expected: "a whole number in decimal digits",
  admits: (text) => /^(0|[1-9]\d{0,199})$/.test(text),
};
const PUBLIC_KEY: TextKind = {
  expected: publicKeyShape.expected,
  admits: (text) => publicKeyShape.parse(text).ok,
};
const QUARTER: TextKind = { expected: "a quarter, such as 2026Q4", admits: (text) => /^\d{1,6}Q[1-4]$/.test(text) };

export const names: Column<string> = texts(NAME);
export const decimals: Column<string> = texts(DECIMAL);
export const publicKeys: Column<string> = texts(PUBLIC_KEY);
export const quarters = texts<`${number}Q${1 | 2 | 3 | 4}`>(QUARTER);
/** Keys of maps that two names make. */
export const pairs = <K extends string>(): Column<K> => texts<K>(PAIR);

/** One of a closed set of words. Given as the names of an object, so that none can be forgotten. */
export const wordsOf = <T extends string>(members: Readonly<Record<T, unknown>>): Column<T> =>
  words<T>({
    expected: `one of ${Object.keys(members).join(", ")}`,
    admits: (text) => Object.hasOwn(members, text),
  });

/** One of a closed list of words. */
export const wordsIn = <T extends string>(members: readonly T[]): Column<T> =>
  wordsOf(Object.fromEntries(members.map((word) => [word, true])) as Record<T, true>);
