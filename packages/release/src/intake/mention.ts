import { fold, foldPlain, INVISIBLE } from "./fold.ts";
import type { IntakeRule, MentionWords } from "./intake-rules.ts";
import { fenceAt, quotationAt } from "./quotation.ts";

/**
 * Use or mention: does a text give an instruction to whoever judges it, or tell of one?
 *
 * A safety report is full of the words of attacks. Words alone cannot part the two, and a model that is asked could itself be steered by
 * what it reads. So the surroundings decide, by fixed rules and in this order:
 *
 * 1. What is concealed within (signs without width, letters of mixed scripts, comments and hidden elements of a page) is used: nobody quotes so.
 * 2. In quotation marks or inline code it is a mention where a word of analysis or reporting stands near outside the marks,
 *    and used where the reader is told to do as quoted.
 * 3. In a code block, block quotation, list or table it is a mention where a word of analysis leads up to it.
 * 4. In running text it is a mention where grammar gives it to another: negated ("never ignore"), by a subject that is not the
 *    reader ("models may ignore"), as an infinitive of somebody's attempt ("asked the agent to ignore"), or as a part of a name ("ignore-previous attacks").
 * 5. Everything else is used: an imperative, alone or after "please", "you must", a colon or a name of the reader.
 *
 * Rejected: taking quotation marks alone as a mention (an attack needs only two signs more), and a count of words (a long report would excuse one attack).
 * A mention still counts as a source, so whoever frames an attack as an example gets past; LIMITATIONS says so.
 */
export class MentionJudge {
  readonly #words: Readonly<Record<keyof MentionWords, RegExp>>;

  constructor(words: MentionWords) {
    const entries = Object.entries(words).map(([name, list]) => [name, anyOf(list)] as const);
    this.#words = Object.fromEntries(entries) as Record<keyof MentionWords, RegExp>;
  }

  /** Whether what a rule hit is only mentioned there. */
  isMention({ form, isCode }: IntakeRule, { text, start, end, fences }: Hit): boolean {
    if (isConcealed(text, start, end)) return false;
    const { setting, opensAt } = quotationAt(text, start, end);
    const fence = fenceAt(fences, start);
    if (isCode && (setting === "code" || fence !== null)) return true;
    if (setting === "quoted" || setting === "code") {
      if (this.#isOrderedToObey(text, opensAt)) return false;
      if (this.#isReportedAround(text, opensAt, end)) return true;
    }
    if (fence !== null && this.#has("analysis", beforeOf(text, fence, LEAD_LENGTH))) return true;
    if (setting !== "none" && this.#has("analysis", beforeOf(text, opensAt, LEAD_LENGTH))) return true;
    const [before, after] = [sentenceBefore(text, start), sentenceAfter(text, end)];
    return (
      this.#isName(after) || (form === "order" ? this.#isAnothersOrder(before, after) : this.#isAnothersClaim(before))
    );
  }

  /** An encoded run stands apart as a quotation does: is it shown as an example of an attack? */
  isShown(text: string, start: number, end: number): boolean {
    return this.#has("analysis", `${beforeOf(text, start, AROUND_LENGTH)} . ${afterOf(text, end, AROUND_LENGTH)}`);
  }

  #has(list: keyof MentionWords, words: string): boolean {
    return this.#words[list].test(words);
  }

  #isReportedAround(text: string, opensAt: number, end: number): boolean {
    const around = `${beforeOf(text, opensAt, AROUND_LENGTH)} . ${afterOf(text, end, AROUND_LENGTH)}`;
    return this.#has("analysis", around) || this.#has("reporting", around);
  }

  /** "Do as follows": an imperative in the words that lead up to the marks. */
  #isOrderedToObey(text: string, opensAt: number): boolean {
    const lead = sentenceBefore(text, opensAt);
    return this.#has("obeying", lead) && !this.#has("others", lead) && !this.#has("analysis", lead);
  }

  /** "Ignore-previous attacks". */
  #isName(after: string): boolean {
    return !/^\s*[.!?]/.test(after) && this.#has("names", ` ${after.trim().split(" ").slice(0, 2).join(" ")} `);
  }

  /** "Researchers persuaded the assistant to enter …", "the attack claims …". */
  #isAnothersClaim(before: string): boolean {
    if (/ (?:you|your) /.test(before)) return false;
    return (
      this.#has("analysis", before) ||
      (this.#has("others", before) && / (?:to|that|could|can|would|may|might) /.test(before))
    );
  }

