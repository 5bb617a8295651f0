import { found } from "./find.ts";

const MOVES: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };

/** The two views as tabs (WAI-ARIA: arrows move between them, Home and End to the ends); the address names the one that is shown. */
export function bindTabs(shown: (view: HTMLElement) => void): void {
  const tabs = [...document.querySelectorAll<HTMLElement>('[role="tab"]')];
  const show = (tab: HTMLElement): void => {
    for (const each of tabs) {
      const isChosen = each === tab;
      each.setAttribute("aria-selected", String(isChosen));
      each.tabIndex = isChosen ? 0 : -1;
      viewOf(each).hidden = !isChosen;
    }
    shown(viewOf(tab));
  };
  const choose = (tab: HTMLElement): void => {
    history.replaceState(null, "", `#${viewOf(tab).id}`);
    show(tab);
  };
  for (const [place, tab] of tabs.entries()) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const to = placeAfter(event.key, place, tabs.length);
      if (to === undefined) return;
      event.preventDefault();
      choose(tabs[to]!);
      tabs[to]!.focus();
    });
  }
  show(tabs.find((tab) => location.hash === `#${viewOf(tab).id}`) ?? tabs[0]!);
}

const viewOf = (tab: Element): HTMLElement => found(document, `#${tab.getAttribute("aria-controls")}`, HTMLElement);

function placeAfter(key: string, place: number, count: number): number | undefined {
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  const move = MOVES[key];
  return move === undefined ? undefined : (place + move + count) % count;
}
