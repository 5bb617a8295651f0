import type { EdgeWatch } from "./edge-watch.ts";
import { EventStreamWalker } from "./event-stream-walker.ts";
import { JsonWalker } from "./json-walker.ts";
import { JsonRpcCalls, TOOL_KEYS, toolNamed } from "./tool-names.ts";
import { USAGE_KEYS, UsageTally } from "./usage-tally.ts";
import { WideTextSight } from "./text-encoding.ts";

const REQUEST_KEYS: ReadonlySet<string> = new Set(TOOL_KEYS);
const ANSWER_KEYS: ReadonlySet<string> = new Set([...TOOL_KEYS, ...USAGE_KEYS]);

/** A body that passes. */
export interface BodyReader {
  write(bytes: Uint8Array): void;
  /** The body is complete, or was cut: what was learnt of it is told. */
  end(): void;
}

/** What of an answer can be read: JSON, events with JSON, or nothing. */
export type BodyKind = "json" | "events" | "other";

const KIND = /^\s*(?:(text\/event-stream)|application\/(?:[\w.+-]+\+)?json|text\/json)\s*(?:;|$)/i;

export function answerKindOf(contentType: string | undefined): BodyKind {
  const matched = contentType === undefined ? null : KIND.exec(contentType);
  if (matched === null) return "other";
  return matched[1] === undefined ? "json" : "events";
}

/** Whether a body stands there as it is (RFC 9110 §8.4). */
export const isPlain = (contentEncoding: string | undefined): boolean =>
  contentEncoding === undefined || /^\s*(identity)?\s*$/i.test(contentEncoding);

/**
 * Reads which tools a request offers, or calls, whatever it says that its body is: a model server may take it for JSON without asking.
 * A body that is no JSON offers nothing.
 *
 * @param onWide told where a body stands in characters of two or four bytes, whose JSON cannot be read here
 */
export function requestReader(edges: Pick<EdgeWatch, "saw">, onWide: () => void = () => {}): BodyReader {
  const calls = new JsonRpcCalls((tool) => edges.saw(tool));
  const start = new WideTextSight(onWide);
  const walker = new JsonWalker(REQUEST_KEYS, (path, value) => {
    calls.take(path, value);
    const tool = toolNamed(path, value);
    if (tool !== null) edges.saw(tool);
  });
  return {
    write: (bytes) => {
      start.write(bytes);
      walker.write(bytes);
    },
    end: () => {},
  };
}

/** Reads how many tokens an answer used and which tools it calls. */
export function answerReader(
  kind: "json" | "events",
  edges: EdgeWatch | null,
  onTokens: (tokens: ReturnType<UsageTally["tokens"]>) => void,
): BodyReader {
  const tally = new UsageTally();
  const walker = new JsonWalker(edges === null ? new Set(USAGE_KEYS) : ANSWER_KEYS, (path, value) => {
    tally.take(path, value);
    const tool = edges === null ? null : toolNamed(path, value);
    if (tool !== null) edges?.saw(tool);
  });
  if (kind === "json") return { write: (bytes) => walker.write(bytes), end: () => onTokens(tally.tokens(0)) };
  const events = new EventStreamWalker(walker);
  return { write: (bytes) => events.write(bytes), end: () => onTokens(tally.tokens(events.events)) };
}
