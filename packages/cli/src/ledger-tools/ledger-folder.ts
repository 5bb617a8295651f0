/** Where `plimsoll init` puts a site's ledger. */
export const LEDGER_FOLDER = ".plimsoll/ledger";
