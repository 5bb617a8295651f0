import type { JSX } from "preact";
import { siteShape } from "../../src/api/nouns.ts";
import { staleness } from "../data/live.ts";
import { useResource } from "../data/resource.ts";
import { switchTheme, theme } from "../data/theme.ts";
import { isHelpOpen } from "./help-dialog.tsx";

const WORDS = { live: "live", connecting: "connecting", stale: "stale" } as const;

/** The name, whether the page is live, and the two things that are of no page. */
export const Masthead = (): JSX.Element => {
  const { state } = staleness.value;
  const site = useResource("/v1/site", siteShape, "nothing").value.value;
  return (
    <header class="masthead">
      <div class="brand">
        <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
          <circle cx="16" cy="16" r="9" class="brand-ring" />
          <path d="M2 16h28" class="brand-line" />
        </svg>
        <span class="brand-name">Plimsoll</span>
        <span class="site-name" title={site?.origin ?? undefined}>
          {site?.name ?? ""}
        </span>
      </div>
      <span class="live" data-state={state}>
        <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
          {state === "live" ? <circle cx="5" cy="5" r="4.4" /> : <path d="M0 4h10v2H0z" />}
        </svg>
        {WORDS[state]}
      </span>
      {site?.readOnly === true ? <span class="live">reads only</span> : null}
      <div class="masthead-tools">
        <button
          type="button"
          onClick={switchTheme}
          aria-label={`Switch to ${theme.value === "dark" ? "light" : "dark"} colours`}
          title="d"
        >
          {theme.value === "dark" ? "Light" : "Dark"}
        </button>
        <button
          type="button"
          onClick={() => {
            isHelpOpen.value = true;
          }}
          aria-label="Help and keys"
          title="?"
        >
          ?
        </button>
      </div>
    </header>
  );
};
