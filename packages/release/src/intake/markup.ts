import { MASK } from "./fold.ts";

/** Tags of HTML and XML; a comment is text that only its reader does not see, and stays. */
const TAG = /<\/?([a-z][a-z0-9:-]{0,30})(?:\s[^<>]{0,1000})?\/?>/gi;

/** Between these, words do not run together. */
const BLOCKS = new Set(
  "p div br hr li ul ol tr td th table h1 h2 h3 h4 h5 h6 section article pre blockquote title body head".split(" "),
);

export const hasMarkup = (text: string): boolean => /<\/?[a-z]/i.test(text);

/** The same text with each tag taken out of sight, at the same length: what is found in it stands at its place in the original. */
export const maskMarkup = (text: string): string =>
  text.replace(TAG, (tag, name: string) =>
    BLOCKS.has(name.toLowerCase()) ? ` ${MASK.repeat(tag.length - 1)}` : MASK.repeat(tag.length),
  );
