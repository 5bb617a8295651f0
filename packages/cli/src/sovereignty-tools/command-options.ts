import { SOVEREIGNTY_FOLDER } from "./run-folder.ts";

/** The options that a command of the same experiment needs, as they are typed; none where they are the usual ones. */
export const commandOptions = (folder: string, site: string | undefined): string =>
  (folder === SOVEREIGNTY_FOLDER ? "" : ` --folder ${typed(folder)}`) +
  (site === undefined ? "" : ` --data ${typed(site)}`);

/** As a shell reads it. */
const typed = (text: string): string => (/^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
