import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Result, Shape } from "@plimsoll/foundation";
import { useEffect, useMemo } from "preact/hooks";
import type { Problem } from "../../src/api/problem.ts";
import { Coalesced } from "../../src/live/coalesced.ts";
import { readToken } from "./access.ts";
import { ask } from "./ask.ts";
import { entriesHeard, pulsesHeard } from "./live.ts";

/** What the page knows of one path of the site. */
export interface Resource<T> {
  /** The newest answer; null before the first. */
  readonly value: T | null;
  /** Why the newest question was not answered; null where it was. */
  readonly problem: Problem | null;
}

/** What makes an answer old: an entry, or already the passing of a second. */
export type OldWith = "entries" | "seconds" | "nothing";

const timing = {
  nowMs: () => performance.now(),
  after: (delayMs: number, then: () => void) => {
    const timer = setTimeout(then, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Asks a path of the site, and again when what it says may be old: at most once a second. Null for no path asks nothing. */
export function useResource<T>(path: string | null, shape: Shape<T>, oldWith: OldWith): ReadonlySignal<Resource<T>> {
  return useAsked(path, () => ask(path ?? "", shape), oldWith);
}

/** The same for what takes more than one question. `key` names what is asked for. */
export function useAsked<T>(
  key: string | null,
  question: () => Promise<Result<T, Problem>>,
  oldWith: OldWith,
): ReadonlySignal<Resource<T>> {
  const resource = useMemo(() => signal<Resource<T>>({ value: null, problem: null }), [key]);
  useEffect(() => {
    if (key === null) return undefined;
    const asking = new Coalesced(() => store(resource, question()), timing);
    const isWanted = {
      entries: [entriesHeard, readToken],
      seconds: [pulsesHeard, entriesHeard, readToken],
      nothing: [readToken],
    }[oldWith];
    const ends = isWanted.map((each) => each.subscribe(() => asking.want()));
    return () => {
      asking.close();
      for (const end of ends) end();
    };
  }, [key]);
  return resource;
}

async function store<T>(resource: Signal<Resource<T>>, answer: Promise<Result<T, Problem>>): Promise<void> {
  const read = await answer;
  resource.value = read.ok
    ? { value: read.value, problem: null }
    : { value: resource.peek().value, problem: read.error };
}
