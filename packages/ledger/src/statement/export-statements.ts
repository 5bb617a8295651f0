import type { Digest } from "@plimsoll/foundation";
import type { Envelope, SigningKey } from "@plimsoll/foundation/node";
import { entryObjectOf } from "./entry-object.ts";
import { noteExamined } from "./examined-artifacts.ts";
import { type EntryPredicate, signStatement, type Statement, statementOf } from "./statement.ts";

/** An entry with its text, as the ledger's reader gives it. */
export interface EntryText {
  readonly index: number;
  readonly text: string;
}

/**
 * The statements of a ledger, in its order. The same ledger gives the same statements.
 *
 * The entries MUST be all from index 0 on, else a `RangeError`: what a window set examined stands before its results, and a
 * statement must not depend on where the reading began. To have only some, leave out statements by `predicate.ledger.index`.
 * Throws `ENTRY_NOT_CANONICAL` and `ENTRY_KIND_UNKNOWN`.
 */
export function* statementsOf(
  entries: Iterable<EntryText>,
  origin: string,
): Generator<Statement<EntryPredicate>, void, undefined> {
  const examined = new Map<string, Digest>();
  let next = 0;
  for (const { index, text } of entries) {
    if (index !== next) throw new RangeError(`expected entry ${next}, got entry ${index}`);
    next += 1;
    const entry = entryObjectOf(text, index);
    noteExamined(examined, entry);
    const statement = statementOf(entry, { origin, index }, examined);
    if (statement !== null) yield statement;
  }
}

/** The statements of a ledger, each in a DSSE envelope. As `statementsOf`. */
export function* exportStatements(
  entries: Iterable<EntryText>,
  { origin, key }: { readonly origin: string; readonly key: SigningKey },
): Generator<Envelope, void, undefined> {
  for (const statement of statementsOf(entries, origin)) yield signStatement(statement, [key]);
}
