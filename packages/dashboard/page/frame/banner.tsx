import type { JSX } from "preact";
import { duration, instant } from "../../src/show/times.ts";
import { grouped } from "../../src/show/numbers.ts";
import { lastTold, logLength, staleness } from "../data/live.ts";
import { Mark } from "../parts/mark.tsx";

/** Says in red since when nothing was heard (SVR-42). It is there from the start, so that a reader of screens hears it change. */
export const Banner = (): JSX.Element => {
  const now = staleness.value;
  return (
    <div class="banner-room" role="alert" aria-atomic="true">
      {now.state === "stale" ? (
        <p class="banner">
          <Mark name="bad" />
          <span>
            <strong>Stale.</strong>{" "}
            {now.isNever
              ? "Nothing was ever heard from the site."
              : `Nothing was heard from the site since ${instant(lastTold.value)}.`}{" "}
            Every figure below is old.
          </span>
          <span class="banner-age" aria-hidden="true">
            {duration(Math.floor(now.silentMs / 1_000) * 1_000).replace(".0", "")}
          </span>
        </p>
      ) : null}
      <OtherHistory />
    </div>
  );
};

/** A log that became shorter is another history than the one that this page showed: it stands until the page is loaded anew (SVR-160). */
const OtherHistory = (): JSX.Element | null => {
  const { longest, fewer } = logLength.value;
  if (fewer === null) return null;
  return (
    <p class="banner">
      <Mark name="bad" />
      <span>
        <strong>Another history.</strong> The log had {grouped(longest ?? 0)} entries, and then {grouped(fewer)}.
        Decisions that this page showed are gone: compare the checkpoint with a witness’s.
      </span>
    </p>
  );
};
