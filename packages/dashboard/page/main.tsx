import { render } from "preact";
import { hashOf, routeOf } from "../src/go/route.ts";
import { wishOf } from "../src/go/shortcuts.ts";
import { App, route } from "./app.tsx";
import { startLive } from "./data/live.ts";
import { startTheme, switchTheme } from "./data/theme.ts";
import { isHelpOpen } from "./frame/help-dialog.tsx";

/** A letter after `g` counts for so long. */
const LEADER_MS = 1_500;
let leaderAtMs = Number.NEGATIVE_INFINITY;

addEventListener("hashchange", () => {
  const before = route.peek().page;
  route.value = routeOf(location.hash);
  // Whoever changes the page by keyboard goes on from its beginning.
  if (route.peek().page !== before) document.querySelector<HTMLElement>("#content")?.focus();
});

addEventListener("keydown", (event) => {
  // In a dialog keys are the dialog's.
  if (document.querySelector("dialog[open]") !== null) return;
  const wish = wishOf({
    key: event.key,
    isModified: event.ctrlKey || event.metaKey || event.altKey,
    isTyping: isTyping(event.target),
    isAfterLeader: event.timeStamp - leaderAtMs < LEADER_MS,
  });
  leaderAtMs = wish?.wish === "leader" ? event.timeStamp : Number.NEGATIVE_INFINITY;
  if (wish === null || wish.wish === "leader") return;
  event.preventDefault();
  if (wish.wish === "go") location.hash = hashOf(wish.page);
  else if (wish.wish === "help") isHelpOpen.value = true;
  else if (wish.wish === "theme") switchTheme();
  else document.querySelector<HTMLElement>("#filter")?.focus();
});

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

startTheme();
startLive();
const place = document.querySelector("#app");
if (place !== null) render(<App />, place);
