import { wordOf } from "@plimsoll/release";
import type { ReleaseReading } from "@plimsoll/server";
import { openReleaseReading } from "@plimsoll/server";
import { tighteningEnvironment } from "../release-tools/desk-ports.ts";

/** What the release store of a data folder tells, judged as `plimsoll gate` judges it on this machine. */
export const releaseReadingOf = (data: string): ReleaseReading =>
  openReleaseReading(data, { environment: tighteningEnvironment(), kernelWord: wordOf });