  #isAnothersOrder(before: string, after: string): boolean {
    if (CONDITION.test(after)) return !this.#has("readers", before);
    const words = before.split(" ").filter((word) => word !== "" && !ADVERBS.has(word));
    const last = words.at(-1);
    if (last === undefined || last === "please" || last === "kindly") return false;
    return this.#isGovernedByAnother(words, last);
  }

  #isGovernedByAnother(words: readonly string[], last: string): boolean {
    const near = spaced(words.slice(-5));
    if (this.#has("negations", ` ${last} `)) return true;
    if (LINKS.has(last)) return this.#isAnothersAttempt(near, spaced(words.slice(-14)), last);
    if (this.#has("modals", ` ${last} `)) return !this.#has("readers", near) || this.#has("negations", near);
    return last.endsWith("ed") || this.#has("others", ` ${last} `) || this.#has("determiners", ` ${last} `);
  }

  /** An infinitive, or a verb that goes on from one: whose attempt is it? */
  #isAnothersAttempt(near: string, wide: string, last: string): boolean {
    if (/ (?:you|your|yourself) /.test(near)) return false;
    if (!this.#has("others", wide) && !this.#has("analysis", wide)) return false;
    return last === "to" || / (?:to|could|can|would|may|might|that|by|which) /.test(wide);
  }
}

/** Where something was hit, in a text with the fences of its code blocks. */
export interface Hit {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly fences: readonly number[];
}

const LINKS = new Set(["to", "and", "or", "then"]);

/** A rule for people, with its condition, is no order to a machine. */
const CONDITION =
  /\b(?:only if|if and only if|unless|provided that|once all|when all|only when|only after|only where)\b/;

const LEAD_LENGTH = 420;
const AROUND_LENGTH = 200;

/** Adverbs between subject and verb do not change who is meant. */
const ADVERBS = new Set(
  "simply just also now always completely entirely fully immediately blindly silently first quietly explicitly secretly instead either even still reliably sometimes often readily".split(
    " ",
  ),
);

const spaced = (words: readonly string[]): string => ` ${words.join(" ")} `;

const anyOf = (words: readonly string[]): RegExp =>
  new RegExp(`(?<![a-z0-9])(?:${words.map(pattern).join("|")})(?![a-z0-9])`);

const pattern = (word: string): string => {
  const text = fold(word)
    .text.trim()
    .replace(/[.+?^${}()|[\]\\/]/g, "\\$&")
    .replaceAll(" ", "[^a-z0-9]{1,4}");
  return text.endsWith("*") ? `${text.slice(0, -1)}[^ ]{0,9}` : text;
};

const beforeOf = (text: string, at: number, length: number): string =>
  spacedOut(text.slice(Math.max(0, at - length), at));

const afterOf = (text: string, at: number, length: number): string => spacedOut(text.slice(at, at + length));

/** Folded, with signs as blanks: words alone. */
const spacedOut = (text: string): string =>
  ` ${(foldPlain(text) ?? fold(text).text).replace(/[^a-z0-9\u00aa-\ud7ff]+/g, " ")} `;

const SENTENCE_LENGTH_MAX = 220;

const SENTENCE_END = /[.!?;:](?=\s)|\n(?=[ \t]{0,8}[-*>#\n])/g;

/** Words of the sentence before a place. A colon ends one too: what follows it stands for itself. */
function sentenceBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - SENTENCE_LENGTH_MAX), at);
  const cut = Array.from(before.matchAll(SENTENCE_END)).at(-1)?.index ?? -1;
  return spacedOut(before.slice(cut + 1));
}

function sentenceAfter(text: string, at: number): string {
  const after = text.slice(at, at + SENTENCE_LENGTH_MAX);
  const cut = after.search(/[.!?](?:\s|$)|\n\s*\n/);
  return (cut < 0 ? after : after.slice(0, cut + 1))
    .replace(/^[\s"'”’»`]+/, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.!?]+/gu, " ");
}

const MIXED = /[a-z][\u0370-\u058f\u13a0-\u13ff]|[\u0370-\u058f\u13a0-\u13ff][a-z]/i;
const HIDDEN_ELEMENT =
  /<[^<>]{0,300}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|\shidden\b)[^<>]{0,300}>[^<]*$/i;

/** Nobody who quotes an attack puts signs in it that no reader sees, or takes it out of the page. */
function isConcealed(text: string, start: number, end: number): boolean {
  const hit = text.slice(start, end);
  if (INVISIBLE.test(hit) || MIXED.test(hit)) return true;
  const before = text.slice(Math.max(0, start - QUOTE_BACK), start);
  return before.lastIndexOf("<!--") > before.lastIndexOf("-->") || HIDDEN_ELEMENT.test(before);
}

const QUOTE_BACK = 1000;
