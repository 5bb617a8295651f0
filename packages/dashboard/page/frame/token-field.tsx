import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { isTokenWanted, readToken } from "../data/access.ts";

/** Asks for a read token where the site wants one (SVR-31). */
export const TokenField = (): JSX.Element | null => {
  const typed = useSignal("");
  if (!isTokenWanted.value) return null;
  const give = (): void => {
    readToken.value = typed.value.trim();
    typed.value = "";
  };
  return (
    <section class="card token" aria-label="Read token">
      <h2>This site asks for a read token</h2>
      <p class="small">
        Make one with <code>plimsoll serve token</code>. It stays in the memory of this page and is gone with it.
      </p>
      <div class="row">
        <label>
          <span class="sr-only">Read token</span>
          <input
            type="password"
            autocomplete="off"
            spellcheck={false}
            value={typed.value}
            onInput={(event) => {
              typed.value = event.currentTarget.value;
            }}
            onKeyDown={(event) => {
              if (event.key === "Enter") give();
            }}
          />
        </label>
        <button type="button" class="primary" onClick={give}>
          Read with it
        </button>
      </div>
    </section>
  );
};
