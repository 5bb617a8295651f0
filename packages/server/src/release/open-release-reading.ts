import { type Stats, statSync } from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import type { KernelState } from "@plimsoll/kernel";
import type { KernelWord } from "@plimsoll/release";
import { ReleaseGate, readReleaseStore, releaseStatus } from "@plimsoll/release/node";
import { decisionView } from "./decision-view.ts";
import { overrideView } from "./override-view.ts";
import { releaseStoreIn } from "./release-folder.ts";
import { publishedPackFile, publishedPacks } from "./published-packs.ts";
import type { ReleaseReading } from "./release-reading.ts";
import { type ToldRelease, toldRelease } from "./told-release.ts";

/** What the release gate needs besides its log. */
export interface ReleaseReadingPorts {
  /** Values of the environment that may make the policy stricter. */
  readonly environment: ConstructorParameters<typeof ReleaseGate>[1];
  /** What the kernel says of weights, in this state. */
  readonly kernelWord: (state: KernelState, artifacts: readonly Digest[]) => readonly KernelWord[];
}

/** More than a person looks at. */
const DECISIONS_MAX = 500;

/**
 * What the release store of a data folder tells, now and while another process writes it. The log is read anew when it changed and
 * not otherwise; what stands is asked of the release gate each time, since it also depends on the hour and on the kernel.
 */
export function openReleaseReading(
  directory: string,
  { environment, kernelWord }: ReleaseReadingPorts,
): ReleaseReading {
  const store = new FollowedStore(releaseStoreIn(directory), environment);
  return {
    decisions: ({ state, nowMs }) => {
      const followed = store.now();
      if (followed === null) return null;
      const { told, gate } = followed;
      const judging = { gate, nowMs, kernelWord: (artifacts: readonly Digest[]) => kernelWord(state, artifacts) };
      return told.decisions
        .slice(-DECISIONS_MAX)
        .toReversed()
        .map((each) => decisionView(each, judging));
    },
    overrides: ({ nowMs }) => {
      const told = store.now()?.told;
      return told === undefined ? [] : told.overrides.map((each) => overrideView(each, told, nowMs));
    },
    packs: () => publishedPacks(directory),
    packFile: (pack, file) => publishedPackFile(directory, pack, file),
  };
}

interface Followed {
  /** Of the log's file, by which a change is seen. */
  readonly mark: string;
  readonly told: ToldRelease;
  readonly gate: ReleaseGate;
}

/** Keeps what a log told until its file is another one. */
class FollowedStore {
  readonly #store: string;
  readonly #environment: ReleaseReadingPorts["environment"];
  #followed: Followed | null = null;
  #wasThere = false;

  constructor(store: string, environment: ReleaseReadingPorts["environment"]) {
    this.#store = store;
    this.#environment = environment;
  }

  /** Null where there is no store. Throws as `readReleaseStore`, and `RELEASE_LOG_CONTRADICTS`. */
  now(): Followed | null {
    const mark = this.#mark();
    if (mark === null) return null;
    this.#wasThere = true;
    if (this.#followed?.mark === mark) return this.#followed;
    this.#close();
    this.#followed = read(this.#store, this.#environment, mark);
    return this.#followed;
  }

  #mark(): string | null {
    const found = statOrNull(join(this.#store, "log", "ledger.log"));
    if (found !== null) return `${found.ino}:${found.size}:${found.mtimeMs}`;
    if (!this.#wasThere && !hasRemains(this.#store)) return null;
    this.#close();
    throw logGone(this.#store);
  }

  #close(): void {
    this.#followed?.gate[Symbol.dispose]();
    this.#followed = null;
  }
}

function read(store: string, environment: ReleaseReadingPorts["environment"], mark: string): Followed {
  try {
    const [fault] = releaseStatus(store).faults;
    if (fault !== undefined) throw logContradicts(fault);
    using reader = readReleaseStore(store);
    // It tells and lets nothing pass: the bytes that the log names are gone through by whoever does.
    return { mark, told: toldRelease(reader), gate: new ReleaseGate(store, environment, () => []) };
  } catch (cause) {
    throw cause instanceof PlimsollError ? cause : storeUnreadable(cause);
  }
}

/** What is made with a log, or before it. The key of the cache is not: it is there before anything was ever recorded. */
const PARTS = ["log", "blobs", "key.pem", "release.pub"];

/** A store without its log is no folder that never had one: a daemon that begins now would tell of nothing decided (SVR-29). */
const hasRemains = (store: string): boolean => PARTS.some((part) => statOrNull(join(store, part)) !== null);

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw storeUnreadable(cause);
  }
}

const logGone = (store: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_LOG_GONE",
    expected: `the release log of ${store}`,
    received: "the rest of its store, or a log that was there before",
    fix: "restore it from a backup, and find out who took it",
  });

const logContradicts = (fault: string): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_LOG_CONTRADICTS",
    expected: "a release log that agrees with itself",
    received: fault,
    fix: "look at it: plimsoll release check",
  });

const storeUnreadable = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_STORE_UNREADABLE",
    expected: "a release store that can be read",
    received: (cause as NodeJS.ErrnoException).code ?? "a fault of its files",
    fix: "restore the missing file from a backup, or mend its permissions",
    cause,
  });
