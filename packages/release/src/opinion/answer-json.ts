import { err, ok, type Result, type Shape } from "@plimsoll/foundation";

/** Why an answer of a model is not read at all. */
export interface AnswerRefusal {
  readonly expected: string;
  readonly received: string;
}

/** An answer longer than this is not read: 1 MiB of characters. */
export const ANSWER_LENGTH_MAX = 1_048_576;

/** What a model answered, in a closed shape. Models like to put JSON between two lines of backticks: those are taken off. */
export function readAnswerOf<T>(shape: Shape<T>, text: string): Result<T, AnswerRefusal> {
  if (text.length > ANSWER_LENGTH_MAX) return refused(`at most ${ANSWER_LENGTH_MAX} characters`, `${text.length}`);
  const value = parsed(unwrapped(text.trim()));
  if (value === undefined) return refused("one JSON object and nothing else", "text that is no JSON");
  const read = shape.parse(value);
  return read.ok ? ok(read.value) : refused(`${read.error.path}: ${read.error.expected}`, read.error.received);
}

const OPENING = /^```(?:json)?[ \t]*\n/;

function unwrapped(text: string): string {
  const opening = OPENING.exec(text);
  return opening !== null && text.endsWith("```") ? text.slice(opening[0].length, -3) : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const refused = (expected: string, received: string): Result<never, AnswerRefusal> => err({ expected, received });
