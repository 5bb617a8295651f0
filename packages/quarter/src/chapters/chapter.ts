import type { Story } from "../story.ts";

/** One thing that a chapter says, and the entries that it stands on. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly entries: readonly number[];
}

/** What a chapter found in the ledger once it had happened. */
export interface Findings {
  /** In two or three sentences. */
  readonly lead: string;
  readonly facts: readonly Fact[];
}

/** A part of the story: it lets something happen, and throws `QUARTER_OUTCOME` where the ledger does not say that it did. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  /** The quarter goes on until this day before it begins. */
  readonly day: number;
  readonly tell: (story: Story) => Findings | Promise<Findings>;
}

/** A chapter that was told. */
export interface ToldChapter extends Findings {
  readonly id: string;
  readonly title: string;
  readonly fromDay: number;
  readonly toDay: number;
  /** Entries in the ledger when it began, and when it ended. */
  readonly firstEntry: number;
  readonly endEntry: number;
}

export const fact = (label: string, value: string | number, entries: readonly number[] = []): Fact => ({
  label,
  value: typeof value === "number" ? value.toLocaleString("en") : value,
  entries,
});
