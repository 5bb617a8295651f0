import { html, type Html } from "./html.ts";

/** A long hash, short: whole on hover, in print, to a reader of screens, and in the clipboard when pressed. */
export const hashChip = (hash: string): Html =>
  html`<button type="button" class="hash" data-copy="${hash}" title="${hash}" aria-label="Copy ${hash}">
    ${shortHash(hash)}
  </button>`;

const shortHash = (hash: string): string => {
  const digits = hash.startsWith("sha256:") ? hash.slice("sha256:".length) : hash;
  return digits.length > SHORT_DIGITS ? `${digits.slice(0, SHORT_DIGITS)}…` : digits;
};

const SHORT_DIGITS = 12;
