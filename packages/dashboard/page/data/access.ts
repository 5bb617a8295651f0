import { signal } from "@preact/signals";

/** A read token that the reader gave: in this page's memory, and nowhere else (SVR-31). Null on loopback, where none is asked for. */
export const readToken = signal<string | null>(null);

/** Whether the site answered that it wants a token. */
export const isTokenWanted = signal(false);

export const readHeaders = (): Record<string, string> =>
  readToken.value === null ? {} : { authorization: `Bearer ${readToken.value}` };
