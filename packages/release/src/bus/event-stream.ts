import { canonicalJson, err, ok, type Result } from "@plimsoll/foundation";
import { type BusEvent, eventDigest, firstPrevious, type Topic, type Topics } from "./event.ts";

/** Events of one evaluation, in their order. */
export type EventStream = readonly BusEvent[];

export interface Publication<K extends Topic = Topic> {
  readonly evaluation: string;
  readonly key: string;
  readonly topic: K;
  readonly body: Topics[K];
}

/** A bound for every evaluation: a subscriber that answers itself ends here. */
const EVENTS_MAX = 10_000;

export type AppendRefusal = "key reused" | "another evaluation" | "stream full";

/**
 * The stream with the event at its end. The same key with the same content is the event that is there already; with other content it
 * is refused, for one of the two is not what its publisher meant.
 */
export function append(
  stream: EventStream,
  { evaluation, key, topic, body }: Publication,
): Result<{ readonly stream: EventStream; readonly event: BusEvent }, AppendRefusal> {
  const [last, known] = [stream.at(-1), stream.find((each) => each.key === key)];
  if (last !== undefined && last.evaluation !== evaluation) return err("another evaluation");
  if (known !== undefined)
    return contentOf(known) === contentOf({ topic, body }) ? ok({ stream, event: known }) : err("key reused");
  if (stream.length >= EVENTS_MAX) return err("stream full");
  const previous = last === undefined ? firstPrevious(evaluation) : eventDigest(last);
  const event = { evaluation, sequence: stream.length, key, topic, body, previous } as BusEvent;
  return ok({ stream: [...stream, event], event });
}

/** Does the event follow the last one of a stream? */
export const follows = (event: BusEvent, last: BusEvent | undefined): boolean =>
  last === undefined
    ? event.sequence === 0 && event.previous === firstPrevious(event.evaluation)
    : event.evaluation === last.evaluation &&
      event.sequence === last.sequence + 1 &&
      event.previous === eventDigest(last);

/** Is it a whole stream, from its first event on, with nothing left out, changed or moved? */
export const isWhole = (stream: EventStream): boolean =>
  stream.every((event, index) => follows(event, stream[index - 1]));

const contentOf = ({ topic, body }: Pick<BusEvent, "topic" | "body">): string => canonicalJson({ topic, body });
