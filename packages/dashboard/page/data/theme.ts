import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const KEY = "plimsoll.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

const chosen = signal<Theme | null>(storedTheme());
const systemTheme = signal<Theme>(system.matches ? "dark" : "light");

/** Reads of the system's wish until the reader chooses. */
export const theme = signal<Theme>("light");

export function startTheme(): void {
  system.addEventListener("change", ({ matches }) => {
    systemTheme.value = matches ? "dark" : "light";
  });
  effect(() => {
    theme.value = chosen.value ?? systemTheme.value;
    document.documentElement.dataset["theme"] = theme.value;
  });
}

export function switchTheme(): void {
  chosen.value = theme.peek() === "dark" ? "light" : "dark";
  store(KEY, chosen.value);
}

function storedTheme(): Theme | null {
  const stored = read(KEY);
  return stored === "light" || stored === "dark" ? stored : null;
}

/** A browser may forbid storage: then the choice lasts as long as the page. */
export function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Nothing depends on it.
  }
}
