/**
 * Letters that look like a Latin one, each with that one. A selection by hand of what attacks use, after the idea of Unicode UTS #39
 * (confusable detection) and its fact of which letters look alike; no copy of its table. Fullwidth, mathematical, circled and
 * superscript letters need no row: NFKD already makes them plain. A text in Russian or Greek is folded too, as are the rules that look for it.
 */
const ROWS: readonly (readonly [from: string, to: string])[] = [
  // Cyrillic, lower case (upper case comes here lower-cased).
  ["авгеорсухіјѕһԁԛԝкмтпьңӏԍёґ", "abreopcyxijshdqwkmtnbhlgeg"],
  // Greek, upper and lower: their shapes differ.
  ["ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"],
  ["αβεικνορτυχγηωμςσ", "abeikvoptuxynwuso"],
  // Armenian, Cherokee.
  ["օոսհցյլզեքա", "onuhgjlqtpw"],
  ["ᎪᎬᎠᎻᏀᏞᎷᏢᎡᏚᎢᎳᏃᏟᏏᎥᏙᏴᏦᎫ", "aedhglmprstwzcbivyki"],
  // Latin letters that NFKD leaves as they are.
  ["ıɑɡɩøđłħŧƒɪʟʀɴɢʙʜʏᴀᴄᴅᴇᴊᴋᴍᴏᴘᴛᴜᴠᴡᴢꜰꜱɛɔəʌßıɾʋ", "iagiodlhtfilrngbhyacdejkmoptuvwzfseoeasirv"],
  // Signs in the place of letters and of one another.
  ["‘’‚‛′`´", "'''''`'"],
  ["“”„‟″«»「」『』《》", '"""""""""""""'],
  ["‐‑‒–—−⁃", "-------"],
  ["：﹕∶ː；", ":::: "],
  ["⁄∕", "//"],
  ["【〔［】〕］", "[[[]]]"],
  ["｡。．", "..."],
];

export const CONFUSABLES: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(([from, to]) => {
    const targets = Array.from(to);
    return Array.from(from, (letter, place) => [letter, targets[place] ?? letter] as const);
  }),
);

/** Digits and signs that stand for letters ("1gn0re"). `l` is taken as `i`, since 1 stands for both: rules are folded alike. */
export const LEET: ReadonlyMap<string, string> = new Map([
  ["0", "o"],
  ["1", "i"],
  ["l", "i"],
  ["|", "i"],
  ["!", "i"],
  ["3", "e"],
  ["4", "a"],
  ["@", "a"],
  ["5", "s"],
  ["$", "s"],
  ["7", "t"],
  ["8", "b"],
  ["9", "g"],
]);
