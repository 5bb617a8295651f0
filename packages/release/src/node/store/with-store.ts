import { randomInt } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import type { ReleaseStore } from "../../record/release-store.ts";
import { caughtUp } from "../../state/caught-up.ts";
import { EMPTY_STATE, type ReleaseState } from "../../state/release-state.ts";
import { openReleaseStore, type OpenStoreOptions } from "./open-store.ts";
import { storeBusy } from "./store-fault.ts";
import { Turns } from "./turns.ts";

/** How a store is opened, and how long another writer is waited for. */
export interface WithStoreOptions extends OpenStoreOptions {
  /** How long to wait for another writer. Default 30 s. */
  readonly waitMs?: number;
}

/** The store, held alone, and its state as it is now: read under the lock, so that no other's work is missed. */
export interface HeldStore {
  readonly store: ReleaseStore;
  /** With everything that was appended up to this call. */
  readonly state: () => ReleaseState;
}

/** For what must not be refused because evaluations are under way: they take turns, and each may have to rest and to search. */
export const TURN_MS = 600_000;

const WAIT_MS = 30_000;
const RETRY_MS_MIN = 2;
const RETRY_MS_MAX = 25;

/**
 * Does something as the only writer of a store, and lets go of it, whatever came of it. Several processes and several tasks
 * of one process take turns.
 *
 * Throws `RELEASE_STORE_BUSY` when it was not free in time, and as `openReleaseStore`.
 */
export async function withStore<T>(
  directory: string,
  action: (held: HeldStore) => T | Promise<T>,
  { waitMs = WAIT_MS, ...options }: WithStoreOptions = {},
): Promise<T> {
  const endMs = systemClock.monotonicMs() + waitMs;
  // One attempt for each process: fifty tasks that try by themselves would keep the one that has it from its work.
  const letGo = await turns.take(resolve(directory), waitMs);
  if (letGo === null) throw storeBusy(directory, waitMs);
  try {
    using store = await opened(directory, endMs, waitMs, options);
    let state = EMPTY_STATE;
    return await action({ store, state: () => (state = caughtUp(state, store)) });
  } finally {
    letGo();
  }
}

const turns = new Turns();

async function opened(
  directory: string,
  endMs: number,
  waitMs: number,
  options: OpenStoreOptions,
): Promise<ReleaseStore> {
  for (;;) {
    const store = openedIfFree(directory, options);
    if (store !== null) return store;
    if (systemClock.monotonicMs() >= endMs) throw storeBusy(directory, waitMs);
    await sleep(randomInt(RETRY_MS_MIN, RETRY_MS_MAX));
  }
}

function openedIfFree(directory: string, options: OpenStoreOptions): ReleaseStore | null {
  try {
    return openReleaseStore(directory, options);
  } catch (cause) {
    if (cause instanceof PlimsollError && cause.code === "DATA_IN_USE") return null;
    throw cause;
  }
}
