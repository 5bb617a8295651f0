import type { Draft } from "../../record/bodies.ts";
import type { ReleaseRecord } from "../../record/record.ts";
import { withStore } from "../store/with-store.ts";

/** Writes what happened outside an evaluation into the log. Durable when it returns. */
export const recordEvent = (store: string, draft: Draft, atMs: number): Promise<readonly ReleaseRecord[]> =>
  withStore(store, ({ store: held }) => held.append([draft], atMs));
