import { signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { hashOf, type PageName, PAGES, type Route, routeOf } from "../src/go/route.ts";
import { Banner } from "./frame/banner.tsx";
import { HelpDialog, isHelpOpen } from "./frame/help-dialog.tsx";
import { Masthead } from "./frame/masthead.tsx";
import { TokenField } from "./frame/token-field.tsx";
import { AuditPage } from "./pages/audit.tsx";
import { BudgetPage } from "./pages/budget.tsx";
import { EvidencePage } from "./pages/evidence.tsx";
import { GraphPage } from "./pages/graph.tsx";
import { LabPage } from "./pages/lab.tsx";
import { LedgerPage } from "./pages/ledger.tsx";
import { MeshPage } from "./pages/mesh.tsx";
import { NowPage } from "./pages/now.tsx";
import { ReleasePage } from "./pages/release.tsx";
import { isStale } from "./data/live.ts";
import { Patterns } from "./parts/hatch.tsx";

export const route = signal<Route>(routeOf(location.hash));

const VIEWS: Readonly<Record<PageName, ComponentType<{ readonly rest: readonly string[] }>>> = {
  now: NowPage,
  ledger: LedgerPage,
  budget: BudgetPage,
  evidence: EvidencePage,
  graph: GraphPage,
  release: ReleasePage,
  mesh: MeshPage,
  lab: LabPage,
  audit: AuditPage,
};

export const App = (): JSX.Element => {
  const main = useRef<HTMLElement>(null);
  const { page, rest } = route.value;
  const Shown = VIEWS[page];
  useEffect(() => {
    // On a narrow screen the row of pages is longer than the screen.
    document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    document.title = `${PAGES.find((each) => each.page === page)?.title ?? ""} · Plimsoll`;
  }, [page]);
  return (
    <div class={isStale.value ? "frame is-stale" : "frame"}>
      <a
        class="skip"
        href="#content"
        onClick={(event) => {
          // The hash is the page's address here.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Patterns />
      <Masthead />
      <Banner />
      <nav class="rail" aria-label="Pages">
        <ul>
          {PAGES.map(({ page: name, title, key }, place) => (
            <li key={name}>
              <a
                href={hashOf(name)}
                aria-current={name === page ? "page" : undefined}
                aria-keyshortcuts={`${place + 1}`}
              >
                <span>{title}</span>
                <kbd aria-hidden="true">g {key}</kbd>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main id="content" tabIndex={-1} ref={main}>
        <TokenField />
        <Shown key={page} rest={rest} />
      </main>
      {isHelpOpen.value ? <HelpDialog /> : null}
    </div>
  );
};
